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
  /// NULL.
  public init(nilLiteral: ()) { self = .null }
  /// An INTEGER.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A REAL, also for a whole number written with a point.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// A TEXT.
  public init(stringLiteral value: String) { self = .text(value) }
  /// The INTEGER 1 or 0, as SQLite's own TRUE and FALSE.
  public init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
}

/// What can be given to a statement as a parameter.
public protocol Bindable {
  var sqliteValue: Value { get }
}

extension Value: Bindable {
  /// The value itself.
  public var sqliteValue: Value { self }
}

extension Int: Bindable {
  /// An INTEGER.
  public var sqliteValue: Value { .integer(Int64(self)) }
}

extension Int32: Bindable {
  /// An INTEGER.
  public var sqliteValue: Value { .integer(Int64(self)) }
}

extension Int64: Bindable {
  /// An INTEGER.
  public var sqliteValue: Value { .integer(self) }
}

extension Double: Bindable {
  /// A REAL; SQLite stores NaN as NULL.
  public var sqliteValue: Value { .real(self) }
}

extension String: Bindable {
  /// A TEXT, whole even where it holds a NUL.
  public var sqliteValue: Value { .text(self) }
}

extension Substring: Bindable {
  /// A TEXT of a copy of the characters.
  public var sqliteValue: Value { .text(String(self)) }
}

/// 1 and 0, as SQLite's own TRUE and FALSE.
extension Bool: Bindable {
  /// The INTEGER 1 or 0.
  public var sqliteValue: Value { .integer(self ? 1 : 0) }
}

extension [UInt8]: Bindable {
  /// A BLOB.
  public var sqliteValue: Value { .blob(self) }
}

extension Optional: Bindable where Wrapped: Bindable {
  /// NULL for nil, else the wrapped value.
  public var sqliteValue: Value { self?.sqliteValue ?? .null }
}
