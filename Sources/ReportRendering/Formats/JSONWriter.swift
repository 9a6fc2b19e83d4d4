import MarketModel
import MarketReports
import Records

/// Writes JSON text (RFC 8259), keys in the order given.
struct JSONWriter {
  private(set) var text = ""

  mutating func raw(_ fragment: String) { text += fragment }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .real(let number): text += exactText(number) ?? "null"
    case .string(let string): write(string)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        write(element)
      }
      text += "]"
    case .object(let fields):
      text += "{"
      for (index, field) in fields.enumerated() {
        if index > 0 { text += "," }
        write(field.name)
        text += ":"
        write(field.value)
      }
      text += "}"
    }
  }

  mutating func write(_ string: String) { appendJSONString(string, to: &text) }

  /// One element a line, so that a reader and `diff` can follow.
  mutating func writeLines(_ elements: [JSONValue], indent: String) {
    if elements.isEmpty {
      text += "[]"
      return
    }
    text += "["
    for (index, element) in elements.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + indent + "  "
      write(element)
    }
    text += "\n\(indent)]"
  }
}

extension Cell {
  var json: JSONValue {
    switch self {
    case .null: .null
    case .text(let string): .string(string)
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    }
  }

  /// As the delimited formats write it before quoting; empty when missing.
  var exact: String {
    switch self {
    case .null: ""
    case .text(let string): string
    case .integer(let number): String(number)
    case .real(let number): exactText(number) ?? ""
    }
  }

  /// The number in it, finite or nil.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number.isFinite ? number : nil
    case .null, .text: nil
    }
  }
}

/// Keys that differ: a second `n` (only an ad-hoc query has one) becomes `n:1`, as SQLite itself names it in a
/// subquery.
func distinctNames(_ columns: [Column]) -> [String] {
  var seen: Set<String> = []
  return columns.map { column in
    var name = column.name
    var number = 0
    while !seen.insert(name).inserted {
      number += 1
      name = "\(column.name):\(number)"
    }
    return name
  }
}

/// A row as an object keyed by column, in column order.
func rowObject(_ row: [Cell], names: [String]) -> JSONValue {
  .object(zip(names, row).map { JSONField($0, $1.json) })
}
