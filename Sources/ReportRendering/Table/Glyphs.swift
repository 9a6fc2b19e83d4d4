import MarketModel

/// The signs that texts for people are set with.
struct Glyphs: Sendable {
  /// Those of the figures.
  var figures: FigureSigns
  var ellipsis: String
  var occurred: String
  var planned: String
  var cancelled: String
  var rule: String

  static let unicode = Glyphs(
    figures: .unicode, ellipsis: "…", occurred: "●", planned: "○", cancelled: "✕", rule: "─")
  static let ascii = Glyphs(
    figures: .ascii, ellipsis: "...", occurred: "*", planned: "o", cancelled: "x", rule: "-")
}
