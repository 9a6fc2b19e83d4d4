import MarketModel
import Records
import SQLite

extension Exporter {
  func writeSnapshots(_ file: ExportFile) throws {
    let metrics = Dictionary(try store.metrics().map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    let series = try connection.query(
      """
      SELECT s.id, p.name, c.name, s.metric_id, s.currency, s.plan, s.region, s.platform, s.day_offset
      FROM series s JOIN metrics m ON m.id = s.metric_id LEFT JOIN products p ON p.id = s.product_id
        LEFT JOIN companies c ON c.id = s.company_id
      ORDER BY p.name IS NULL, p.name, c.name, m.code, s.currency, s.plan, s.region, s.platform, s.day_offset
      """
    ) { row in
      (
        id: row.int(0), metric: row.int(3), currency: row.text(4),
        before: [texts.trimmed(row.optionalText(1)), texts.trimmed(row.optionalText(2))],
        dimensions: [5, 6, 7].map { row.text($0) == "all" ? "" : texts.trimmed(row.text($0)) } + [row.text(8)]
      )
    }
    var written = 0
    for one in series {
      guard let metric = metrics[one.metric] else { continue }
      if isCancelled() { throw CancellationError() }
      let context = QuantityContext(
        unit: metric.unit, minimum: metric.minimum, maximum: metric.maximum, currency: Currency(code: one.currency),
        ratioUnit: .fraction)
      try connection.forEach(
        """
        SELECT t.label, o.qualifier, o.value, o.low, o.high, o.value_text, o.cohort_size, o.status, src.name, org.name,
          b.published_on, o.note, b.title
        FROM observations o JOIN periods t ON t.id = o.period_id JOIN publications b ON b.id = o.publication_id
          JOIN sources src ON src.id = b.source_id JOIN sources org ON org.id = o.origin_id
        WHERE o.series_id = \(one.id) AND o.retracted_by IS NULL
        ORDER BY o.period_id / \(SQL.number(Granularity.idsPerGranularity)), t.start_on, t.end_on, b.published_on,
          src.name, org.name, b.title
        """
      ) { row in
        let quantity = Quantity(
          qualifier: Qualifier(rawValue: UInt8(clamping: row.int(1))) ?? .eq, value: row.optionalDouble(2),
          low: row.optionalDouble(3),
          high: row.optionalDouble(4), currency: context.currency)
        let figure = figure(quantity, printed: row.optionalText(5), context)
        let status = ObservationStatus(rawValue: UInt8(clamping: row.int(7))) ?? .reported
        try file.row(
          one.before + [metric.code, row.text(0), figure.value, one.currency] + one.dimensions + [
            row.text(6), quantity.qualifier.code, figure.low, figure.high, status.code, texts.trimmed(row.text(8)),
            texts.trimmed(row.text(9)),
            row.text(10), texts.trimmed(row.text(12)), texts.verbatim(row.optionalText(11)), "",
          ])
        written += 1
        if written & 0x3FFF == 0 { progress?(written) }
      }
    }
    progress?(written)
  }

  /// The three fields that give the same quantity when they are read again: with the figure as it was printed where
  /// that is possible.
  private func figure(_ quantity: Quantity, printed: String?, _ context: QuantityContext) -> (
    value: String, low: String, high: String
  ) {
    let low = quantity.low.map(plainDecimal) ?? ""
    let high = quantity.high.map(plainDecimal) ?? ""
    let plain = quantity.value.map(plainDecimal) ?? ""
    let text = texts.trimmed(printed)
    let first = printed == nil ? plain : text
    // A figure that was read with --decimal comma, say, does not read the same without it.
    for (value, low, high) in [(first, low, high), (plain, low, high), (first, "", ""), (plain, "", "")] {
      if reads(value, low, high, as: quantity, context) { return (value, low, high) }
    }
    return (first, low, high)
  }

  private func reads(_ value: String, _ low: String, _ high: String, as quantity: Quantity, _ context: QuantityContext)
    -> Bool
  {
    var (value, low, high) = (value, low, high)
    let parsed = value.withUTF8 { value in
      low.withUTF8 { low in
        high.withUTF8 { high in
          Quantity.stated(
            value: UnsafeRawBufferPointer(value), low: UnsafeRawBufferPointer(low), high: UnsafeRawBufferPointer(high),
            qualifier: quantity.qualifier, context: context)
        }
      }
    }
    guard case .success(.quantity(let found)) = parsed else { return false }
    return found.qualifier == quantity.qualifier && found.value == quantity.value && found.low == quantity.low
      && found.high == quantity.high
  }

  /// In the order of their numbers, which people use to name them.
  func writeEvents(_ file: ExportFile) throws {
    try connection.forEach(
      """
      SELECT e.id, e.event_type, e.title, e.status, e.announced_on, e.effective_on, e.precision, e.effective_to,
        e.amount, e.amount_text,
        e.currency, src.name, org.name, b.published_on, b.title, e.note
      FROM events e JOIN publications b ON b.id = e.publication_id JOIN sources src ON src.id = b.source_id
        JOIN sources org ON org.id = e.origin_id
      WHERE e.retracted_by IS NULL ORDER BY e.id
      """
    ) { row in
      let amount = amount(row.optionalDouble(8), printed: row.optionalText(9), currency: row.optionalText(10))
      try file.row([
        row.text(1), texts.trimmed(row.text(2)), row.text(3), row.text(4), effective(row.optionalText(5), row.text(6)),
        row.text(7),
        try parties(of: row.int(0), role: "subject"), try parties(of: row.int(0), role: "partner"), amount,
        amount.isEmpty ? "" : row.text(10),
        texts.trimmed(row.text(11)), texts.trimmed(row.text(12)), row.text(13), texts.trimmed(row.text(14)),
        texts.verbatim(row.optionalText(15)),
      ])
    }
  }

  /// The period that the date stands for: "2026-02" for a month.
  private func effective(_ date: String?, _ precision: String) -> String {
    guard let date else { return "" }
    guard let granularity = Granularity(name: precision), let day = CalendarDay.parse(date) else { return date }
    return Period(granularity, containing: day)?.label ?? date
  }

  private func amount(_ amount: Double?, printed: String?, currency: String?) -> String {
    let text = texts.trimmed(printed)
    let context = QuantityContext(unit: .currency, currency: currency.flatMap(Currency.init(code:)))
    if !text.isEmpty, case .success(.quantity(let quantity)) = parseQuantity(text, context), quantity.value == amount {
      return text
    }
    return amount.map(plainDecimal) ?? ""
  }

  private func parties(of event: Int64, role: String) throws -> String {
    let found = try connection.query(
      """
      SELECT l.product_id, l.company_id, l.segment_id, coalesce(p.name, c.name, g.name) FROM event_parties l
        LEFT JOIN products p ON p.id = l.product_id LEFT JOIN companies c ON c.id = l.company_id
          LEFT JOIN segments g ON g.id = l.segment_id
      WHERE l.event_id = \(event) AND l.role = \(role) ORDER BY l.n
      """
    ) { row in
      let kind: CatalogueKind = !row.isNull(0) ? .product : !row.isNull(1) ? .company : .segment
      return (
        kind: kind,
        entry: CatalogueEntry(id: row.int(kind == .product ? 0 : kind == .company ? 1 : 2), name: row.text(3))
      )
    }
    return try found.map { party in
      let entry = try store.followingMerge(party.kind, party.entry)
      let name = texts.trimmed(entry.name)
      for (kind, index) in [(CatalogueKind.product, products), (.company, companies), (.segment, segments)] {
        guard let other = try index.entry(named: name) else { continue }
        return PartyName.item(kind == party.kind && other.id == entry.id ? name : "\(party.kind.rawValue):\(name)")
      }
      return PartyName.item(name)
    }.joined(separator: ";")
  }

  func writeRates(_ file: ExportFile) throws {
    try connection.forEach(
      """
      SELECT f.base, f.quote, f.kind, t.label, f.rate, f.low, f.high, src.name, b.published_on, f.note, b.title
      FROM fx_rates f JOIN periods t ON t.id = f.period_id JOIN publications b ON b.id = f.publication_id
        JOIN sources src ON src.id = b.source_id
      WHERE f.retracted_by IS NULL
      ORDER BY f.base, f.quote, f.kind, f.period_id / \(SQL.number(Granularity.idsPerGranularity)), t.start_on,
        t.end_on, b.published_on, src.name, b.title
      """
    ) { row in
      try file.row([
        row.text(0), row.text(1), row.text(2), row.text(3), plainDecimal(row.double(4)), plainDecimal(row.double(5)),
        plainDecimal(row.double(6)), texts.trimmed(row.text(7)), row.text(8), texts.trimmed(row.text(10)),
        texts.verbatim(row.optionalText(9)),
      ])
    }
  }
}
