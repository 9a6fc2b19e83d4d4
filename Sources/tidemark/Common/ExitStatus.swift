/// What the process tells its caller; the numbers are the contract's.
enum ExitStatus {
  static let done: Int32 = 0
  /// It ran, and found something: refused rows, a failed check, a difference.
  static let findings: Int32 = 1
  static let usage: Int32 = 2
  /// No such name, or an ambiguous one.
  static let name: Int32 = 3
  /// The store or a file could not be read or written.
  static let unusable: Int32 = 4
  static let interrupted: Int32 = 130
}
