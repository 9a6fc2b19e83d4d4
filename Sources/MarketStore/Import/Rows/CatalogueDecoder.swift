import MarketModel
import Records
import SQLite
import System

/// Writes the records of a catalogue file: a name that is new is added; fields that a row fills and that differ are
/// changed, with the old value kept in `catalogue_changes`; empty fields say nothing.
struct CatalogueDecoder {
  let session: ImportSession
  let reading: FieldReading

  private var connection: Connection { session.store.connection }

  func decode() throws {
    switch reading.columns.shape {
    case .companies: count(try write(.company).outcome)
    case .products: try product()
    case .segments: try segment()
    case .metrics: try metric()
    case .sources: try source()
    case .aliases: try alias()
    case .fx: try rate()
    case .reports: try report()
    case .long, .wide, .cohorts, .measures, .events: break
    }
  }

  private func product() throws {
    let (id, written) = try write(.product)
    var outcome = written
    if let segment = try reading.id(.segment, .segment), try addMember(segment, id) != .unchanged, outcome == .unchanged
    {
      outcome = .revised
    }
    count(outcome)
  }

  private func segment() throws {
    let name = try reading.required(.segment)
    guard let productID = try reading.id(.product, .product) else {
      return count(try write(.segment).outcome)
    }
    let segmentID = try session.segments.entry(named: name)?.id ?? reading.id(.segment, name, .segment)
    count(try addMember(segmentID, productID))
  }

  private func addMember(_ segment: Int64, _ product: Int64) throws -> RowOutcome {
    let from = try reading.columns.index[.validFrom].flatMap { _ in try reading.day(.validFrom)?.description }
    let to = try reading.columns.index[.validTo].flatMap { _ in try reading.day(.validTo)?.description }
    if let from, let to, to < from { throw reading.fault(.validTo, "valid_to is before valid_from", "exchange them") }
    return try session.store.setMember(segment, product, from: from, to: to, importID: session.importID)
  }

  private func metric() throws {
    let code = try reading.required(.metric)
    guard let first = code.utf8.first, (0x61...0x7A).contains(first),
      code.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
    else {
      throw reading.fault(
        .metric, "\"\(code)\" is not a metric code", "write small letters, digits and _, such as weekly_users")
    }
    count(try write(.metric).outcome)
  }

  private func source() throws {
    let (id, outcome) = try write(.source)
    count(outcome)
    guard reading.columns.index[.publishedOn] != nil, let day = try reading.day(.publishedOn) else { return }
    // The row is about the publication itself: without a title it is the one that has none.
    _ = try reading.publication(id, day, title: .title, isExact: true)
  }

  private func alias() throws {
    let alias = try reading.required(.alias)
    let kindName = try reading.word(.kind, of: CatalogueKind.allCases.map(\.rawValue))
    guard let kind = CatalogueKind(rawValue: kindName) else { return }
    let target = try reading.id(kind, try reading.required(.name), .name)
    count(try session.store.addAlias(alias, kind: kind, target: target, importID: session.importID))
    session.learn(kind, CatalogueEntry(id: target, name: alias))
  }

  private func rate() throws {
    func code(_ role: ColumnRole) throws -> String {
      let text = try reading.required(role)
      guard let found = Currency(code: text.uppercased()) else {
        throw reading.fault(role, "\"\(text)\" is not a currency code", "write three letters, such as USD")
      }
      return found.code
    }
    let base = try code(.base)
    let quote = try code(.quote)
    if base == quote { throw reading.fault(.quote, "base and quote are the same currency", nil) }
    let kind = try reading.word(.kind, of: ["spot", "average", "implied"])
    guard let period = try reading.period(.period) else {
      throw reading.fault(.period, "the row has no period", "write 2025-Q4 or 2026-03-24")
    }
    let periodID = Int64(try session.periods.id(period))
    let publication = try reading.publication(try reading.source(), try reading.publishedOn())
    guard let rate = try reading.number(.rate), rate > 0, rate < 1e12 else {
      throw reading.fault(
        .rate, "a rate is a number above 0", "units of the quote currency for one unit of the base currency")
    }
    let low = try reading.number(.low) ?? rate
    let high = try reading.number(.high) ?? rate
    guard low > 0, low <= rate, rate <= high else {
      throw reading.fault(.low, "low and high must enclose the rate", nil)
    }
    let note = reading.verbatim(.note)
    let key = ["rate", base, quote, kind, "\(periodID)", "\(publication)"]
    let claim: [String?] = ["\(rate)", "\(low)", "\(high)"]
    if try session.isRepeated(key, claim) { return }
    let live = try connection.first(
      """
      SELECT rate, low, high FROM fx_rates WHERE base = \(base) AND quote = \(quote) AND kind = \(kind)
        AND period_id = \(periodID)
        AND publication_id = \(publication) AND retracted_by IS NULL
      """
    ) { ($0.double(0), $0.double(1), $0.double(2)) }
    if let live {
      if live.0 == rate, live.1 == low, live.2 == high {
        session.claims[key] = RowClaim(claim: claim, outcome: .unchanged, problem: reading.rowProblem())
        return count(.unchanged)
      }
      try connection.run(
        """
        UPDATE fx_rates SET retracted_by = ?6 WHERE base = ?1 AND quote = ?2 AND kind = ?3 AND period_id = ?4
          AND publication_id = ?5
          AND retracted_by IS NULL
        """, base, quote, kind, periodID, publication, session.importID)
    }
    try connection.run(
      """
      INSERT INTO fx_rates (base, quote, kind, period_id, publication_id, import_id, rate, low, high, note)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      """,
      base, quote, kind, periodID, publication, session.importID, rate, low, high, note)
    session.claims[key] = RowClaim(
      claim: claim, outcome: live == nil ? .inserted : .revised, problem: reading.rowProblem())
    count(live == nil ? .inserted : .revised)
  }

