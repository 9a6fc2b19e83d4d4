import MarketModel
import SQLite

/// A field of a named thing that `edit` may change, and how its text is read.
struct EditableField {
  enum Reading {
    /// Any text; empty clears it.
    case text
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

  /// The import column's name.
  var name: String
  var column: SQL
  var reading: Reading

  static func all(of kind: CatalogueKind) -> [EditableField] {
    func field(_ name: String, _ column: SQL, _ reading: Reading) -> EditableField {
      EditableField(name: name, column: column, reading: reading)
    }
    switch kind {
    case .company:
      return [
        field("country", "country", .country), field("parent_company", "parent_id", .thing(.company)),
        field("note", "note", .text),
      ]
    case .product:
      return [
        field("company", "company_id", .thing(.company)), field("parent_product", "parent_id", .thing(.product)),
        field("kind", "kind", .word(["product", "app", "api", "model", "feature"])), field("note", "note", .text),
      ]
    case .segment: return [field("definition", "definition", .text)]
    case .metric:
      return [
        field("name", "name", .requiredText), field("definition", "definition", .requiredText),
        field(
          "unit", "unit",
          .word([
            "persons", "devices", "ratio", "multiple", "currency", "currency_per_day", "months", "rank", "count",
            "score",
          ])),
        field("period_type", "period_type", .word(["instant", "duration"])),
        field("aggregation", "aggregation", .word(["sum", "mean", "last", "max", "none"])),
        field("additive", "additive", .flag),
        field("direction", "direction", .word(["higher_better", "lower_better", "neutral"])),
        field("min_value", "min_value", .number),
        field("max_value", "max_value", .number), field("by_day_offset", "by_day_offset", .flag),
        field("family", "family", .text),
        field("part_of", "part_of", .thing(.metric)),
      ]
    case .source:
      return [
        field("kind", "kind", .word(["provider", "company", "document", "dataset", "house"])),
        field("reliability", "reliability", .whole(0...9)), field("publisher", "publisher", .text),
        field("author", "author", .text),
        field("url", "url", .text), field("note", "note", .text),
      ]
    }
  }

  /// What the text means.
  ///
  /// - Throws: `StoreError` of kind `usage`, or `name` for an unknown name.
  func value(_ text: String, in store: Store) throws -> Value {
    let trimmed = text.trimmingBlanks
    func refuse(_ message: String, _ remedy: Remedy) -> StoreError { StoreError(.usage, message, remedy: remedy) }
    switch reading {
    case .text: return trimmed.isEmpty ? .null : .text(name == "note" ? text : trimmed)
    case .requiredText:
      if trimmed.isEmpty { throw refuse("\(name) cannot be empty", "give a text") }
      return .text(trimmed)
    case .country:
      if trimmed.isEmpty { return .null }
      let upper = trimmed.uppercased()
      guard upper.utf8.count == 2, upper.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
        throw refuse("\"\(text)\" is no country code", "write two letters (ISO 3166-1), such as CN")
      }
      return .text(upper)
    case .word(let words):
      guard let word = words.first(where: { normalizedName($0) == normalizedName(trimmed) }) else {
        throw refuse("\"\(text)\" is no \(name)", "one of: \(words.joined(separator: ", "))")
      }
      return .text(word)
    case .flag:
      switch trimmed.lowercased() {
      case "1", "true", "yes": return .integer(1)
      case "0", "false", "no": return .integer(0)
      default: throw refuse("\"\(text)\" is no \(name)", "write yes or no")
      }
    case .number:
      if trimmed.isEmpty { return .null }
      guard case .success(.quantity(let quantity)) = parseQuantity(trimmed, QuantityContext(unit: .score)),
        let point = quantity.value,
        quantity.qualifier == .eq
      else { throw refuse("\"\(text)\" is no number", "write one number, such as 0 or 0.5") }
      return .real(point)
    case .whole(let range):
      guard let number = Int64(trimmed), range.contains(number) else {
        throw refuse("\"\(text)\" is no \(name)", "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return .integer(number)
    case .thing(let kind): return trimmed.isEmpty ? .null : .integer(try store.resolve(kind, trimmed).id)
    }
  }
}
