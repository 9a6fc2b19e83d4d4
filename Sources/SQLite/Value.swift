/// One value in SQLite's own five types.
///
/// SQLite has no NaN: `.real(.nan)` is stored as NULL.
public enum Value: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension Value: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
}

/// What can be given to a statement as a parameter.
public protocol Bindable {
  var sqliteValue: Value { get }
}

extension Value: Bindable {
  public var sqliteValue: Value { self }
}

extension Int: Bindable {
  public var sqliteValue: Value { .integer(Int64(self)) }
}

extension Int32: Bindable {
  public var sqliteValue: Value { .integer(Int64(self)) }
}

extension Int64: Bindable {
  public var sqliteValue: Value { .integer(self) }
}

extension Double: Bindable {
  public var sqliteValue: Value { .real(self) }
}

extension String: Bindable {
  public var sqliteValue: Value { .text(self) }
}

extension Substring: Bindable {
  public var sqliteValue: Value { .text(String(self)) }
}

/// 1 and 0, as SQLite's own TRUE and FALSE.
extension Bool: Bindable {
  public var sqliteValue: Value { .integer(self ? 1 : 0) }
}

extension [UInt8]: Bindable {
  public var sqliteValue: Value { .blob(self) }
}

extension Optional: Bindable where Wrapped: Bindable {
  public var sqliteValue: Value { self?.sqliteValue ?? .null }
}