  private func report() throws {
    let name = try reading.required(.report)
    let command = reading.text(.command)
    let sql = reading.text(.sql)
    guard (command == nil) != (sql == nil) else {
      throw reading.fault(.command, "a report has either a command or sql", nil)
    }
    var body = SavedReport.Body.sql(sql ?? "")
    if let command {
      guard let words = shellWords(command), !words.isEmpty else {
        throw reading.fault(.command, "the command has an open quote", "close it")
      }
      body = .arguments(words)
    }
    let report = SavedReport(
      name: name, body: body, description: reading.text(.description), alert: reading.text(.alert))
    do {
      count(try session.store.keepReport(report, check: session.options.checksReport))
    } catch let error as StoreError {
      throw reading.fault(.report, error.message, error.remedy)
    }
  }

  // MARK: Adding and changing

  private func count(_ outcome: RowOutcome) {
    switch outcome {
    case .inserted: session.result.inserted += 1
    case .unchanged: session.result.unchanged += 1
    case .revised: session.result.revised += 1
    }
  }

  /// Adds or changes the thing that the row names; its fields are `CatalogueField`'s.
  private func write(_ kind: CatalogueKind) throws -> (id: Int64, outcome: RowOutcome) {
    guard let nameRole = ColumnRole(rawValue: kind.rawValue) else { return (0, .unchanged) }
    let name = try reading.required(nameRole)
    let fields = CatalogueField.all(of: kind)
    var values = try Dictionary(uniqueKeysWithValues: fields.map { ($0.role, try value(of: $0)) })
    let known = try session.index(of: kind).entry(named: name)
    if known == nil {
      if let error = tooLongName(kind.rawValue, name) {
        throw reading.fault(nameRole, error.message, error.remedy)
      }
      for field in fields where values[field.role] == .some(nil) { values[field.role] = field.whenNew }
    }
    if kind == .metric { try completeMetric(name, isNew: known == nil, &values) }
    let (id, outcome) = try session.store.upsert(
      kind, name, fields.map { ($0.column, values[$0.role] ?? nil) }, known: known, importID: session.importID)
    if outcome == .inserted { session.learn(kind, CatalogueEntry(id: id, name: name)) }
    return (id, outcome)
  }

  /// nil where the row says nothing: that changes nothing.
  private func value(of field: CatalogueField) throws -> Value? {
    if case .thing(let kind) = field.reading { return try reading.id(kind, field.role).map { .integer($0) } }
    let text = if case .note = field.reading { reading.verbatim(field.role) } else { reading.text(field.role) }
    guard let text else { return nil }
    do {
      let decimalComma = session.options.decimalComma && !reading.isJSON
      return try field.value(text, decimalComma: decimalComma, in: session.store)
    } catch let error as StoreError {
      throw reading.fault(field.role, error.message, error.remedy)
    }
  }

  /// What of a metric follows from the rest of it.
  private func completeMetric(_ code: String, isNew: Bool, _ values: inout [ColumnRole: Value?]) throws {
    if case .real(let minimum)?? = values[.minimum], case .real(let maximum)?? = values[.maximum], maximum < minimum {
      throw reading.fault(.maximum, "max_value is below min_value", "exchange them")
    }
    guard isNew else { return }
    guard (values[.unit] ?? nil) != nil else { throw reading.fault(.unit, "unit is empty", "fill it") }
    let name = (values[.name] ?? nil) ?? .text(code)
    if (values[.definition] ?? nil) == nil { values[.definition] = name }
    values[.name] = name
    // A ratio from 0 on is a part of a whole, unless the row says more.
    if values[.unit] == .text(MetricUnit.ratio.rawValue), values[.minimum] == .real(0), (values[.maximum] ?? nil) == nil
    {
      values[.maximum] = .real(1)
    }
  }
}
