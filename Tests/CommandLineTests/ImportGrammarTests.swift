import Foundation
import Testing

/// The tables of `ImportGrammar.md`, row by row through the importer of the built program. The first heading of a table
/// says what it holds, "Value" or "Period", and may give options of `import` in backticks; a column "Stored as" says
/// what an accepted row becomes, a column "The error says" why a row is refused.
@Suite struct ImportGrammarTests {
  /// A row of a table as a file of its own: what else stands in a file may settle what a cell means.
  private struct Example {
    var metric = "mau"
    var currency = ""
    var period = "2026-03"
    var value = "1"

    func csv(_ number: Int) -> String {
      func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
      let row = ["Example \(number)", metric, period, value, currency, "Example", "2026-05-04", "\(number)"]
      return "product,metric,period,value,currency,source,published_on,note\n" + row.map(quoted).joined(separator: ",")
        + "\n"
    }
  }

  private struct Table {
    var title: String
    var options: [String]
    var isRefused: Bool
    var rows: [(example: Example, cells: [String])]
  }

  private func tables() throws -> [Table] {
    MarkdownPage(try Sandbox.document("Documentation/ImportGrammar.md")).sections.flatMap { section in
      section.tables.compactMap { header, rows in
        guard let first = header.first, first.hasPrefix("Value") || first.hasPrefix("Period") else { return nil }
        let examples = rows.map { cells -> (Example, [String]) in
          var example = Example()
          let text = codeSpans(cells[0]).first ?? ""
          guard first.hasPrefix("Value") else {
            example.period = text
            return (example, cells)
          }
          let metric = codeSpans(cells[1])
          example.value = text
          example.metric = metric.first ?? ""
          if metric.count > 1 { example.currency = metric[1] }
          return (example, cells)
        }
        return Table(
          title: "\(section.title): \(first)",
          options: codeSpans(first).flatMap { $0.split(separator: " ").map(String.init) },
          isRefused: header.contains("The error says"), rows: examples)
      }
    }
  }

  /// Imports one file for each example; what is said about each, by its number, and the rows stored.
  private func imported(_ examples: [Example], _ options: [String]) throws -> (
    errors: [Int: String], rows: [Int: String]
  ) {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    for (number, example) in examples.enumerated() { try sandbox.write(example.csv(number), to: "\(number).csv") }
    let names = examples.indices.map { "\($0).csv" }
    let run = try sandbox.tidemark(["import", "--create", "--keep-going"] + options + names)
    #expect(run.status == 0 || run.status == 1, "\(run.err)")
    var errors: [Int: String] = [:]
    for part in run.err.components(separatedBy: "tidemark: error: ").dropFirst() {
      if let number = Int(part.prefix { $0 != "." }) { errors[number, default: ""] += part }
    }
    let stored = try sandbox.tidemark(
      "sql", "-O", "tsv",
      """
      SELECT note, qualifier, value, low, high, coalesce(currency, ''), period, coalesce(period_start, '..'), period_end
      FROM snapshots
      """)
    var rows: [Int: String] = [:]
    for line in stored.out.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard let number = Int(cells[0]) else { continue }
      if examples[number].period == Example().period {
        let ends = cells[3...4].map { $0.isEmpty ? "–" : $0 }.joined(separator: ", ")
        let figure = [cells[1], cells[2], cells[1] == "nd" ? "" : "[\(ends)]", cells[5]]
        rows[number] = figure.filter { !$0.isEmpty }.joined(separator: " ")
      } else {
        rows[number] = "\(cells[6]), \(cells[7]) to \(cells[8])"
      }
    }
    return (errors, rows)
  }

  @Test("the columns of each shape are those that the program lists") func columns() throws {
    let page = MarkdownPage(try Sandbox.document("Documentation/ImportGrammar.md"))
    let table = try #require(page.sections.flatMap(\.tables).first { $0.header == ["Shape", "Columns"] })
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    #expect(table.rows.count == 13)
    for row in table.rows {
      let hint = try sandbox.tidemark("import", "-", "--shape", row[0], input: "no such column\n").err
      #expect(hint.contains("the columns of \(row[0]) are \(codeSpans(row[1]).joined(separator: ", "))\n"), "\(hint)")
    }
  }

  @Test("each heading of the table stands for its column") func headings() throws {
    let page = MarkdownPage(try Sandbox.document("Documentation/ImportGrammar.md"))
    let table = try #require(page.sections.flatMap(\.tables).first { $0.header == ["Heading", "Column"] })
    // With one value each that no other column would take.
    let columns = [
      ("product", "Example"), ("metric", "retention"), ("period", "2026-03"), ("value", "40%"), ("source", "Example"),
      ("published_on", "2026-05-04"), ("status", "estimated"), ("currency", "USD"), ("day_offset", "30"),
      ("cohort_size", "1200"),
    ]
    #expect(table.rows.count > 10)
    for row in table.rows {
      let (heading, column) = (codeSpans(row[0])[0], codeSpans(row[1])[0])
      let sandbox = try Sandbox()
      expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
      let header = columns.map { $0.0 == column ? heading : $0.0 }.joined(separator: ",")
      #expect(header.contains(heading), "\(column)")
      try sandbox.write(header + "\n" + columns.map(\.1).joined(separator: ",") + "\n", to: "one.csv")
      let run = try sandbox.tidemark("import", "one.csv", "--create")
      #expect(run.status == 0, "\(heading): \(run.err)")
      let stored = try sandbox.tidemark(
        "sql",
        """
        SELECT product, metric, period, value, source, published_on, status, day_offset, cohort_size FROM snapshots
        """, "-O", "csv")
      #expect(
        stored.out.hasSuffix("\nExample,retention,2026-03,0.4,Example,2026-05-04,estimated,30,1200\n"), "\(heading)")
    }
  }

  @Test("what the tables say is stored is what an import stores") func accepted() throws {
    let tables = try tables().filter { !$0.isRefused }
    #expect(tables.reduce(0) { $0 + $1.rows.count } > 50)
    for table in tables {
      let (errors, rows) = try imported(table.rows.map(\.example), table.options)
      for (number, row) in table.rows.enumerated() {
        let expected = row.cells.last.flatMap { codeSpans($0).first }
        #expect(rows[number] == expected, "\(table.title): \(row.cells[0]) \(errors[number] ?? "")")
        #expect(errors[number] == nil, "\(table.title): \(row.cells[0])")
      }
    }
  }

  @Test("what the tables say is refused is refused for that reason, and what they offer instead is accepted")
  func refused() throws {
    let tables = try tables().filter(\.isRefused)
    #expect(tables.reduce(0) { $0 + $1.rows.count } > 30)
    for table in tables {
      let (errors, rows) = try imported(table.rows.map(\.example), table.options)
      var remedies: [Example] = []
      for (number, row) in table.rows.enumerated() {
        let place = "\(table.title): \(row.cells[0])"
        let reason = row.cells[row.cells.count - 2]
        #expect(rows[number] == nil, "\(place) is stored")
        #expect(
          errors[number]?.contains(reason.replacing("`", with: "")) == true, "\(place): \(errors[number] ?? "no error")"
        )
        guard let instead = codeSpans(row.cells[row.cells.count - 1]).first else { continue }
        var remedy = row.example
        if table.title.contains(": Value") { remedy.value = instead } else { remedy.period = instead }
        remedies.append(remedy)
      }
      let followed = try imported(remedies, table.options)
      #expect(followed.errors.isEmpty, "\(table.title)")
      #expect(followed.rows.count == remedies.count, "\(table.title)")
    }
  }
}
