/// The signs that figures are written with, in Unicode or in ASCII.
public struct FigureSigns: Sendable, Equatable {
  /// Stands before a negative number.
  public var minus: String
  /// Stands between the ends of a range.
  public var dash: String
  /// Stands before an upper bound that the value may equal.
  public var atMost: String
  /// Stands before a lower bound that the value may equal.
  public var atLeast: String
  /// Stands behind a multiple, as in "2.5×".
  public var times: String
  /// Stands between a figure and what others say of it.
  public var dot: String
  /// What stands where there is no figure.
  public var missing: String

  /// The signs of print: − – ≤ ≥ ×.
  public static let unicode = FigureSigns(
    minus: "\u{2212}", dash: "–", atMost: "≤", atLeast: "≥", times: "×", dot: "·", missing: "–")
  /// The same where only ASCII can be shown.
  public static let ascii = FigureSigns(
    minus: "-", dash: "-", atMost: "<=", atLeast: ">=", times: "x", dot: "|", missing: "-")
}
