import MarketModel
import MarketStore
import SQLite

/// What `list` can list.
public enum ListingKind: String, Sendable, CaseIterable {
  case companies, products, segments, metrics, sources, aliases, events, publications
}

/// The kinds, and how much there is of each.
public func kindListing(in store: Store) throws -> ReportDocument {
  let counts = ListingKind.allCases.map { kind -> SQL in
    let rows: SQL =
      switch kind {
      case .companies: "companies t"
      case .products: "products t WHERE t.merged_into IS NULL"
      case .segments: "segments t"
      case .metrics: "metrics t"
      case .sources: "sources t"
      case .aliases: "aliases t"
      case .events: "events t WHERE t.retracted_by IS NULL"
      case .publications: "publications t"
      }
    return "SELECT \(kind.rawValue) AS kind, count(*) AS count FROM \(rows)"
  }
  return try store.listing(
    "list", title: "What can be listed", counts.joined(separator: "\nUNION ALL "), showing: ["kind", "count"],
    command: ["tidemark", "list"])
}

/// Everything of one kind in the catalogue.
public func catalogueListing(_ kind: ListingKind, in store: Store) throws -> ReportDocument {
  if kind == .events { return try eventListing(EventFilter(), in: store) }
  let shown: [String]
  switch kind {
  case .companies: shown = ["name", "country", "parent", "products", "aliases"]
  case .products: shown = ["name", "company", "kind", "parent", "segments", "aliases"]
  case .segments: shown = ["name", "members", "definition"]
  case .metrics: shown = ["code", "unit", "period_type", "aggregation", "definition"]
  case .sources: shown = ["name", "kind", "reliability", "publisher", "observations"]
  case .aliases: shown = ["alias", "kind", "name"]
  case .publications: shown = ["source", "published_on", "title", "observations"]
  case .events: shown = []
  }
  return try store.listing(
    "list", title: title(of: kind), statement(of: kind), showing: shown, command: ["tidemark", "list", kind.rawValue])
}

private func title(of kind: ListingKind) -> String {
  let name = kind.rawValue
  return name.prefix(1).uppercased() + name.dropFirst()
}

private func aliases(_ kind: String) -> SQL {
  "(SELECT group_concat(alias, '; ') FROM (SELECT a.alias FROM aliases a WHERE a.kind = \(kind) AND a.target_id = "
    + "t.id ORDER BY a.alias))"
}

/// The name, the catalogue's fields, then what else is known of each thing.
private func statement(_ kind: CatalogueKind, name: SQL = "name", _ more: [(name: SQL, expression: SQL)]) -> SQL {
  var columns: [SQL] = ["t.\(name)"]
  columns += CatalogueColumn.all(of: kind).map { "\($0.expression) AS \(SQL.identifier($0.name))" }
  columns += more.map { "\($0.expression) AS \($0.name)" } + ["\(aliases(kind.rawValue)) AS aliases"]
  return "SELECT \(columns.joined(separator: ",\n  "))\nFROM \(kind.table) t ORDER BY t.\(name)"
}

private func statement(of kind: ListingKind) -> SQL {
  switch kind {
  case .companies:
    statement(.company, [("products", "(SELECT count(*) FROM products q WHERE q.company_id = t.id)")])
  case .products:
    statement(
      .product,
      [
        (
          "segments",
          """
          (SELECT group_concat(name, '; ') FROM (SELECT g.name FROM segment_members m
              JOIN segments g ON g.id = m.segment_id WHERE m.product_id = t.id ORDER BY g.name))
          """
        ), ("merged_into", "(SELECT i.name FROM products i WHERE i.id = t.merged_into)"),
      ])
  case .segments:
    statement(
      .segment,
      [
        ("size", "(SELECT count(*) FROM segment_members m WHERE m.segment_id = t.id)"),
        (
          "members",
          """
          (SELECT group_concat(name, '; ') FROM (SELECT p.name FROM segment_members m
              JOIN products p ON p.id = m.product_id WHERE m.segment_id = t.id ORDER BY p.name))
          """
        ),
      ])
  case .metrics: statement(.metric, name: "code", [])
  case .sources:
    statement(
      .source,
      [
        (
          "observations",
          """
          (SELECT count(*) FROM observations o WHERE o.origin_id = t.id AND o.retracted_by IS NULL)
          """
        )
      ])
  case .aliases:
    """
    SELECT a.alias, a.kind, coalesce(c.name, p.name, g.name, m.code, s.name) AS name
    FROM aliases a LEFT JOIN companies c ON a.kind = 'company' AND c.id = a.target_id
      LEFT JOIN products p ON a.kind = 'product' AND p.id = a.target_id
        LEFT JOIN segments g ON a.kind = 'segment' AND g.id = a.target_id
      LEFT JOIN metrics m ON a.kind = 'metric' AND m.id = a.target_id
        LEFT JOIN sources s ON a.kind = 'source' AND s.id = a.target_id
    ORDER BY a.alias, a.kind
    """
  case .publications, .events:
    """
    SELECT s.name AS source, t.published_on, nullif(t.title, '') AS title,
      (SELECT count(*) FROM observations o WHERE o.publication_id = t.id AND o.retracted_by IS NULL) AS observations
    FROM publications t JOIN sources s ON s.id = t.source_id ORDER BY t.published_on, s.name, t.title
    """
  }
}

extension Store {
  /// The rows of a statement as a document whose table shows the named columns; every format that is data holds all of
  /// them.
  func listing(_ report: String, title: String, _ sql: SQL, showing: [String], command: [String]) throws
    -> ReportDocument
  {
    func run() throws -> QueryResult {
      try connection.withStatement(sql) { statement in
        var result = QueryResult(columns: statement.columnNames, rows: [])
        while try statement.step() { result.rows.append(statement.row.values) }
        return result
      }
    }
    let result = try connection.isInTransaction ? run() : reading(run)
    var document = MarketReports.listing(report, title: title, result)
    document.display = showing.compactMap { name in
      result.columns.firstIndex(of: name).map { index in
        DisplayColumn(
          String(name.split(separator: "_").joined(separator: " ")), .text(index),
          isExact: name == "code" || name == "unit")
      }
    }
    document.command = command
    return document
  }
}
