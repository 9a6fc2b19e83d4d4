/// A JSON value whose objects keep the order of their keys, as the contract asks.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONField])
}

/// One key of an object with its value.
public struct JSONField: Sendable, Equatable {
  /// The key.
  public var name: String
  /// The value.
  public var value: JSONValue

  /// The key, then its value.
  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

// Literals, so that a fixed object reads as the JSON it is.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number, also for a whole one written with a point.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// true or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// null.
  public init(nilLiteral: ()) { self = .null }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object whose keys stand in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONField($0.0, $0.1) })
  }
}
