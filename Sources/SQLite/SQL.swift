/// One SQL statement, or a piece of one: text from the program's own source, and values.
///
///     let wanted: SQL = "SELECT name FROM products WHERE id = \(id) AND kind IN (\(SQL.list(kinds)))"
///
/// Interpolating a value makes a parameter (`?1`), interpolating another `SQL` splices it in with its parameters. The
/// text itself can only be a literal of the source (`StaticString`), so nothing from outside ever becomes SQL; a name
/// from outside goes through `identifier`.
public struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
  enum Part: Sendable, Hashable {
    case text(String)
    case parameter(Value)
  }

  var parts: [Part]

  /// Text without values. It may have placeholders of its own for `withStatement`'s body to bind.
  public init(_ text: StaticString) { parts = [.text(text.description)] }
  /// Text without values, from a literal without interpolation.
  public init(stringLiteral text: StaticString) { self.init(text) }
  /// Text and values, from a literal with interpolations.
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
  init(parts: [Part]) { self.parts = parts }

  /// Collects the text and values of a literal. Swift calls it; there is no need to.
  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    /// Starts a literal with this many interpolations.
    public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

    /// Adds a piece of the source's own text.
    public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 || !literal.hasPointerRepresentation { parts.append(.text(literal.description)) }
    }

    /// Adds a parameter with this value.
    public mutating func appendInterpolation(_ value: some Bindable) { parts.append(.parameter(value.sqliteValue)) }
    /// An overload of its own, or the compiler warns of an optional in a text.
    public mutating func appendInterpolation<Wrapped: Bindable>(_ value: Wrapped?) {
      parts.append(.parameter(value.sqliteValue))
    }
    /// Splices in the other statement's text with its parameters.
    public mutating func appendInterpolation(_ fragment: SQL) { parts += fragment.parts }
  }

  /// The one after the other, with nothing between: the blanks must be in the texts.
  public static func + (left: SQL, right: SQL) -> SQL { SQL(parts: left.parts + right.parts) }
  /// Adds the text and parameters of `right` at the end.
  public static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

  /// The values as parameters with commas between, for `IN (…)` and `VALUES (…)`. No values make NULL, which nothing is
  /// IN: `IN ()` is SQLite's alone.
  public static func list(_ values: [some Bindable]) -> SQL {
    if values.isEmpty { return "NULL" }
    return values.map { SQL(parts: [.parameter($0.sqliteValue)]) }.joined(separator: ", ")
  }

  /// A whole number as digits of the text: for the program's own codes, which every engine shall see as constants.
  public static func number(_ number: some BinaryInteger) -> SQL { SQL(parts: [.text("\(number)")]) }

  /// A table's or column's name in double quotes: it names that thing and can mean nothing else.
  public static func identifier(_ name: String) -> SQL {
    var quoted = "\""
    for character in name.unicodeScalars {
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return SQL(parts: [.text(quoted + "\"")])
  }

  /// The statement with `?1`, `?2` … where the values go.
  public var text: String {
    var text = ""
    var count = 0
    var isAfterParameter = false
    for part in parts {
      switch part {
      case .text(let fragment):
        // A digit right after a placeholder would read as part of its number.
        if isAfterParameter, case .some(48...57) = fragment.utf8.first { text += " " }
        text += fragment
        isAfterParameter = fragment.isEmpty && isAfterParameter
      case .parameter:
        count += 1
        text += "?\(count)"
        isAfterParameter = true
      }
    }
    return text
  }

  /// The values of `?1`, `?2` … in order.
  public var parameters: [Value] {
    parts.compactMap { if case .parameter(let value) = $0 { value } else { nil } }
  }
}

extension Sequence<SQL> {
  /// The pieces in order with `separator` between each two.
  public func joined(separator: SQL) -> SQL {
    var parts: [SQL.Part] = []
    var isFirst = true
    for piece in self {
      if !isFirst { parts += separator.parts }
      parts += piece.parts
      isFirst = false
    }
    return SQL(parts: parts)
  }
}
