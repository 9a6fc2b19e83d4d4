import MarketModel
import SQLite

extension Store {
  /// Makes two products one: everything that is live under `name` moves under `target`, whose name it then answers to.
  ///
  /// Each live observation of `name` is retracted and inserted under the equal series of `target`, unless the same
  /// claim stands there already; events and memberships likewise. Nothing is lost: undoing the import brings everything
  /// back.
  ///
  /// - Throws: `StoreError` of kind `name` for an unknown product; `usage` when the two are one already; `findings`
  ///   when both have different values under one key, which are named.
  @discardableResult
  public func merge(_ name: String, into target: String, command: String) throws -> EditResult {
    try editing(command) { edit in
      let from = try unmerged(name)
      let into = try resolve(.product, target)
      if from.id == into.id { throw StoreError(.usage, "\(from.name) and \(target) are one product already") }
      try moveObservations(from, into, edit)
      try moveEvents(from, into, edit)
      try uniteMemberships(from, into, edit)
      try moveParts(from, into, edit)
      _ = try change(.product, from.id, "merged_into", to: .integer(into.id), importID: edit.importID)
      edit.changes.append("\(from.name) is merged into \(into.name)")
    }
  }

  /// The product itself, not what it was merged into.
  private func unmerged(_ name: String) throws -> CatalogueEntry {
    let product = try resolve(.product, name)
    if let named = try exactEntry(.product, name), named.id != product.id {
      throw StoreError(.usage, "\(named.name) is merged into \(product.name) already", remedy: .see(.imports))
    }
    return product
  }

  // MARK: Observations

  private func moveObservations(_ from: CatalogueEntry, _ into: CatalogueEntry, _ edit: ManualEdit) throws {
    let importID = edit.importID
    let series = try connection.query(
      """
      SELECT s.id, s.metric_id, s.currency, s.plan, s.region, s.platform, s.day_offset FROM series s
      WHERE s.product_id = \(from.id) AND EXISTS (SELECT 1 FROM observations o WHERE o.series_id = s.id
        AND o.retracted_by IS NULL) ORDER BY s.id
      """
    ) {
      (
        id: $0.int(0), metric: $0.int(1), text: [$0.text(2), $0.text(3), $0.text(4), $0.text(5)], day: $0.optionalInt(6)
      )
    }
    var contradictions: [String] = []
    for one in series {
      let known = try connection.first(
        """
        SELECT id FROM series WHERE product_id = \(into.id) AND metric_id = \(one.metric) AND currency = \(one.text[0])
          AND plan = \(one.text[1])
          AND region = \(one.text[2]) AND platform = \(one.text[3]) AND ifnull(day_offset, -1) = \(one.day ?? -1)
        """
      ) { $0.int(0) }
      if known == nil {
        try connection.run(
          """
          INSERT INTO series (product_id, metric_id, currency, plan, region, platform, day_offset)
          VALUES (\(into.id), \(one.metric), \(one.text[0]), \(one.text[1]), \(one.text[2]), \(one.text[3]), \(one.day))
          """)
      }
      let other = known ?? connection.lastInsertRowID
      contradictions += try self.contradictions(one.id, other, from, into, limit: 20 - contradictions.count)
      if !contradictions.isEmpty { continue }
      try connection.run(
        """
        INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value,
          low, high, cohort_size,
          value_text, note)
        SELECT \(other), a.period_id, a.publication_id, a.origin_id, \(importID), a.qualifier, a.status, a.value, a.low,
          a.high, a.cohort_size,
          a.value_text, a.note
        FROM observations a WHERE a.series_id = \(one.id) AND a.retracted_by IS NULL
          AND NOT EXISTS (SELECT 1 FROM observations b WHERE b.series_id = \(other) AND b.period_id = a.period_id
            AND b.publication_id = a.publication_id AND b.origin_id = a.origin_id AND b.retracted_by IS NULL)
        """)
      let inserted = connection.changes
      try connection.run(
        "UPDATE observations SET retracted_by = \(importID) WHERE series_id = \(one.id) AND retracted_by IS NULL")
      edit.counts.inserted += inserted
      edit.counts.unchanged += connection.changes - inserted
    }
    if !contradictions.isEmpty {
      throw StoreError(
        .findings,
        "\(from.name) and \(into.name) contradict each other under one key:\n" + contradictions.joined(separator: "\n"),
        remedy: "settle which is right, by importing or adding the right value under both names, and merge again")
    }
    if edit.counts.inserted + edit.counts.unchanged > 0 {
      let same = edit.counts.unchanged > 0 ? ", \(edit.counts.unchanged) of them known there already" : ""
      edit.changes.append("\(edit.counts.inserted + edit.counts.unchanged) snapshots moved\(same)")
    }
  }

