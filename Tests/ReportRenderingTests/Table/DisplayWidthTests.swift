import MarketReports
import Testing

@testable import ReportRendering

@Suite struct WidthTests {
  @Test(
    "characters take the columns that a terminal gives them",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("可灵", 4), ("ＡＢ", 4), ("ｱ", 1), ("한글", 4),
      ("\u{1112}\u{1161}\u{11ab}", 2),
      ("🙂", 2), ("👩‍👩‍👧", 2),
      ("🇩🇪", 2), ("👍🏽", 2), ("☎️", 2), ("☎", 1), ("⌚", 2),
      ("–…×", 3), ("\u{200b}", 0), ("", 0),
      ("1", 1),
      ("「」", 4),
      ("①", 1),
    ])
  func widths(text: String, width: Int) { #expect(displayWidth(text) == width) }

  @Test(
    "the width table agrees with Python's Unicode data", .enabled(if: Tools.python != nil, "python3 is not installed"))
  func table() throws {
    let outcome = try Tools.python(
      """
      import unicodedata
      print(' '.join(hex(c)[2:] for c in range(0x300, 0x40000)
        if unicodedata.east_asian_width(chr(c)) in 'WF'
          and unicodedata.category(chr(c)) not in ('Cn', 'Mn', 'Me', 'Cf', 'Cc')))
      """)
    let wide = Set(outcome.output.split(whereSeparator: \.isWhitespace).compactMap { UInt32($0, radix: 16) })
    #expect(wide.count > 100_000)
    for value in wide {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(scalarWidth(scalar) == 2, "U+\(String(value, radix: 16))")
    }
    let known = try Tools.python(
      "import unicodedata\nprint(' '.join(hex(c)[2:] for c in range(0x300, 0x20000) if "
        + "unicodedata.category(chr(c))[0] in 'LNPS'))"
    )
    for value in known.output.split(whereSeparator: \.isWhitespace).compactMap({ UInt32($0, radix: 16) })
    where !wide.contains(value) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(scalarWidth(scalar) < 2, "U+\(String(value, radix: 16))")
    }
  }

  @Test("a cut text fits and never splits a character")
  func cutting() {
    #expect(truncated("可灵 AI 视频", to: 6, ellipsis: "…") == "可灵 …")
    #expect(truncated("可灵 AI", to: 4, ellipsis: "…") == "可…")
    #expect(truncated("short", to: 5, ellipsis: "…") == "short")
    let wide = "a可e\u{301}🙂🇩🇪xyz可可"
    for width in 1...12 { #expect(displayWidth(truncated(wide, to: width, ellipsis: "…")) <= width) }
  }

  @Test("wrapped lines fit and lose no word")
  func wrapping() {
    let text =
      "Osprey: no growth rate, the last figure is a bound and "
      + "可灵可灵可灵可灵可灵可灵可灵可灵可灵可灵 is long"
    for width in 10...60 {
      let lines = wrapped(text, to: width, first: "- ", rest: "  ")
      for line in lines { #expect(displayWidth(line) <= width) }
      let kept = lines.joined().filter { $0 != " " && $0 != "-" }
      #expect(kept == text.filter { $0 != " " })
    }
  }
}
