import MarketStore
import SQLite

/// Where a text stands in names, aliases, definitions, events and notes; case does not count for ASCII letters.
///
/// - Throws: `StoreError` of kind `usage` for a text without anything to look for.
public func searchListing(_ text: String, in store: Store) throws -> ReportDocument {
  let words = text.split(whereSeparator: \.isWhitespace)
  guard !words.isEmpty else {
    throw StoreError(.usage, "there is nothing to search for", remedy: "give a word or a part of one")
  }
  var pattern = "%"
  for character in text {
    if character == "%" || character == "_" || character == "\\" { pattern += "\\" }
    pattern.append(character)
  }
  pattern += "%"
  return try store.listing(
    "search", title: "Search for “\(text)”",
    """
    WITH hits AS (
      SELECT 1 AS rank, 'company' AS kind, name, 'name' AS field, name AS text FROM companies
      UNION ALL SELECT 1, 'product', name, 'name', name FROM products
      UNION ALL SELECT 1, 'segment', name, 'name', name FROM segments
      UNION ALL SELECT 1, 'metric', code, 'code', code FROM metrics
      UNION ALL SELECT 1, 'metric', code, 'name', name FROM metrics
      UNION ALL SELECT 1, 'source', name, 'name', name FROM sources
      UNION ALL SELECT 1, 'report', name, 'name', name FROM saved_reports
      UNION ALL SELECT 2, a.kind, coalesce(c.name, p.name, g.name, m.code, s.name), 'alias', a.alias
        FROM aliases a LEFT JOIN companies c ON a.kind = 'company' AND c.id = a.target_id
          LEFT JOIN products p ON a.kind = 'product' AND p.id = a.target_id
            LEFT JOIN segments g ON a.kind = 'segment' AND g.id = a.target_id
          LEFT JOIN metrics m ON a.kind = 'metric' AND m.id = a.target_id
            LEFT JOIN sources s ON a.kind = 'source' AND s.id = a.target_id
      UNION ALL SELECT 3, 'event', 'event ' || e.id, 'title', e.title FROM events e WHERE e.retracted_by IS NULL
      UNION ALL SELECT 4, 'segment', name, 'definition', definition FROM segments
      UNION ALL SELECT 4, 'metric', code, 'definition', definition FROM metrics
      UNION ALL SELECT 4, 'source', name, 'title', title FROM (SELECT s.name, b.title FROM publications b
        JOIN sources s ON s.id = b.source_id)
      UNION ALL SELECT 4, 'report', name, 'description', description FROM saved_reports
      UNION ALL SELECT 5, 'company', name, 'note', note FROM companies
      UNION ALL SELECT 5, 'product', name, 'note', note FROM products
      UNION ALL SELECT 5, 'source', name, 'note', note FROM sources
      UNION ALL SELECT 5, 'event', 'event ' || e.id, 'note', e.note FROM events e WHERE e.retracted_by IS NULL
      UNION ALL SELECT 5, 'snapshot', coalesce(p.name, c.name) || ' ' || m.code || ' ' || t.label, 'note', o.note
        FROM observations o JOIN series s ON s.id = o.series_id JOIN metrics m ON m.id = s.metric_id
          JOIN periods t ON t.id = o.period_id
          LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
        WHERE o.retracted_by IS NULL AND o.note IS NOT NULL
    )
    SELECT kind, name, field, text FROM hits WHERE text LIKE \(pattern) ESCAPE '\\'
      ORDER BY rank, kind, name, field, text
    """, showing: ["kind", "name", "field", "text"], command: ["tidemark", "search", text])
}
