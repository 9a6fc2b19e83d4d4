import MarketStore
import SQLite

/// What a report says differently from an earlier run of it, a line per changed figure.
///
/// Rows are the same when they are about the same thing (period, product, metric …); where a report does not say, when
/// they are equal. Of a run whose rows were not kept only that something changed is known.
public func reportDifference(from run: SavedReportRun, to document: ReportDocument) -> ReportDocument {
  guard let kept = run.rows else {
    let digest = runDigest(columns: document.columns.map(\.name), rows: storedRows(document))
    let isSame = digest == run.digest
    return diffDocument(
      run, document,
      rows: isSame ? [] : [[.text("changed"), .text("the rows of that run were not kept"), .null, .null, .null]])
  }
  let keys = keyColumns(of: document)
  let old = kept.map { row in
    document.columns.map { column in
      run.columns.firstIndex(of: column.name).flatMap { $0 < row.count ? Cell(row[$0]) : nil } ?? .null
    }
  }
  var difference: [[Cell]] = []
  let earlier = rows(old, keys)
  let later = rows(document.rows, keys)
  for key in later.order {
    guard let before = earlier.rows[key], let after = later.rows[key] else {
      for row in later.rows[key] ?? [] {
        difference.append([.text("added"), .text(name(row, keys)), .null, .null, .null])
      }
      continue
    }
    for index in 0..<max(before.count, after.count) {
      if index >= before.count {
        difference.append([.text("added"), .text(name(after[index], keys)), .null, .null, .null])
      } else if index >= after.count {
        difference.append([.text("removed"), .text(name(before[index], keys)), .null, .null, .null])
      } else {
        for column in document.columns.indices where before[index][column] != after[index][column] {
          difference.append([
            .text("changed"), .text(name(after[index], keys)), .text(document.columns[column].name),
            before[index][column],
            after[index][column],
          ])
        }
      }
    }
  }
  for key in earlier.order where later.rows[key] == nil {
    for row in earlier.rows[key] ?? [] {
      difference.append([.text("removed"), .text(name(row, keys)), .null, .null, .null])
    }
  }
  return diffDocument(run, document, rows: difference)
}

private func diffDocument(_ run: SavedReportRun, _ document: ReportDocument, rows: [[Cell]]) -> ReportDocument {
  let columns = [Column("change"), Column("row"), Column("column"), Column("old"), Column("new")]
  return ReportDocument(
    report: "diff", title: "\(document.title): changes since \(run.ranAt)",
    parameters: [JSONField("report", .string(run.report)), JSONField("since", .string(run.ranAt))], columns: columns,
    rows: rows,
    display: columns.enumerated().map { DisplayColumn($1.name, .text($0)) },
    command: ["tidemark", "report", "diff", run.report])
}

/// The cells of a document as values that the store keeps with a run.
public func storedRows(_ document: ReportDocument) -> [[Value]] {
  document.rows.map { row in
    row.map { cell in
      switch cell {
      case .null: .null
      case .text(let text): .text(text)
      case .integer(let number): .integer(number)
      case .real(let number): .real(number)
      }
    }
  }
}

private func rows(_ rows: [[Cell]], _ keys: [Int]) -> (order: [[Cell]], rows: [[Cell]: [[Cell]]]) {
  var order: [[Cell]] = []
  var found: [[Cell]: [[Cell]]] = [:]
  for row in rows {
    let key = keys.map { comparable(row[$0]) }
    if found[key] == nil { order.append(key) }
    found[key, default: []].append(row.map(comparable))
  }
  return (order, found)
}

/// A whole number is the same whether it was kept as an integer or as a real.
private func comparable(_ cell: Cell) -> Cell {
  if case .real(let number) = cell, number.magnitude < 1e15, number == number.rounded() {
    return .integer(Int64(number))
  }
  return cell
}

private func name(_ row: [Cell], _ keys: [Int]) -> String {
  keys.map { plainText(row[$0]) }.filter { !$0.isEmpty }.joined(separator: " · ")
}

extension Cell {
  fileprivate init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}
