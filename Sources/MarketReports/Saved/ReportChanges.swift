/// What became of one row of a report.
struct ReportChange {
  /// What the row is about: "2026-06 · Aurora · mau".
  var name: String
  /// Nil: the row was added.
  var before: [Cell]?
  /// Nil: it was removed.
  var after: [Cell]?

  /// The columns in which the two differ; none where one of them is missing.
  var columns: [Int] {
    guard let before, let after else { return [] }
    return after.indices.filter { before[$0] != after[$0] }
  }

  /// The rows of the data formats: a line per changed figure.
  func rows(_ columns: [Column]) -> [[Cell]] {
    guard let before, let after else {
      return [[.text(before == nil ? "added" : "removed"), .text(name), .null, .null, .null]]
    }
    return self.columns.map { [.text("changed"), .text(name), .text(columns[$0].name), before[$0], after[$0]] }
  }
}

/// The rows of two runs, held together by the columns that say what a row is about.
struct ReportChanges {
  private(set) var all: [ReportChange] = []

  /// Nothing is known of the rows.
  init() {}

  init(_ before: [[Cell]], _ after: [[Cell]], _ keys: [Int]) {
    let earlier = Self.grouped(before, keys)
    let later = Self.grouped(after, keys)
    for key in later.order {
      let old = earlier.rows[key] ?? []
      let new = later.rows[key] ?? []
      for index in 0..<max(old.count, new.count) {
        add(index < old.count ? old[index] : nil, index < new.count ? new[index] : nil, keys)
      }
    }
    for key in earlier.order where later.rows[key] == nil {
      for row in earlier.rows[key] ?? [] { add(row, nil, keys) }
    }
  }

  private mutating func add(_ before: [Cell]?, _ after: [Cell]?, _ keys: [Int]) {
    if before == after { return }
    let name = keys.map { plainText((after ?? before ?? [])[$0]) }.filter { !$0.isEmpty }.joined(separator: " · ")
    all.append(ReportChange(name: name, before: before, after: after))
  }

  private static func grouped(_ rows: [[Cell]], _ keys: [Int]) -> (order: [[Cell]], rows: [[Cell]: [[Cell]]]) {
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
  private static func comparable(_ cell: Cell) -> Cell {
    if case .real(let number) = cell, number.magnitude < 1e15, number == number.rounded() {
      return .integer(Int64(number))
    }
    return cell
  }
}
