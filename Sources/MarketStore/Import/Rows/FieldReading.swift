import MarketModel
import Records

/// Reads the fields of a record whose rows are few and whose values are text: events and the catalogue.
struct FieldReading {
  let session: ImportSession
  let columns: ImportColumns
  let record: Record
  let isJSON: Bool
  let file: String

  /// The row as the place of a problem that a later row may bring to light.
  func rowProblem() -> ImportProblem {
    FieldFault(
      field: nil, kind: "key", message: "",
      remedy: "keep the right one, or tell them apart by title, source or published_on"
    ).problem(file: file, record: record)
  }

  /// The field's text without blanks at its ends, or what a flag says; nil when empty.
  func text(_ role: ColumnRole) -> String? {
    if let field = columns.index[role], field < record.count {
      let bytes = record[field].bytes.trimmed
      if bytes.count > 0 { return bytes.text }
    }
    guard let value = session.options.defaults[role.rawValue], !value.isEmpty else { return nil }
    session.usedDefaults.insert(role.rawValue)
    return value
  }

  /// A note keeps its bytes.
  func verbatim(_ role: ColumnRole) -> String? {
    guard let field = columns.index[role], field < record.count, record[field].bytes.count > 0 else { return nil }
    return record[field].bytes.text
  }

  func required(_ role: ColumnRole) throws -> String {
    guard let value = text(role) else { throw fault(role, "\(role.rawValue) is empty", "fill it") }
    return value
  }

  func fault(
    _ role: ColumnRole, _ message: String, _ remedy: Remedy?, isUnknownName: Bool = false
  ) -> FieldFault {
    FieldFault(
      field: columns.index[role], kind: role.rawValue, message: message, remedy: remedy, isUnknownName: isUnknownName)
  }

  func day(_ role: ColumnRole) throws -> CalendarDay? {
    guard let field = columns.index[role], field < record.count, record[field].bytes.trimmed.count > 0 else {
      guard let value = session.options.defaults[role.rawValue] else { return nil }
      session.usedDefaults.insert(role.rawValue)
      guard let day = CalendarDay.parse(value) else {
        throw fault(role, "\"\(value)\" is not a date", "write YYYY-MM-DD")
      }
      return day
    }
    return try session.day(record[field].bytes.trimmed, field: field, kind: role.rawValue)
  }

  func period(_ role: ColumnRole) throws -> Period? {
    guard let value = text(role) else { return nil }
    switch Period.parse(value, dateOrder: session.options.dateOrder) {
    case .success(let period): return period
    case .failure(let error): throw fault(role, error.message, error.remedy)
    }
  }

  func number(_ role: ColumnRole) throws -> Double? {
    guard let value = text(role) else { return nil }
    let context = QuantityContext(unit: .score, decimalComma: session.options.decimalComma && !isJSON)
    switch parseQuantity(value, context) {
    case .success(.quantity(let quantity)):
      guard let point = quantity.value else { throw fault(role, "\"\(value)\" is not one number", "write one number") }
      return point
    case .success(.skipped): return nil
    case .failure(let error): throw fault(role, error.message, error.remedy)
    }
  }

  /// One of the words that the store knows.
  func word(_ role: ColumnRole, of words: [String], default fallback: String? = nil) throws -> String {
    guard let value = text(role) else {
      if let fallback { return fallback }
      throw fault(role, "\(role.rawValue) is empty", "one of: \(words.joined(separator: ", "))")
    }
    let wanted = normalizedName(value)
    guard let found = words.first(where: { normalizedName($0) == wanted }) else {
      throw fault(role, "\"\(value)\" is not a known \(role.rawValue)", "one of: \(words.joined(separator: ", "))")
    }
    return found
  }

  /// The id behind a name; an unknown name is a fault unless it may be created.
  func id(_ kind: CatalogueKind, _ name: String, _ role: ColumnRole) throws -> Int64 {
    var copy = name
    let found = try copy.withUTF8 { try session.index(of: kind).find(UnsafeRawBufferPointer($0)) }
    switch found {
    case .id(let id): return Int64(id)
    case .unknown(let error):
      throw fault(role, error.message, session.remedy(for: error, kind), isUnknownName: true)
    }
  }

  func id(_ kind: CatalogueKind, _ role: ColumnRole) throws -> Int64? {
    try text(role).map { try id(kind, $0, role) }
  }

  func source() throws -> Int64 { try id(.source, try required(.source), .source) }

  func publishedOn() throws -> CalendarDay {
    if let day = try day(.publishedOn) { return day }
    throw fault(
      .publishedOn, "the row does not say when it was published",
      .anyOf(["add a column published_on", .set(.publishedOn, nil)]))
  }

  func publication(_ source: Int64, _ day: CalendarDay) throws -> Int64 {
    try publication(source, day, title: .documentTitle, isExact: false)
  }

  func publication(_ source: Int64, _ day: CalendarDay, title: ColumnRole, isExact: Bool) throws -> Int64 {
    var title = text(title) ?? ""
    return try title.withUTF8 {
      try session.publications.entry(
        source: Int32(truncatingIfNeeded: source), on: day, title: UnsafeRawBufferPointer($0), isExact: isExact
      ).id
    }
  }
}
