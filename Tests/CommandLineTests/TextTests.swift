import Testing

@testable import tidemark

/// The lines that stand under an error and on a terminal.
@Suite struct TextTests {
  private func lines(_ raw: String, column: Int, length: Int, line: Int = 14) -> String {
    Excerpt(line: line, raw: raw, column: column, length: length).lines { $0 }
  }

  @Test("the mark stands under the field, whatever the width of what is before it") func mark() {
    #expect(
      lines("sora,2025-09,\"12,3M\",similarweb", column: 14, length: 7) == """
        14 | sora,2025-09,"12,3M",similarweb
           |              ^^^^^^^

        """)
    #expect(lines("快手,x", column: 4, length: 1) == "14 | 快手,x\n   |      ^\n")
    #expect(lines("a,快手", column: 3, length: 2) == "14 | a,快手\n   |   ^^^^\n")
    #expect(lines("e\u{301}é,x", column: 4, length: 1, line: 7) == "7 | e\u{301}é,x\n  |    ^\n")
  }

  @Test("nothing in a file moves the cursor") func controlCharacters() {
    #expect(lines("a\tb\u{1b}[2J,x", column: 9, length: 1) == "14 | a\\tb\\u{1b}[2J,x\n   |               ^\n")
    #expect(lines("\"a\r\nb\",x", column: 7, length: 1).split(separator: "\n").count == 2)
  }

  @Test("a field of megabytes is not shown whole, and a place beyond the row stands at its end") func longRows() {
    let long = String(repeating: "a", count: 1_000_000) + "," + String(repeating: "b", count: 1_000_000)
    let shown = lines(long, column: 1_000_002, length: 1_000_000).split(separator: "\n")
    #expect(shown.allSatisfy { $0.count < 140 })
    #expect(shown[0].hasPrefix("14 | …aaa") && shown[0].hasSuffix("bbb…"))
    #expect(shown[1].hasSuffix("^^^"))
    #expect(lines("abc", column: 9, length: 1) == "14 | abc\n   |    ^\n")
    #expect(lines("", column: 1, length: 0) == "14 | \n   | ^\n")
  }

  @Test("progress says rows, speed, share and the time left") func progress() {
    #expect(
      ProgressLine.text(rows: 1_200_000, done: 60, total: 100, isWriting: false, elapsed: 3)
        == "1,200,000 rows · 400,000 rows/s · 60 % · 0:02 left")
    #expect(ProgressLine.text(rows: 999, done: 60, total: nil, isWriting: false, elapsed: 2) == "999 rows · 500 rows/s")
    #expect(
      ProgressLine.text(rows: 1000, done: 100, total: 100, isWriting: true, elapsed: 4)
        == "1,000 rows · 250 rows/s · writing")
    #expect(
      ProgressLine.text(pages: 8192, total: 20_000, isVerifying: false, elapsed: 2)
        == "8,192 of 20,000 pages · 40 % · 0:03 left")
    #expect(ProgressLine.text(pages: 0, total: 0, isVerifying: false, elapsed: 2) == "0 of 0 pages")
    #expect(
      ProgressLine.text(pages: 20_000, total: 20_000, isVerifying: true, elapsed: 5)
        == "20,000 of 20,000 pages · checking the copy")
    #expect(ProgressLine.duration(3725.2) == "1:02:06")
    #expect(ProgressLine.duration(.infinity) == "99:59:59")
  }
}
