import MarketModel
import MarketStore
import SQLite
import System

/// Everything that is known of a product or a company: what it is, every live claim with its source, what contradicts
/// what, and every event.
///
/// - Throws: `StoreError` of kind `name` for a name that is neither.
public func namePage(_ name: String, clock: CalendarDay, in store: Store) throws -> ReportDocument {
  try store.reading {
    let parameters = CommonParameters(products: [name], clock: clock)
    let scope = try ReportScope(parameters, defaultMetric: "mau", in: store)
    guard case .products(let products, let companies) = scope.selection, let entry = products.first ?? companies.first
    else {
      throw StoreError(.name, "no product or company \"\(name)\"", remedy: .see(.search(name)))
    }
    return try namePage(of: entry, isProduct: !products.isEmpty, scope, catalogue: nil)
  }
}

/// The same of an entry that is known already to be a product or a company.
func namePage(of entry: CatalogueEntry, isProduct: Bool, clock: CalendarDay, in store: Store) throws -> ReportDocument {
  var scope = try ReportScope(CommonParameters(clock: clock), defaultMetric: "mau", in: store)
  scope.selection = isProduct ? .products([entry], companies: []) : .products([], companies: [entry])
  return try namePage(of: entry, isProduct: isProduct, scope, catalogue: nil)
}

/// The page of one entry of the catalogue.
///
/// - Parameter catalogue: The listing of all products or companies, where it is at hand.
func namePage(of entry: CatalogueEntry, isProduct: Bool, _ scope: ReportScope, catalogue: ReportDocument?) throws
  -> ReportDocument
{
  let store = scope.store
  let subjects: SQL =
    isProduct
    ? "s.product_id = \(entry.id) OR s.product_id IN (SELECT p.id FROM products p WHERE p.merged_into = \(entry.id))"
    : "s.company_id = \(entry.id) OR s.product_id IN (SELECT p.id FROM products p WHERE p.company_id = \(entry.id))"
  // Ranked once for all: to look the believed one up for each claim takes the square of the claims under one key.
  let order = scope.belief.orderBy(.init(claims: "o", publications: "b", origins: "r"))
  let isForward: SQL = "CASE WHEN o.status IN (\(ObservationStatus.forwardLooking)) THEN 1 ELSE 0 END"
  var document = try store.listing(
    "show", title: entry.name,
    """
    WITH claims AS (
      SELECT o.series_id, o.period_id, o.publication_id, o.origin_id, o.import_id,
        row_number() OVER (PARTITION BY o.series_id, o.period_id, \(isForward) ORDER BY \(order)) AS place
      FROM series s JOIN observations o ON o.series_id = s.id JOIN publications b ON b.id = o.publication_id
        JOIN sources r ON r.id = o.origin_id
      WHERE (\(subjects)) AND o.retracted_by IS NULL)
    SELECT coalesce(v.product, v.company) AS product, v.metric, v.period, v.value, v.low, v.high, v.qualifier, v.status,
      coalesce(v.value_text, v.value, v.qualifier) AS stated, v.currency, v.plan, v.region, v.platform, v.day_offset,
      k.place = 1 AS believed, v.origin, v.source, v.published_on, v.note
    FROM claims k CROSS JOIN snapshots v ON v.series_id = k.series_id AND v.period_id = k.period_id
      AND v.publication_id = k.publication_id AND v.origin_id = k.origin_id AND v.import_id = k.import_id
    ORDER BY 1, v.metric, v.day_offset, v.plan, v.period_end, v.period, v.published_on, v.origin, v.source
    """,
    showing: (isProduct ? [] : ["product"]) + [
      "metric", "period", "stated", "low", "high", "currency", "plan", "status", "origin",
    ],
    command: ["tidemark", "show", entry.name])
  let facts = store.facts(
    entry, isProduct: isProduct, try catalogue ?? catalogueListing(isProduct ? .products : .companies, in: store))
  document.summaryLines = facts.map { "\($0.name): \($0.value)" }
  let contradictions = try store.contradictions(entry, isProduct: isProduct, scope.parameters)
  document.summary = .object(
    facts.map { JSONField($0.name, .string($0.value)) } + [
      JSONField("conflicts", .integer(Int64(contradictions.count)))
    ])
  document.notes = contradictions.map { "Conflict: \($0)" }
  document.events = try scope.events(subjects: [isProduct ? entry.id : -entry.id], .all)
  document.sources = try store.footnotes(document.columns, document.rows)
  return document
}

extension Store {
  /// The conflicts of a product, or of a company and its products, in sentences.
  fileprivate func contradictions(_ entry: CatalogueEntry, isProduct: Bool, _ parameters: CommonParameters) throws
    -> [String]
  {
    let products =
      isProduct
      ? [entry]
      : try connection.query(
        "SELECT id, name FROM products WHERE company_id = \(entry.id) AND merged_into IS NULL ORDER BY name"
      ) {
        CatalogueEntry(id: $0.int(0), name: $0.text(1))
      }
    let scope = try RecordScope(parameters, of: .products(products, companies: isProduct ? [] : [entry]), in: self)
    let wide = try connection.cells(ConflictsQuery(scope: scope).statement(withHidden: true))
    return ConflictsDocument(scope: scope, wide: wide).sentences
  }

  /// What the catalogue holds of a name, as far as it is known.
  fileprivate func facts(_ entry: CatalogueEntry, isProduct: Bool, _ page: ReportDocument) -> [(
    name: String, value: String
  )] {
    let kind = isProduct ? "product" : "company"
    guard let row = page.rows.first(where: { $0[0] == .text(entry.name) }) else { return [("kind", kind)] }
    var facts: [(name: String, value: String)] = isProduct ? [] : [("kind", kind)]
    for (column, cell) in zip(page.columns, row).dropFirst() where cell != .null {
      facts.append((column.name, plainText(cell)))
    }
    return facts
  }
}
