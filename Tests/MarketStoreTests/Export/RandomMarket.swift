import MarketModel
import Records
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// Fills a store with random things under names that test every quoting rule.
struct RandomMarket {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(state: (seed &+ 1) &* 0xD1B5_4A32_D192_ED03) }

  private mutating func next(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }

  private mutating func pick<T>(_ values: [T]) -> T { values[next(values.count)] }

  private static let pieces = [
    "a", "B", ",", ";", "\"", "'", "\n", "\r\n", " ", "=1+1", "@", "-", "é", "e\u{301}", "漢字", "\u{202E}", "\u{200D}",
    "🙂", "\t", "|", "\\",
    "company:", "..", "n/a",
    "%", "_", "[", "{", "<b>", "\u{301}", "Ω", "ﬀ", "İ",
  ]

  /// A name that nothing in the store has yet: a number keeps it apart, however names are compared.
  private mutating func name(_ number: Int) -> String {
    var text = ""
    for _ in 0..<(1 + next(6)) { text += pick(Self.pieces) }
    let middle = "\(text)x\(number)"
    return next(2) == 0 ? middle : "\(number)x\(text)y"
  }

  private mutating func note() -> String {
    var text = ""
    for _ in 0..<next(5) { text += pick(Self.pieces) }
    return text
  }

  mutating func fill(_ store: Store) throws {
    var companies: [[String]] = []
    var products: [[String]] = []
    for number in 0..<6 {
      companies.append([name(number), pick(["CN", "US", ""]), number > 0 ? pick(companies)[0] : "", note()])
    }
    for number in 10..<18 {
      products.append([
        name(number), pick(companies)[0], number > 10 && next(3) == 0 ? pick(products)[0] : "",
        pick(["app", "api", "product"]), note(),
      ])
    }
    try take(ExportPart.companies.header, companies, store)
    try take(ExportPart.products.header, products, store)
    let sources = (20..<24).map { number in
      [name(number), pick(["provider", "document"]), "\(next(10))", note(), note(), note(), note(), "", ""]
    }
    try take(ExportPart.sources.header, sources, store)
    let segments = (30..<32).map { name($0) }
    try take(
      ExportPart.segments.header,
      segments.map { [$0, note(), "", "", ""] }
        + segments.map { [$0, "", pick(products)[0], pick(["", "2025-01-01"]), pick(["", "2026-12-31"])] }, store)
    try take(ExportPart.aliases.header, (40..<44).map { [name($0), "product", pick(products)[0]] }, store)
    try take(
      ExportPart.snapshots.header,
      try snapshots(products.map { $0[0] }, companies.map { $0[0] }, sources.map { $0[0] }), store)
    let names = products.map { $0[0] } + companies.map { $0[0] } + segments
    let events = (50..<58).map { number in
      let amount = pick(["", "$5M", "~1M", "<$2 million", "1234.5"])
      let subjects = [pick(names), pick(names)].map(PartyName.item).joined(separator: ";")
      return [
        pick(["launch", "funding", "claim"]), name(number), pick(["planned", "occurred"]), pick(["", "2026-01-05"]),
        pick(["", "2026-02", "2026-Q1", "2026-02-03", "2025", "2026-H1"]),
        "", subjects, pick(["", PartyName.item(pick(names))]), amount, amount.isEmpty ? "" : "USD", pick(sources)[0],
        pick(sources)[0],
        "2026-03-0\(1 + next(9))", pick(["", "A report"]), note(),
      ]
    }
    try take(ExportPart.events.header, events, store)
    var rates: [[String]] = []
    for base in ["EUR", "GBP", "JPY"] {
      rates.append([
        base, "USD", pick(["spot", "average"]), pick(["2026-01", "2026-02-03"]), "1.1\(next(1000))", "1.05", "1.25",
        pick(sources)[0],
        "2026-03-01", pick(["", "A report"]), note(),
      ])
    }
    try take(ExportPart.fx.header, rates, store)
    for number in 60..<64 {
      try store.saveReport(
        SavedReport(
          name: "r\(number)",
          body: next(2) == 0
            ? .arguments(["share", name(number), "\u{301}x", "{from=2026-01}", ""])
            : .sql("SELECT '\(note().replacing("'", with: "")) '"),
          description: next(2) == 0 ? "d\(name(number))." : nil), check: { _ in })
    }
  }

  private mutating func snapshots(_ products: [String], _ companies: [String], _ sources: [String]) throws -> [[String]]
  {
    var rows: [[String]] = []
    for _ in 0..<120 {
      let metric = pick(["mau", "revenue", "retention", "mau_change"])
      let values: [String] =
        switch metric {
        case "mau":
          [
            "7.8M", "<5M", "~1M", "1234567", "4.5-5M", "undisclosed", "roughly 1 million", "1,234,567", "1.2e6", "3.4亿",
            "≥10",
            "999999999999999", "exceeded 2M", "0",
          ]
        case "revenue": ["$5M", "~$1.4M", "12.345", "USD 3", "under $2M", "0.01", "1e18"]
        case "retention": ["8%", "<8%", "0.123456789", "7-8%", "100%", "0"]
        default: ["−5%", "+4%", "-0.3", "~2%", ">10%"]
        }
      let isProduct = next(4) > 0
      let isMoney = metric == "revenue"
      rows.append([
        isProduct ? pick(products) : "", isProduct ? "" : pick(companies), metric,
        pick([
          "2026-01", "2025-Q4", "2026-W05", "2026-02-03", "../2026-03-24", "2025-11-03/2026-01-17", "2024", "2025-H2",
        ]),
        pick(values), isMoney ? "USD" : "", pick(["", "pro", "é plan"]), pick(["", "cn", "eu; apac"]),
        pick(["", "ios"]),
        metric == "retention" ? "\(next(90))" : "",
        metric == "retention" && next(2) == 0 ? "\(1 + next(100000))" : "", "", "", "",
        pick(["", "estimated", "target"]), pick(sources),
        pick(sources), "2026-03-\(10 + next(15))", pick(["", "", "A report", "B, \"quoted\""]), note(), "",
      ])
    }
    // A status goes with a value; and one key has one claim.
    var seen: Set<[String]> = []
    return rows.compactMap { row in
      var row = row
      if row[4] == "undisclosed" { row[14] = "" }
      return seen.insert(Array(row[0...3] + row[5...9] + row[15...17])).inserted ? row : nil
    }
  }

  private func take(_ header: [String], _ rows: [[String]], _ store: Store) throws {
    var text = CSVText()
    text.row(header)
    for row in rows { text.row(row) }
    let result = try store.importFiles([.text(name: "random.csv", text.bytes)], options: ImportOptions())
    try #require(result.problems.isEmpty, "\(result.problems.prefix(3).map { "\($0.line) \($0.message) \($0.raw)" })")
  }
}
