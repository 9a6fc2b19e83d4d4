import MarketModel
import SQLite

/// The five kinds of things that have names.
public enum CatalogueKind: String, Sendable, CaseIterable {
  case company, product, segment, metric, source

  /// Its table.
  public var table: SQL {
    switch self {
    case .company: "companies"
    case .product: "products"
    case .segment: "segments"
    case .metric: "metrics"
    case .source: "sources"
    }
  }

  /// The column that holds the name.
  var nameColumn: SQL { self == .metric ? "code" : "name" }

  /// The kind in the plural, as in `list companies`.
  public var plural: String { self == .company ? "companies" : rawValue + "s" }
}

/// A thing with a name: a company, a product …
public struct CatalogueEntry: Sendable, Hashable {
  /// The row's id in its kind's table: unique among its kind only.
  public var id: Int64
  /// The name as the catalogue spells it.
  public var name: String

  /// `id` and `name` as the catalogue has them; nothing is looked up.
  public init(id: Int64, name: String) {
    self.id = id
    self.name = name
  }
}

extension Store {
  /// What `name` means: the name itself or an alias without regard to case, blanks, `-` and `_`, else the one name that
  /// begins with it. A product that was merged into another stands for that other.
  ///
  /// - Throws: `StoreError` of kind `name` that lists the nearest names, or the candidates of an ambiguous prefix.
  public func resolve(_ kind: CatalogueKind, _ name: String) throws -> CatalogueEntry {
    try resolve(anyOf: [kind], name).entry
  }

  /// The same among several kinds: the first that has the very name, else the first in which a name begins with it.
  public func resolve(anyOf kinds: [CatalogueKind], _ name: String) throws -> (
    kind: CatalogueKind, entry: CatalogueEntry
  ) {
    for kind in kinds {
      if let exact = try exactEntry(kind, name) { return (kind, try followingMerge(kind, exact)) }
    }
    let wanted = normalizedName(name)
    let known = try kinds.map { (kind: $0, names: try names(of: $0)) }
    for (kind, names) in known {
      if let same = names.first(where: { normalizedName($0.name) == wanted }) {
        return (kind, try followingMerge(kind, same.entry))
      }
    }
    for (kind, names) in known where !wanted.isEmpty {
      var matches: [CatalogueEntry] = []
      for (candidate, entry) in names where normalizedName(candidate).hasPrefix(wanted) {
        if !matches.contains(where: { $0.id == entry.id }) { matches.append(entry) }
      }
      if matches.count == 1 { return (kind, try followingMerge(kind, matches[0])) }
      if matches.count > 1 {
        let shown = matches.prefix(5).map(\.name).joined(separator: ", ") + (matches.count > 5 ? ", …" : "")
        throw StoreError(.name, "\"\(name)\" is ambiguous: \(shown)", remedy: "write more of the name")
      }
    }
    throw unknownName(kinds[0], name, among: known[0].names.lazy.map(\.name))
  }

  /// The metric of a code or alias.
  public func metric(_ name: String) throws -> Metric {
    let entry = try resolve(.metric, name)
    guard let metric = try metrics(where: "id = \(entry.id)").first else {
      throw StoreError(.name, "no metric \"\(name)\"")
    }
    return metric
  }

  func metric(id: Int64) throws -> Metric? { try metrics(where: "id = \(id)").first }

  /// Every metric of the dictionary, by code.
  public func metrics() throws -> [Metric] { try metrics(where: "1 = 1") }

  /// The products that belong to a segment (at any time), by name.
  public func members(ofSegment id: Int64) throws -> [CatalogueEntry] {
    try connection.query(
      """
      SELECT p.id, p.name FROM segment_members s JOIN products p ON p.id = s.product_id
      WHERE s.segment_id = \(id) AND p.merged_into IS NULL ORDER BY p.name
      """
    ) { CatalogueEntry(id: $0.int(0), name: $0.text(1)) }
  }

