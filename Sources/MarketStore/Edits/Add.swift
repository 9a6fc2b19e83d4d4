import MarketModel
import Records
import SQLite
import System

/// What `add` can add.
public enum AddedKind: String, Sendable, CaseIterable {
  case company, product, metric, segment, source, alias, snapshot, event

  /// The import shape whose columns describe it.
  var shape: ImportShape {
    switch self {
    case .company: .companies
    case .product: .products
    case .metric: .metrics
    case .segment: .segments
    case .source: .sources
    case .alias: .aliases
    case .snapshot: .long
    case .event: .events
    }
  }

  /// The columns that a row of it may have: those of its import shape.
  public var columns: [String] { shape.roles.map(\.rawValue) }
}

extension Store {
  /// Adds a thing, or a claim, from the values of its import columns: `["product": "Pika", "company": "Pika Labs"]`.
  /// The row takes the way of an imported file, so the same checks hold; the import is of kind `manual`.
  ///
  /// A segment's members are further rows: `["segment": "AI video", "product": "Sora"]`. For a snapshot that is already
  /// known under its key the new value revises the old one.
  ///
  /// - Parameters:
  ///   - command: The command as a person would type it; the import's name.
  ///   - options: `createsMissing` and `isDryRun` are looked at, and `defaults`.
  /// - Throws: `StoreError` of kind `usage` for an unknown column, a refused value, or a name that exists already; of
  ///   kind `name` for a name that does not exist.
  @discardableResult
  public func add(
    _ kind: AddedKind, _ rows: [[String: String]], command: String, options: ImportOptions = ImportOptions()
  ) throws
    -> ImportResult
  {
    let columns = kind.columns
    for name in rows.flatMap(\.keys).sorted() where !columns.contains(name) {
      throw StoreError(
        .usage, "a \(kind.rawValue) has no \"\(name)\"", remedy: "it has: \(columns.joined(separator: ", "))")
    }
    try refuseKnown(kind, rows)
    if kind == .snapshot { try rows.forEach(refuseEmptyValue) }
    var text = CSVText()
    let used = columns.filter { name in rows.contains { $0[name] != nil } }
    text.row(used)
    for row in rows { text.row(used.map { row[$0] ?? "" }) }
    var options = options
    options.shape = kind.shape
    options.command = command
    options.keepsGoing = false
    let result = try importFiles([.text(name: "add \(kind.rawValue)", text.bytes)], options: options)
    if let problem = result.problems.first { throw StoreError(problem) }
    return result
  }

  /// In a file a cell that says nothing is passed over; who types a command means something.
  private func refuseEmptyValue(_ row: [String: String]) throws {
    guard row["low"] == nil, row["high"] == nil, row["qualifier"] == nil else { return }
    if case .success(.skipped) = parseQuantity(row["value"] ?? "", QuantityContext(unit: .count)) {
      throw StoreError(.usage, "the value says nothing", remedy: "write a figure, or undisclosed")
    }
  }

  /// A name must be new. What already has it is changed with `edit`, and a segment gets members by its name.
  private func refuseKnown(_ kind: AddedKind, _ rows: [[String: String]]) throws {
    guard let row = rows.first else { throw StoreError(.usage, "there is nothing to add") }
    if kind == .alias {
      guard let alias = row["alias"], let thing = row["kind"].flatMap(CatalogueKind.init(rawValue:)),
        let name = row["name"]
      else { return }
      let target = try resolve(thing, name)
      try refuseTakenName(thing, alias, except: target.id)
      return
    }
    guard let named = CatalogueKind(rawValue: kind.rawValue), let name = row[named.rawValue] else { return }
    if named == .segment, rows.contains(where: { $0["product"] != nil }) { return }
    try refuseTakenName(named, name, except: nil)
  }

  /// - Throws: `StoreError` of kind `usage` when `name` already stands for something else than `thing`.
  func refuseTakenName(_ kind: CatalogueKind, _ name: String, except thing: Int64?) throws {
    guard let known = try NameIndex(self, kind).entry(named: name), known.id != thing else { return }
    if normalizedName(known.name) == normalizedName(name) {
      throw StoreError(
        .usage, "there is a \(kind.rawValue) \"\(known.name)\" already",
        remedy: .anyOf([.run(.edit(known.name)), "choose another name"]))
    }
    throw StoreError(
      .usage, "\"\(name)\" is another name of the \(kind.rawValue) \"\(known.name)\"", remedy: "choose another name")
  }
}

extension StoreError {
  /// A refused row that a person typed as arguments: what is wrong without a place in a file.
  init(_ problem: ImportProblem) {
    self.init(problem.isUnknownName ? .name : .usage, problem.message, remedy: problem.remedy)
  }
}
