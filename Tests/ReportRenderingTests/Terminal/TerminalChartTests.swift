import MarketReports
import Testing

@testable import ReportRendering

@Suite struct TerminalChartTests {
  @Test("charts keep within the width, in Unicode and in ASCII", arguments: [24, 40, 80, 140])
  func width(columns: Int) throws {
    for document in Samples.gallery {
      for chart in document.charts {
        for ascii in [false, true] {
          let lines = terminalChart(chart, options: RenderingOptions(width: columns, chart: true, ascii: ascii))
          #expect(!lines.isEmpty)
          for line in lines {
            #expect(displayWidth(line) <= columns, "\(line)")
            if ascii, document != Samples.hostile { #expect(line.unicodeScalars.allSatisfy { $0.isASCII }, "\(line)") }
          }
        }
      }
    }
  }

  @Test("a higher value is on a higher row, and a bound is an arrow")
  func rows() throws {
    let lines = terminalChart(.trend(Samples.trendChart), options: RenderingOptions(width: 100, ascii: true))
    let plot = lines.drop { !$0.contains("8M") }.prefix { !$0.contains("+---") }.map(Array.init)
    func row(of sign: Character, from column: Int, to end: Int) -> Int? {
      plot.firstIndex { line in line.indices.contains { (column..<end).contains($0) && line[$0] == sign } }
    }
    let early = try #require(row(of: "o", from: 4, to: 12))
    let late = try #require(row(of: "o", from: 70, to: 84))
    #expect(late < early)
    #expect(plot.contains { $0.contains("v") })
    #expect(plot.contains { $0.contains("^") })
  }

  @Test("a forecast has hollow marks") func forecast() throws {
    let lines = terminalChart(.trend(Samples.forecastChart), options: RenderingOptions(width: 100))
    let plot = lines.prefix { !$0.contains("└") }.joined()
    #expect(plot.count { $0 == "○" } == 3 && plot.count { $0 == "●" } == 11)
  }

  @Test("stacked rows are as long as the shares add up to, and blank where there are none")
  func shares() throws {
    let lines = terminalChart(.share(Samples.shareOverTime), options: RenderingOptions(width: 109, ascii: true))
    let row = try #require(lines.first { $0.hasPrefix("2026-03") })
    #expect(row.filter { $0 == "#" }.count == 60)
    #expect(row.filter { $0 == "=" }.count == 17)
    #expect(lines.contains("2025-09"))
  }

  @Test("only colour adds escape codes, and taking them out gives the same drawing")
  func color() throws {
    for document in Samples.gallery {
      for chart in document.charts {
        let plain = terminalChart(chart, options: RenderingOptions(width: 80))
        let colored = terminalChart(chart, options: RenderingOptions(width: 80, color: true)).map { line in
          var text = ""
          var isCode = false
          for character in line {
            if character == "\u{1b}" { isCode = true }
            if !isCode { text.append(character) }
            if isCode, character == "m" { isCode = false }
          }
          return trimmedEnd(text)
        }
        #expect(plain.map(trimmedEnd) == colored)
      }
    }
  }
}
