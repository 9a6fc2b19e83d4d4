import MarketReports
import Testing

@testable import ReportRendering

@Suite struct TableTests {
  @Test("the table shows shares with their intervals, the totals, the source and the notes")
  func share() throws {
    let text = try render([Samples.kuaishouShare], as: .table, options: RenderingOptions())
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "Share of summed MAU, Kling AI and Sora, 2026-03")
    #expect(lines[2] == "Period   Product    MAU              Share  Measured by")
    #expect(lines[4] == "2026-03  Kling AI  7.8M  62.4% [62.0–62.8]  Sensor Tower")
    #expect(lines[5] == "2026-03  Sora      4.7M  37.6% [37.2–38.0]  Sensor Tower")
    #expect(lines.contains("[1] Intelligence Brief, 2026-04-02: Ai Models Market Brief · measured by Sensor Tower"))
  }

  @Test("a narrow terminal cuts names, never figures, and no line is wider", arguments: [30, 40, 60, 80])
  func narrow(width: Int) throws {
    for document in [Samples.kuaishouShare, Samples.trend, Samples.hostile] {
      let text = try render([document], as: .table, options: RenderingOptions(width: width))
      for line in text.split(separator: "\n") { #expect(displayWidth(String(line)) <= width, "\(line)") }
    }
    let text = try render([Samples.kuaishouShare], as: .table, options: RenderingOptions(width: width))
    #expect(text.contains("62.4% [62.0–62.8]"))
  }

  @Test("figures end at the same column, their intervals apart")
  func alignment() throws {
    let text = try render([Samples.trend], as: .table, options: RenderingOptions())
    let lines = text.split(separator: "\n").map(String.init)
    let columns = lines.filter { $0.contains("%") && $0.hasPrefix("20") }.compactMap { line in
      line.firstIndex(of: "%").map { displayWidth(String(line[..<$0])) }
    }
    #expect(columns.count > 20)
    #expect(Set(columns).count == 1)
  }

  @Test("planned events look different from occurred ones and keep their precision")
  func eventMarks() throws {
    let text = try render([Samples.trend], as: .table, options: RenderingOptions())
    #expect(text.contains("● 2025-12-02      Osprey announces its shutdown\n"))
    #expect(text.contains("○ 2026-04-26      Osprey app closes · planned, announced 2025-12-02\n"))
    #expect(text.contains("○ 2026-06         Osprey API closes · planned"))
    #expect(text.contains("○ date not known  Plover is said to raise a round · rumoured"))
  }

  @Test("rows point to their source when there are several")
  func footnotes() throws {
    let text = try render([Samples.trend], as: .table, options: RenderingOptions())
    #expect(text.split(separator: "\n").contains { $0.contains("Plover") && $0.hasSuffix("[2]") })
    #expect(text.split(separator: "\n").contains { $0.contains("Heron") && $0.hasSuffix("[1]") })
  }

  @Test("no escape code without colour, and names cannot bring their own")
  func escapes() throws {
    for document in [Samples.hostile, Samples.trend] {
      let text = try render([document], as: .table, options: RenderingOptions(chart: true))
      #expect(
        !text.unicodeScalars.contains {
          ($0.value < 0x20 && $0 != "\n") || (0x7f...0x9f).contains($0.value) || isInvisibleControl($0)
        })
    }
    let colored = try render([Samples.hostile], as: .table, options: RenderingOptions(color: true))
    #expect(colored.contains("\u{1b}[1m"))
    #expect(!colored.contains("\u{1b}[31mred"))
    #expect(colored.contains("\\u{1b}[31mred"))
  }

  @Test("ascii keeps the program's own signs to ASCII")
  func ascii() throws {
    let text = try render(
      [Samples.kuaishouShare, Samples.trend], as: .table, options: RenderingOptions(width: 90, chart: true, ascii: true)
    )
    let own = text.split(separator: "\n").filter { !$0.contains("HHI") }.joined()
    #expect(own.unicodeScalars.allSatisfy { $0.isASCII })
  }
}

@Suite struct MarkdownTests {
  @Test("a markdown table has as many cells in every row, whatever the names hold")
  func cells() throws {
    let text = try render([Samples.hostile], as: .markdown, options: RenderingOptions())
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == Samples.hostileNames.count + 2)
    for row in rows {
      var bars = 0
      var escaped = false
      for character in row {
        if character == "|", !escaped { bars += 1 }
        escaped = character == "\\" && !escaped
      }
      #expect(bars == 3, "\(row)")
    }
    #expect(text.firstRange(of: "Run it again").map { !text[..<$0.lowerBound].contains("<script>") } == true)
  }

  @Test("several reports get a contents list")
  func contents() throws {
    let text = try render(
      [Samples.kuaishouShare, Samples.trend], as: .markdown, options: RenderingOptions(generatedOn: "2026-05-10"))
    #expect(text.hasPrefix("# Market brief\n\nGenerated on 2026-05-10."))
    #expect(text.contains("1. [Share of summed MAU, Kling AI and Sora, 2026-03](#report-1)"))
    #expect(text.contains("\n## MAU of Heron, Osprey and Plover, 2025-02 to 2026-03\n"))
    #expect(text.contains("tidemark share 'Kling AI' Sora --from 2026-03 --to 2026-03\n```"))
  }

  @Test("the command is quoted as a shell reads it back")
  func quoting() throws {
    #expect(
      shellCommand(["tidemark", "share", "Kling AI", "it's", "", "a=b", "$x"])
        == "tidemark share 'Kling AI' 'it'\\''s' '' a=b '$x'")
    // a mark that joins the quote before it
    let words = Samples.hostileNames.filter { !$0.contains("\u{0}") } + ["a'\u{301}b"]
    let outcome = try Tools.run("/bin/bash", ["-c", "printf '%s\\x1f' " + shellCommand(words)])
    #expect(outcome.output == words.map { $0 + "\u{1f}" }.joined())
  }
}
