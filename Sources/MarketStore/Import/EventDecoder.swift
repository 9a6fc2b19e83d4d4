import MarketModel
import SQLite

/// Writes the records of an events file, row by row: events are few.
///
/// An event's key is its type, title, effective date, publication and origin. The same again is unchanged; with another status,
/// end, amount or parties under the same key, the old one is retracted.
struct EventDecoder {
  static let types = [
    "announcement", "launch", "release", "shutdown", "funding", "partnership", "partnership_end", "acquisition", "strategy", "financial",
    "pricing", "feature", "ownership", "competition", "claim", "forecast", "watch", "other",
  ]
  static let statuses = ["rumoured", "planned", "occurred", "cancelled", "expected", "asserted"]

  private struct Party: Equatable {
    var role: String
    var kind: CatalogueKind
    var id: Int64
  }

  private struct Event: Equatable {
    var status: String
    var announcedOn: String?
    var effectiveTo: String?
    var precision: String
    var amount: Double?
    var currency: String?
    var amountText: String?
    var parties: [Party]
  }

  let session: ImportSession
  let reading: FieldReading

  func decode() throws {
    let connection = session.store.connection
    let type = try reading.word(.eventType, of: Self.types)
    let title = try reading.required(.title)
    let status = try reading.word(.status, of: Self.statuses)
    let (publication, origin) = try reading.provenance()
    let effective = try reading.period(.effective)
    if let effective, effective.granularity == .week || effective.granularity == .span {
      throw reading.fault(
        .effective, "\"\(effective.label)\" is no date of an event", "write a day, month, quarter, half or year; effective_to has the end")
    }
    let effectiveOn = effective?.start?.description
    let end = try reading.period(.effectiveTo)?.end
    if let end, let start = effective?.start {
      if end < start { throw reading.fault(.effectiveTo, "effective_to is before effective", "exchange them") }
    } else if end != nil {
      throw reading.fault(.effectiveTo, "effective_to without effective", "give the start too")
    }
    let (amount, currency, amountText) = try readAmount()
    let event = Event(
      status: status, announcedOn: try reading.day(.announcedOn)?.description, effectiveTo: end?.description,
      precision: effective?.granularity.name ?? "unknown", amount: amount, currency: currency, amountText: amountText,
      parties: try parties(.subjects, role: "subject") + parties(.partners, role: "partner"))
    let note = reading.verbatim(.note)
    let key = ["event", type, title, "\(publication)", "\(origin)", effectiveOn ?? ""]
    let claim: [String?] =
      [status, event.announcedOn, event.effectiveTo, event.precision, amount.map { "\($0)" }, currency, amountText]
      + event.parties.map { "\($0.role) \($0.kind) \($0.id)" }
    if try session.isRepeated(key, claim) { return }

    let live = try connection.first(
      """
      SELECT id, status, announced_on, effective_to, precision, amount, currency, amount_text FROM events
      WHERE event_type = \(type) AND title = \(title) AND publication_id = \(publication) AND origin_id = \(origin)
        AND effective_on IS \(effectiveOn) AND retracted_by IS NULL
      """
    ) { row in
      (
        id: row.int(0),
        event: Event(
          status: row.text(1), announcedOn: row.optionalText(2), effectiveTo: row.optionalText(3), precision: row.text(4),
          amount: row.optionalDouble(5), currency: row.optionalText(6), amountText: row.optionalText(7), parties: [])
      )
    }
    if let live {
      var known = live.event
      known.parties = try storedParties(live.id)
      if known == event {
        session.result.unchanged += 1
        session.claims[key] = RowClaim(claim: claim, outcome: .unchanged, problem: reading.rowProblem())
        return
      }
      try connection.run("UPDATE events SET retracted_by = ?1 WHERE id = ?2", session.importID, live.id)
      session.result.revised += 1
    } else {
      session.result.inserted += 1
    }
    try connection.run(
      """
      INSERT INTO events (event_type, title, status, announced_on, effective_on, effective_to, precision, amount, currency, amount_text,
        publication_id, origin_id, import_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      """, type, title, status, event.announcedOn, effectiveOn, event.effectiveTo, event.precision, amount, currency, amountText,
      publication, origin, session.importID, note)
    let id = connection.lastInsertRowID
    session.claims[key] = RowClaim(claim: claim, outcome: live == nil ? .inserted : .revised, id: id, problem: reading.rowProblem())
    var number = 0
    for party in event.parties {
      number += 1
      try connection.run(
        "INSERT INTO event_parties (event_id, role, n, product_id, company_id, segment_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", id, party.role,
        number, party.kind == .product ? party.id : nil, party.kind == .company ? party.id : nil, party.kind == .segment ? party.id : nil)
    }
  }

  private func readAmount() throws -> (Double?, String?, String?) {
    guard let text = reading.text(.amount) else { return (nil, nil, nil) }
    let currency = try reading.text(.currency).map { code in
      guard let found = Currency(code: code.uppercased()) else {
        throw reading.fault(.currency, "\"\(code)\" is no currency code", "write three letters, such as USD")
      }
      return found
    }
    let context = QuantityContext(unit: .currency, currency: currency, decimalComma: session.options.decimalComma && !reading.isJSON)
    switch parseQuantity(text, context) {
    case .success(.skipped): return (nil, nil, nil)
    case .success(.quantity(let quantity)):
      return (quantity.value, quantity.currency?.code ?? currency?.code, text)
    case .failure(let error): throw reading.fault(.amount, error.message, error.hint)
    }
  }

  private func parties(_ column: ColumnRole, role: String) throws -> [Party] {
    guard let text = reading.text(column) else { return [] }
    var found: [Party] = []
    for item in partyList(text) {
      let party = try party(item, role: role, column)
      if !found.contains(party) { found.append(party) }
    }
    return found
  }

  private func party(_ name: String, role: String, _ column: ColumnRole) throws -> Party {
    for kind in PartyName.kinds {
      if let entry = try session.index(of: kind).entry(named: name) { return Party(role: role, kind: kind, id: entry.id) }
    }
    if let (kind, rest) = PartyName.stating(name), let entry = try session.index(of: kind).entry(named: rest) {
      return Party(role: role, kind: kind, id: entry.id)
    }
    if let made = try session.products.create?(name) { return Party(role: role, kind: .product, id: made.id) }
    let all = try PartyName.kinds.flatMap { try session.store.names(of: $0).map(\.name) }
    let nearest = nearestNames(to: name, among: all)
    throw reading.fault(
      column, "no product, company or segment \"\(name)\"",
      nearest.isEmpty ? "see: tidemark list products" : "did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?")
  }

  private func storedParties(_ event: Int64) throws -> [Party] {
    try session.store.connection.query(
      "SELECT role, product_id, company_id, segment_id FROM event_parties WHERE event_id = \(event) ORDER BY n"
    ) { row in
      if let id = row.optionalInt(1) { return Party(role: row.text(0), kind: .product, id: id) }
      if let id = row.optionalInt(2) { return Party(role: row.text(0), kind: .company, id: id) }
      return Party(role: row.text(0), kind: .segment, id: row.int(3))
    }
  }
}

extension String {
  /// Without blanks at either end.
  var trimmingBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
