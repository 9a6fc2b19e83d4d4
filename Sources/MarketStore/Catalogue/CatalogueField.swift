import MarketModel
import SQLite

/// A field of a named thing besides its name. This table is where the catalogue's columns are said: an import reads
/// them, `edit` changes them, an export writes them and `list` shows them by it.
struct CatalogueField {
  /// How the field's text is read.
  enum Reading {
    /// Any text; empty clears it.
    case text
    /// A text whose bytes are kept as they are; empty clears it.
    case note
    case requiredText
    /// Two letters, ISO 3166-1.
    case country
    case word([String])
    case flag
    case number
    case whole(ClosedRange<Int64>)
    /// Another thing by name; empty clears it.
    case thing(CatalogueKind)
  }

  /// Its column in an import and in an export; the raw value is its name.
  var role: ColumnRole
  var column: SQL
  var reading: Reading
  /// What a new thing has where its row says nothing; nil leaves it to the schema.
  var whenNew: Value?
  /// Claims were checked against it: it stays once the thing has any.
  var isFixedOnceUsed: Bool

  var name: String { role.rawValue }

  /// Its name in a listing: a thing is called what it is, not what its id is.
  var listedName: String { column.text.hasSuffix("_id") ? String(column.text.dropLast(3)) : column.text }

  private init(
    _ role: ColumnRole, _ column: SQL, _ reading: Reading, whenNew: Value? = nil, isFixedOnceUsed: Bool = false
  ) {
    self.role = role
    self.column = column
    self.reading = reading
    self.whenNew = whenNew
    self.isFixedOnceUsed = isFixedOnceUsed
  }

  /// In the order in which files and listings have them.
  static func all(of kind: CatalogueKind) -> [CatalogueField] {
    switch kind {
    case .company:
      [
        CatalogueField(.country, "country", .country),
        CatalogueField(.parentCompany, "parent_id", .thing(.company)),
        CatalogueField(.note, "note", .note),
      ]
    case .product:
      [
        CatalogueField(.company, "company_id", .thing(.company)),
        CatalogueField(.parentProduct, "parent_id", .thing(.product)),
        CatalogueField(.kind, "kind", .word(["product", "app", "api", "model", "feature"])),
        CatalogueField(.note, "note", .note),
      ]
    case .segment: [CatalogueField(.definition, "definition", .text)]
    case .metric:
      [
        CatalogueField(.name, "name", .requiredText),
        CatalogueField(.definition, "definition", .requiredText),
        CatalogueField(.unit, "unit", .word(MetricUnit.allCases.map(\.rawValue)), isFixedOnceUsed: true),
        CatalogueField(
          .periodType, "period_type", .word(["instant", "duration"]), whenNew: .text("duration"),
          isFixedOnceUsed: true),
        CatalogueField(
          .aggregation, "aggregation", .word(["sum", "mean", "last", "max", "none"]), whenNew: .text("none")),
        CatalogueField(.additive, "additive", .flag, whenNew: .integer(0)),
        CatalogueField(
          .direction, "direction", .word(["higher_better", "lower_better", "neutral"]), whenNew: .text("neutral")),
        CatalogueField(.minimum, "min_value", .number, isFixedOnceUsed: true),
        CatalogueField(.maximum, "max_value", .number, isFixedOnceUsed: true),
        CatalogueField(.byDayOffset, "by_day_offset", .flag, whenNew: .integer(0), isFixedOnceUsed: true),
        CatalogueField(.family, "family", .text),
        CatalogueField(.partOf, "part_of", .thing(.metric)),
      ]
    case .source:
      [
        CatalogueField(
          .kind, "kind", .word(["provider", "company", "document", "dataset", "house"]), whenNew: .text("provider")),
        CatalogueField(.reliability, "reliability", .whole(0...9)),
        CatalogueField(.publisher, "publisher", .text),
        CatalogueField(.author, "author", .text),
        CatalogueField(.url, "url", .text),
        CatalogueField(.note, "note", .note),
      ]
    }
  }

  /// What the text means.
  ///
  /// - Throws: `StoreError` of kind `usage`, or `name` for an unknown name.
  func value(_ text: String, decimalComma: Bool = false, in store: Store) throws -> Value {
    let trimmed = text.trimmingBlanks
    func refuse(_ message: String, _ remedy: Remedy) -> StoreError { StoreError(.usage, message, remedy: remedy) }
    switch reading {
    case .text: return trimmed.isEmpty ? .null : .text(trimmed)
    case .note: return trimmed.isEmpty ? .null : .text(text)
    case .requiredText:
      if trimmed.isEmpty { throw refuse("\(name) cannot be empty", "give a text") }
      return .text(trimmed)
    case .country:
      if trimmed.isEmpty { return .null }
      let upper = trimmed.uppercased()
      guard upper.utf8.count == 2, upper.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
        throw refuse("\"\(trimmed)\" is not a country code", "write two letters (ISO 3166-1), such as CN")
      }
      return .text(upper)
    case .word(let words):
      guard let word = words.first(where: { normalizedName($0) == normalizedName(trimmed) }) else {
        let choices: Remedy = "one of: \(words.joined(separator: ", "))"
        throw trimmed.isEmpty ? refuse("\(name) is empty", choices) : refuse("\"\(trimmed)\" is not a \(name)", choices)
      }
      return .text(word)
    case .flag:
      switch trimmed.lowercased() {
      case "1", "true", "yes": return .integer(1)
      case "0", "false", "no": return .integer(0)
      default: throw refuse("\"\(trimmed)\" is not yes or no", "write yes or no")
      }
    case .number:
      if trimmed.isEmpty { return .null }
      return .real(try number(trimmed, decimalComma))
    case .whole(let range):
      let refusal = refuse(
        "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(trimmed)\"", "write one")
      guard let point = try? number(trimmed, decimalComma), point == point.rounded(), abs(point) < 1e15,
        range.contains(Int64(point))
      else { throw refusal }
      return .integer(Int64(point))
    case .thing(let kind): return trimmed.isEmpty ? .null : .integer(try store.resolve(kind, trimmed).id)
    }
  }

  private func number(_ text: String, _ decimalComma: Bool) throws -> Double {
    let refusal = StoreError(
      .usage, "\"\(text)\" is not one number", remedy: "write one number, such as 0 or 0.5")
    switch parseQuantity(text, QuantityContext(unit: .score, decimalComma: decimalComma)) {
    case .success(.quantity(let quantity)):
      guard quantity.qualifier == .eq, let point = quantity.value else { throw refusal }
      return point
    case .success(.skipped): throw refusal
    case .failure(let error): throw StoreError(.usage, error.message, remedy: error.remedy)
    }
  }
}

/// One column of a listing of the catalogue.
public struct CatalogueColumn: Sendable {
  /// The column's name in the listing.
  public var name: String
  /// Over the kind's table under the alias `t`.
  public var expression: SQL

  /// The columns of every field of a kind.
  public static func all(of kind: CatalogueKind) -> [CatalogueColumn] {
    CatalogueField.all(of: kind).map { field in
      guard case .thing(let other) = field.reading else {
        return CatalogueColumn(name: field.listedName, expression: "t.\(field.column)")
      }
      return CatalogueColumn(
        name: field.listedName,
        expression: "(SELECT x.\(other.nameColumn) FROM \(other.table) x WHERE x.id = t.\(field.column))")
    }
  }
}