  /// Every name and alias of a kind with what it stands for; names come before aliases.
  public func names(of kind: CatalogueKind) throws -> [(name: String, entry: CatalogueEntry)] {
    let byName = try connection.query("SELECT id, \(kind.nameColumn) FROM \(kind.table) ORDER BY 2") {
      let entry = CatalogueEntry(id: $0.int(0), name: $0.text(1))
      return (name: entry.name, entry: entry)
    }
    let byAlias = try connection.query(
      """
      SELECT a.alias, t.id, t.\(kind.nameColumn) FROM aliases a JOIN \(kind.table) t ON t.id = a.target_id
      WHERE a.kind = \(kind.rawValue) ORDER BY a.alias
      """
    ) { (name: $0.text(0), entry: CatalogueEntry(id: $0.int(1), name: $0.text(2))) }
    return byName + byAlias
  }

  func unknownName(_ kind: CatalogueKind, _ name: String, among names: some Sequence<String>) -> StoreError {
    let nearest = nearestNames(to: name, among: names)
    return StoreError(
      .name, "no \(kind.rawValue) \"\(name)\"", remedy: .didYouMean(nearest) ?? .see(.listing(kind.plural)))
  }

  /// The entry of a name or alias as it is spelled, case apart, merges followed; nil: there is none.
  public func entry(_ kind: CatalogueKind, named name: String) throws -> CatalogueEntry? {
    try exactEntry(kind, name).map { try followingMerge(kind, $0) }
  }

  /// The name or alias itself, by index: the way of a report on a large catalogue.
  func exactEntry(_ kind: CatalogueKind, _ name: String) throws -> CatalogueEntry? {
    let byName: SQL = "SELECT id, \(kind.nameColumn) FROM \(kind.table) WHERE \(kind.nameColumn) = \(name)"
    if let entry = try connection.first(byName, { CatalogueEntry(id: $0.int(0), name: $0.text(1)) }) { return entry }
    return try connection.first(
      """
      SELECT t.id, t.\(kind.nameColumn) FROM aliases a JOIN \(kind.table) t ON t.id = a.target_id
      WHERE a.kind = \(kind.rawValue) AND a.alias = \(name)
      """
    ) { CatalogueEntry(id: $0.int(0), name: $0.text(1)) }
  }

  func followingMerge(_ kind: CatalogueKind, _ entry: CatalogueEntry) throws -> CatalogueEntry {
    guard kind == .product else { return entry }
    var entry = entry
    // Merges never form a ring, but a store from elsewhere might: stop after as many steps as any sane chain has.
    for _ in 0..<32 {
      guard
        let next = try connection.first(
          "SELECT q.id, q.name FROM products p JOIN products q ON q.id = p.merged_into WHERE p.id = \(entry.id)",
          { CatalogueEntry(id: $0.int(0), name: $0.text(1)) })
      else { return entry }
      entry = next
    }
    return entry
  }

  private func metrics(where condition: SQL) throws -> [Metric] {
    try connection.query(
      """
      SELECT id, code, name, definition, unit, period_type, aggregation, additive, min_value, max_value, by_day_offset,
        family
      FROM metrics WHERE \(condition) ORDER BY code
      """
    ) { row in
      guard let unit = MetricUnit(rawValue: row.text(4)), let period = Metric.PeriodType(rawValue: row.text(5)),
        let aggregation = Metric.Aggregation(rawValue: row.text(6))
      else {
        throw StoreError(
          .unusable, "metric \(row.text(1)) has a unit, period type or aggregation this program does not know")
      }
      return Metric(
        id: row.int(0), code: row.text(1), name: row.text(2), definition: row.text(3), unit: unit, periodType: period,
        aggregation: aggregation, isAdditive: row.int(7) != 0, minimum: row.optionalDouble(8),
        maximum: row.optionalDouble(9),
        isByDayOffset: row.int(10) != 0, family: row.optionalText(11))
    }
  }
}
