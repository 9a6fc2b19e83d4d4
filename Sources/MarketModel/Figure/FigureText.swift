/// A figure as people read it: the figure itself and its interval, which a table aligns apart.
public struct FigureText: Equatable, Sendable {
  /// The figure without its interval: "62.4%".
  public var main: String
  /// "[62.0–62.8]", or empty.
  public var interval: String

  /// `interval` with its brackets; empty: none.
  public init(_ main: String, interval: String = "") {
    self.main = main
    self.interval = interval
  }

  /// The figure and its interval in one text: "62.4% [62.0–62.8]".
  public var joined: String { interval.isEmpty ? main : main + " " + interval }
}
