/// A figure as people read it: the figure itself and its interval, which a table aligns apart.
public struct FigureText: Equatable, Sendable {
  public var main: String
  /// "[62.0–62.8]", or empty.
  public var interval: String

  public init(_ main: String, interval: String = "") {
    self.main = main
    self.interval = interval
  }

  public var joined: String { interval.isEmpty ? main : main + " " + interval }
}