  private func contradictions(_ a: Int64, _ b: Int64, _ from: CatalogueEntry, _ into: CatalogueEntry, limit: Int) throws
    -> [String]
  {
    try connection.query(
      """
      SELECT m.code, m.unit, t.label, org.name, src.name, pub.published_on, s.currency,
        a.qualifier, a.value, a.low, a.high, b.qualifier, b.value, b.low, b.high
      FROM observations a JOIN observations b ON b.series_id = \(b) AND b.period_id = a.period_id
        AND b.publication_id = a.publication_id
          AND b.origin_id = a.origin_id
        JOIN series s ON s.id = a.series_id JOIN metrics m ON m.id = s.metric_id JOIN periods t ON t.id = a.period_id
        JOIN publications pub ON pub.id = a.publication_id JOIN sources src ON src.id = pub.source_id
          JOIN sources org ON org.id = a.origin_id
      WHERE a.series_id = \(a) AND a.retracted_by IS NULL AND b.retracted_by IS NULL
        AND (a.qualifier, a.status, a.value, a.low, a.high, a.cohort_size) IS NOT (b.qualifier, b.status, b.value,
          b.low, b.high, b.cohort_size)
      ORDER BY a.period_id, a.publication_id, a.origin_id LIMIT \(max(limit, 0))
      """
    ) { row in
      let unit = MetricUnit(rawValue: row.text(1)) ?? .count
      func quantity(_ at: Int) -> Quantity {
        Quantity(
          qualifier: Qualifier(rawValue: UInt8(clamping: row.int(at))) ?? .eq, value: row.optionalDouble(at + 1),
          low: row.optionalDouble(at + 2), high: row.optionalDouble(at + 3), currency: Currency(code: row.text(6)))
      }
      let (own, other) = (quantity(7), quantity(11))
      let figures = (own.printed(unit: unit, against: other), other.printed(unit: unit, against: own))
      let teller = row.text(3) == row.text(4) ? row.text(3) : "\(row.text(3)) in \(row.text(4))"
      return
        "  \(row.text(0)) \(row.text(2)), \(teller), \(row.text(5)): "
        + "\(from.name) \(figures.0), \(into.name) \(figures.1)"
    }
  }

  // MARK: Everything else

  /// An event's parties are part of it: an event that names the product is retracted and told again with the other's
  /// name.
  private func moveEvents(_ from: CatalogueEntry, _ into: CatalogueEntry, _ edit: ManualEdit) throws {
    let events = try connection.query(
      """
      SELECT DISTINCT e.id FROM event_parties l JOIN events e ON e.id = l.event_id
      WHERE l.product_id = \(from.id) AND e.retracted_by IS NULL ORDER BY e.id
      """
    ) { $0.int(0) }
    for event in events {
      try connection.run("UPDATE events SET retracted_by = \(edit.importID) WHERE id = \(event)")
      try connection.run(
        """
        INSERT INTO events (event_type, title, status, announced_on, effective_on, effective_to, precision, amount,
          currency, amount_text,
          publication_id, origin_id, import_id, note)
        SELECT event_type, title, status, announced_on, effective_on, effective_to, precision, amount, currency,
          amount_text,
          publication_id, origin_id, \(edit.importID), note FROM events WHERE id = \(event)
        """)
      let copy = connection.lastInsertRowID
      try connection.run(
        """
        INSERT INTO event_parties (event_id, role, n, product_id, company_id, segment_id)
        SELECT \(copy), role, n, CASE product_id WHEN \(from.id) THEN \(into.id)
          ELSE product_id END, company_id, segment_id
        FROM event_parties l WHERE event_id = \(event)
          AND NOT (product_id IS \(from.id) AND EXISTS (SELECT 1 FROM event_parties k WHERE k.event_id = l.event_id
            AND k.role = l.role
            AND k.product_id = \(into.id)))
        """)
      edit.counts.inserted += 1
    }
    if !events.isEmpty { edit.changes.append("\(counted(events.count, "event")) moved") }
  }

  private func uniteMemberships(_ from: CatalogueEntry, _ into: CatalogueEntry, _ edit: ManualEdit) throws {
    let segments = try connection.query(
      "SELECT segment_id FROM segment_members WHERE product_id = \(from.id) ORDER BY 1"
    ) { $0.int(0) }
    for segment in segments {
      guard let dates = try memberDates(segment, from.id) else { continue }
      let others = try memberDates(segment, into.id)
      try writeMember(segment, into.id, others?.united(with: dates) ?? dates, importID: edit.importID)
      try writeMember(segment, from.id, nil, importID: edit.importID)
    }
    if !segments.isEmpty { edit.changes.append("\(segments.count) segment memberships united") }
  }

  /// The parts of the merged product are parts of the other one.
  private func moveParts(_ from: CatalogueEntry, _ into: CatalogueEntry, _ edit: ManualEdit) throws {
    let parent =
      try connection.first("SELECT parent_id FROM products WHERE id = \(from.id)") { $0.optionalInt(0) } ?? nil
    let parts = try connection.query("SELECT id FROM products WHERE parent_id = \(from.id) ORDER BY id") { $0.int(0) }
    for part in parts {
      let above: Int64? = part == into.id ? (parent == into.id ? nil : parent) : into.id
      _ = try change(.product, part, "parent_id", to: above.map { .integer($0) } ?? .null, importID: edit.importID)
    }
  }
}
