/// The signs that figures are written with, in Unicode or in ASCII.
public struct FigureSigns: Sendable, Equatable {
  public var minus: String
  public var dash: String
  public var atMost: String
  public var atLeast: String
  public var times: String
  /// What stands where there is no figure.
  public var missing: String

  public static let unicode = FigureSigns(
    minus: "\u{2212}", dash: "–", atMost: "≤", atLeast: "≥", times: "×", missing: "–")
  public static let ascii = FigureSigns(minus: "-", dash: "-", atMost: "<=", atLeast: ">=", times: "x", missing: "-")
}
