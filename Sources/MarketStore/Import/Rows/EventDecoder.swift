import MarketModel
import SQLite

/// Writes the records of an events file, row by row: events are few.
///
/// An event's key is its type, title, effective date, publication and origin. The same again is unchanged; with another
/// status, end, amount or parties under the same key, the old one is retracted.
struct EventDecoder {
  static let types = [
    "announcement", "launch", "release", "shutdown", "funding", "partnership", "partnership_end", "acquisition",
    "strategy", "financial",
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

  /// What one row says, read and resolved.
  private struct Row {
    var type: String
    var title: String
    var effectiveOn: String?
    var publication: Int64
    var origin: Int64
    var event: Event
    var note: String?
  }

  func decode() throws {
    let row = try read()
    let event = row.event
    let (type, title, effectiveOn, publication, origin) = (
      row.type, row.title, row.effectiveOn, row.publication, row.origin
    )
    let key = ["event", type, title, "\(publication)", "\(origin)", effectiveOn ?? ""]
    let claim: [String?] =
      [
        event.status, event.announcedOn, event.effectiveTo, event.precision, event.amount.map { "\($0)" },
        event.currency, event.amountText,
      ]
      + event.parties.map { "\($0.role) \($0.kind) \($0.id)" }
    if try session.isRepeated(key, claim) { return }

    let connection = session.store.connection
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
          status: row.text(1), announcedOn: row.optionalText(2), effectiveTo: row.optionalText(3),
          precision: row.text(4),
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
      INSERT INTO events (event_type, title, status, announced_on, effective_on, effective_to, precision, amount,
        currency, amount_text,
        publication_id, origin_id, import_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      """, type, title, event.status, event.announcedOn, effectiveOn, event.effectiveTo, event.precision, event.amount,
      event.currency,
      event.amountText, publication, origin, session.importID, row.note)
    let id = connection.lastInsertRowID
    session.claims[key] = RowClaim(
      claim: claim, outcome: live == nil ? .inserted : .revised, id: id, problem: reading.rowProblem())
    var number = 0
    for party in event.parties {
      number += 1
      try connection.run(
        """
        INSERT INTO event_parties (event_id, role, n, product_id, company_id, segment_id)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """,
        id, party.role,
        number, party.kind == .product ? party.id : nil, party.kind == .company ? party.id : nil,
        party.kind == .segment ? party.id : nil)
    }
  }

  /// - Throws: `RowFaults` with every fault of the row, so that it can be mended in one go.
  private func read() throws -> Row {
    var faults: [FieldFault] = []
    func kept<T>(_ body: () throws -> T) throws -> T? {
      do { return try body() } catch let fault as FieldFault {
        faults.append(fault)
        return nil
      }
    }
    let type = try kept { try reading.word(.eventType, of: Self.types) }
    let title = try kept { try reading.required(.title) }
    let status = try kept { try reading.word(.status, of: Self.statuses) }
    let source = try kept { try reading.source() }
    let publishedOn = try kept { try reading.publishedOn() }
    let origin = try kept { try reading.id(.source, .origin) }
    let announcedOn = try kept { try reading.day(.announcedOn)?.description }
    let effective = try kept { try readEffective() }
    let effectiveTo = try kept { try reading.period(.effectiveTo)?.end }
    if let effective, let effectiveTo { _ = try kept { try check(effectiveTo, after: effective) } }
    let amount = try kept { try readAmount() }
    let subjects = try kept { try parties(.subjects, role: "subject") }
    let partners = try kept { try parties(.partners, role: "partner") }
    guard faults.isEmpty, let type, let title, let status, let source, let publishedOn, let origin, let announcedOn,
      let effective,
      let effectiveTo, let amount, let subjects, let partners
    else { throw RowFaults(faults: faults) }
    return Row(
      type: type, title: title, effectiveOn: effective?.start?.description,
      publication: try reading.publication(source, publishedOn),
      origin: origin ?? source,
      event: Event(
        status: status, announcedOn: announcedOn, effectiveTo: effectiveTo?.description,
        precision: effective?.granularity.name ?? "unknown", amount: amount.0, currency: amount.1, amountText: amount.2,
        parties: subjects + partners), note: reading.verbatim(.note))
  }

  private func readEffective() throws -> Period? {
    let period = try reading.period(.effective)
    if let period, period.granularity == .week || period.granularity == .span {
      throw reading.fault(
        .effective, "\"\(period.label)\" is not the date of an event",
        "write a day, month, quarter, half or year; effective_to has the end")
    }
    return period
  }

  private func check(_ end: CalendarDay?, after effective: Period?) throws {
    guard let end else { return }
    guard let start = effective?.start else {
      throw reading.fault(.effectiveTo, "effective_to without effective", "give the start too")
    }
    if end < start { throw reading.fault(.effectiveTo, "effective_to is before effective", "exchange them") }
  }

  private func readAmount() throws -> (Double?, String?, String?) {
    guard let text = reading.text(.amount) else { return (nil, nil, nil) }
    let currency = try reading.text(.currency).map { code in
      guard let found = Currency(code: code.uppercased()) else {
        throw reading.fault(.currency, "\"\(code)\" is not a currency code", "write three letters, such as USD")
      }
      return found
    }
    let context = QuantityContext(
      unit: .currency, currency: currency, decimalComma: session.options.decimalComma && !reading.isJSON)
    switch parseQuantity(text, context) {
    case .success(.skipped): return (nil, nil, nil)
    case .success(.quantity(let quantity)):
      return (quantity.value, quantity.currency?.code ?? currency?.code, text)
    case .failure(let error): throw reading.fault(.amount, error.message, error.remedy)
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
      if let entry = try session.index(of: kind).entry(named: name) {
        return Party(role: role, kind: kind, id: entry.id)
      }
    }
    if let (kind, rest) = PartyName.stating(name), let entry = try session.index(of: kind).entry(named: rest) {
      return Party(role: role, kind: kind, id: entry.id)
    }
    // Who states the kind means it: the name is then what comes after.
    let (kind, bare) = PartyName.stating(name) ?? (.product, name)
    if let refusal = session.index(of: kind).refuses?(bare) {
      throw reading.fault(column, refusal.message, refusal.remedy)
    }
    if let made = try session.index(of: kind).create?(bare) { return Party(role: role, kind: kind, id: made.id) }
    if let error = tooLongName("subject", name) { throw reading.fault(column, error.message, error.remedy) }
    let kinds = PartyName.stating(name) == nil ? PartyName.kinds : [kind]
    let all = try kinds.flatMap { try session.store.names(of: $0).map(\.name) }
    let nearest = nearestNames(to: bare, among: all)
    let listing = [CatalogueKind.company: "companies", .segment: "segments"][kind] ?? "products"
    throw reading.fault(
      column, "no \(kinds.count > 1 ? "product, company or segment" : kind.rawValue) \"\(bare)\"",
      .didYouMean(nearest) ?? .see(.listing(listing)), isUnknownName: true)
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
