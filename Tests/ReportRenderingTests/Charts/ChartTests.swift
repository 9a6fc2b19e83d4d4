import MarketModel
import MarketReports
import Testing

@testable import ReportRendering

@Suite struct SVGTests {
  private func elements(_ charts: Chart...) throws -> [DrawnElement] {
    let svg = try render([Samples.document("trend", "T", charts)], as: .svg, options: RenderingOptions())
    return try #require(DrawnElements.read(svg))
  }

  private func lines(_ elements: [DrawnElement], of name: String) -> [[(x: Double, y: Double)]] {
    elements.filter { $0.owner == name && $0.has("line") }.flatMap(\.subpaths)
  }

  @Test("a later period is further right and a larger value higher, in proportion")
  func positions() throws {
    let chart = Samples.trendChart
    let drawn = try elements(.trend(chart))
    let corners = try #require(lines(drawn, of: "Heron").first)
    let values = chart.lines[0].points.compactMap(\.value)
    #expect(corners.count == values.count)
    let step = corners[1].x - corners[0].x
    let scale = (corners[13].y - corners[0].y) / (values[13] - values[0])
    #expect(scale < 0)
    for index in corners.indices {
      #expect(abs(corners[index].x - (corners[0].x + Double(index) * step)) < 1)
      #expect(abs(corners[index].y - (corners[0].y + (values[index] - values[0]) * scale)) < 0.2)
    }
  }

  @Test("a forecast is dashed and hollow, and goes on from the last figure observed") func forecast() throws {
    let drawn = try elements(.trend(Samples.forecastChart))
    let observed = drawn.filter { $0.owner == "Heron" && $0.has("line") && !$0.has("forecast") }
    let ahead = drawn.filter { $0.owner == "Heron" && $0.has("forecast") }
    try #require(observed.count == 1 && ahead.count == 1)
    #expect(observed[0].attributes["stroke-dasharray"] == nil && ahead[0].attributes["stroke-dasharray"] == "6 5")
    let (solid, dashed) = (try #require(observed[0].subpaths.first), try #require(ahead[0].subpaths.first))
    #expect(solid.count == 11 && dashed.count == 4)
    #expect(try #require(solid.last) == (try #require(dashed.first)))
    let step = solid[1].x - solid[0].x
    // The periods that only planned events reach have a ground of their own behind it.
    #expect(drawn.contains { $0.has("ahead") && abs($0.number("x") - (solid[10].x + step / 2)) < 1 })
    #expect(drawn.contains { $0.text.contains("Dashed: the forecast") })
  }

  @Test("the band's edges are the interval's ends")
  func band() throws {
    let chart = Samples.trendChart
    let drawn = try elements(.trend(chart))
    let corners = try #require(lines(drawn, of: "Heron").first)
    let points = chart.lines[0].points
    let scale = (corners[13].y - corners[0].y) / ((points[13].value ?? 0) - (points[0].value ?? 0))
    let band = try #require(drawn.first { $0.owner == "Heron" && $0.has("band") }?.subpaths.first)
    #expect(band.count == 28)
    for index in 0..<14 {
      let middle = points[index].value ?? 0
      #expect(abs(band[index].y - corners[index].y - ((points[index].high ?? 0) - middle) * scale) < 0.2)
      #expect(abs(band[27 - index].y - corners[index].y - ((points[index].low ?? 0) - middle) * scale) < 0.2)
    }
  }

  @Test("a gap, a bound and a range break the line")
  func gaps() throws {
    let drawn = try elements(.trend(Samples.trendChart))
    #expect(lines(drawn, of: "Heron").map(\.count) == [14])
    #expect(lines(drawn, of: "Osprey").map(\.count) == [4, 6])
    #expect(lines(drawn, of: "Plover").map(\.count) == [7, 3])
  }

  @Test("a change of origin breaks the line and its band between two points") func originBreak() throws {
    var chart = Samples.trendChart
    chart.lines[0].breaks = [5]
    #expect(lines(try elements(.trend(chart)), of: "Heron").map(\.count) == [5, 9])
    #expect(try elements(.trend(chart)).count { $0.owner == "Heron" && $0.has("band") } == 2)
  }

  @Test("a bound is an arrow to its side, a range a bracket, and neither has a point")
  func bounds() throws {
    let drawn = try elements(.trend(Samples.trendChart))
    func count(_ name: String, _ style: String) -> Int { drawn.filter { $0.owner == name && $0.has(style) }.count }
    #expect(count("Osprey", "point") == 10)
    #expect(count("Osprey", "bound") == 1)
    #expect(count("Osprey", "range") == 1)
    #expect(count("Plover", "point") == 10)
    #expect(count("Plover", "bound") == 3)
    #expect(count("Heron", "bound") == 0)
    let arrows = drawn.filter { $0.owner == "Plover" && $0.has("bound") }.map(\.subpaths)
    try #require(arrows.count == 3)
    // Cap, shaft, head: "<500K" points down, ">1.2M" up.
    #expect(arrows[0][1][1].y > arrows[0][1][0].y)
    #expect(arrows[2][1][1].y < arrows[2][1][0].y)
    #expect(drawn.contains { $0.text == "Plover <500K" } == false)
    #expect(drawn.contains { $0.text == "Osprey <3M" })
  }

  @Test("planned events are dashed, occurred ones are not, and each lies at its date")
  func events() throws {
    let chart = Samples.trendChart
    let drawn = try elements(.trend(chart))
    let rules = drawn.filter { $0.has("rule") }
    #expect(rules.count == 5)
    #expect(rules.filter { $0.attributes["stroke-dasharray"] != nil }.count == 2)
    #expect(
      rules.filter { $0.groups.contains("event planned") }.allSatisfy { $0.attributes["stroke-dasharray"] != nil })
    let corners = try #require(lines(drawn, of: "Heron").first)
    let step = corners[1].x - corners[0].x
    // 2025-05-14 is day 14 of the fourth period.
    #expect(abs(rules[0].number("x1") - (corners[0].x - step / 2 + (3 + 13.5 / 31) * step)) < 0.5)
    #expect(rules.map { $0.number("x1") } == rules.map { $0.number("x1") }.sorted())
  }

  @Test("an event that lasts is a band from its first to its last day, or to the end of the axis; others have none")
  func lasting() throws {
    func event(_ id: Int64, _ from: String, _ to: String) -> EventMark {
      EventMark(
        id: id, type: "forecast", title: "Wait \(id)", status: "expected", effective: Samples.period("\(from)/\(to)"),
        lastDay: CalendarDay.parse(to), announcedOn: nil,
        subjects: [], source: "s", publishedOn: "2026-05-02")
    }
    var chart = Samples.trendChart
    #expect(try elements(.trend(chart)).filter { $0.has("lasts") }.isEmpty)
    chart.events = [chart.events[0], event(20, "2025-03-01", "2025-04-30"), event(21, "2026-01-01", "2026-12-31")]
    let drawn = try elements(.trend(chart))
    let bands = drawn.filter { $0.has("lasts") }
    try #require(bands.count == 2)
    let corners = try #require(lines(drawn, of: "Heron").first)
    let step = corners[1].x - corners[0].x
    let left = corners[0].x - step / 2
    // March is the second period, April the third; the axis has fourteen.
    #expect(abs(bands[0].number("x") - (left + (1 + 0.5 / 31) * step)) < 0.5)
    #expect(abs(bands[0].number("x") + bands[0].number("width") - (left + (2 + 29.5 / 30) * step)) < 0.5)
    #expect(abs(bands[1].number("x") + bands[1].number("width") - (left + 14 * step)) < 0.5)
    // Behind the lines, and in no way over what they say.
    let order = drawn.map { $0.has("lasts") ? "band" : $0.has("line") ? "line" : "" }
    #expect(try #require(order.lastIndex(of: "band")) < #require(order.firstIndex(of: "line")))
    #expect(drawn.contains { $0.text.contains("Grey band: an event that lasts.") })
  }

  @Test("labels of events and of lines cover neither each other nor a rule")
  func collisions() throws {
    try checkCollisions(extraEvents: 1)
    try checkCollisions(extraEvents: 4)
  }

  private func checkCollisions(extraEvents: Int) throws {
    var chart = Samples.trendChart
    chart.events += (0..<extraEvents).map { index in
      EventMark(
        id: Int64(20 + index), type: "launch", title: "Another release of Teal \(index)", status: "occurred",
        effective: Samples.period("2025-09-0\(index + 2)"), announcedOn: nil, subjects: [], source: "s",
        publishedOn: "2026-05-02")
    }
    chart.lines += (0..<8).map { LineChart.Line(name: "Close \($0)", points: chart.lines[0].points) }
    for width in [350.0, 760] {
      let drawing = draw(.trend(chart), in: ChartFrame(width: width, showsTitle: true))
      let drawn = try #require(DrawnElements.read("<svg>\(drawing.body)</svg>"))
      var boxes: [(left: Double, right: Double, top: Double, bottom: Double)] = []
      for text in drawn where text.name == "text" {
        let size = text.number("font-size")
        let wide = textWidth(text.text, size: size) / 1.12
        let anchor = text.attributes["text-anchor"] ?? "start"
        let left = text.number("x") - (anchor == "end" ? wide : anchor == "middle" ? wide / 2 : 0)
        boxes.append((left, left + wide, text.number("y") - size * 0.7, text.number("y")))
      }
      for (index, one) in boxes.enumerated() {
        #expect(one.left >= -1 && one.right <= width + 1)
        for other in boxes[(index + 1)...] {
          #expect(
            !(one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1
              && other.top < one.bottom - 1))
        }
        // Numbers stand in discs that cover the rules behind them; titles have no ground of their own.
        for rule in drawn where rule.has("rule") && width > 400 && extraEvents == 1 {
          let x = rule.number("x1")
          #expect(
            !(one.left < x - 1 && x + 1 < one.right && rule.number("y1") < one.top && one.bottom < rule.number("y2")))
        }
      }
    }
  }

  @Test("areas stack to the sum of the shares and leave a hole where a period has none")
  func areas() throws {
    let chart = Samples.shareOverTime
    let drawn = try elements(.share(chart))
    let grid = drawn.filter { $0.has("grid") }.map { $0.number("y1") }
    let zero = grid.max() ?? 0
    let whole = zero - (grid.min() ?? 0)
    for member in chart.members {
      let areas = drawn.filter { $0.owner == member.name && $0.has("area") }
      #expect(areas.map { ($0.subpaths.first ?? []).count } == [10, 12])
      let corners = areas[0].subpaths[0]
      for index in 0..<5 {
        let share = (corners[9 - index].y - corners[index].y) / whole
        #expect(abs(share - (member.shares[index].value ?? 0)) < 0.002)
      }
    }
    let top = try #require(drawn.last { $0.has("area") }?.subpaths.first)
    for corner in top.prefix(6) { #expect(abs(corner.y - (zero - whole)) < 0.2) }
  }

  @Test("a bar is as long as its share, its whisker as wide as the interval")
  func shareBars() throws {
    guard case .share(let chart) = Samples.kuaishouShare.charts[0] else { return }
    let drawn = try elements(.share(chart))
    let bars = drawn.filter { $0.has("bar") }
    #expect(bars.count == 2)
    #expect(abs(bars[0].number("width") / bars[1].number("width") - 0.624 / 0.376) < 0.01)
    let whisker = try #require(drawn.first { $0.has("whisker") }?.subpaths[1])
    let unit = bars[0].number("width") / 0.624
    #expect(abs(whisker[0].x - bars[0].number("x") - 0.62 * unit) < 0.3)
    #expect(abs(whisker[1].x - bars[0].number("x") - 0.628 * unit) < 0.3)
    #expect(drawn.contains { $0.text == "62.4% [62.0–62.8]" })
  }

  @Test("with two periods the earlier bar is paler, and a bound has no bar")
  func twoPeriods() throws {
    let drawn = try elements(.share(Samples.shareTwoPeriods))
    let bars = drawn.filter { $0.has("bar") }
    #expect(bars.map { $0.attributes["opacity"] != nil } == [true, false, true, false])
    #expect(drawn.filter { $0.owner == "Plover" && $0.has("bar") }.isEmpty)
    #expect(drawn.filter { $0.owner == "Plover" && $0.has("bound") }.count == 1)
  }

  @Test("the fit is solid to the last observed age and dashed beyond, without a break")
  func curve() throws {
    let drawn = try elements(.curve(Samples.curve))
    let fitted = try #require(drawn.first { $0.owner == "High End" && $0.has("fitted") })
    let ahead = try #require(drawn.first { $0.owner == "High End" && $0.has("extrapolated") })
    #expect(fitted.attributes["stroke-dasharray"] == nil)
    #expect(ahead.attributes["stroke-dasharray"] != nil)
    #expect(fitted.subpaths[0].last?.x == ahead.subpaths[0].first?.x)
    #expect(fitted.subpaths[0].last?.y == ahead.subpaths[0].first?.y)
    #expect(drawn.filter { $0.owner == "High End" && $0.has("point") }.count == 8)
    #expect(drawn.filter { $0.owner == "Sora Pro" }.filter { $0.has("point") || $0.has("line") }.isEmpty)
    #expect(drawn.filter { $0.owner == "Sora Pro" && $0.has("bound") }.count == 1)
  }

  @Test("the heat table has a cell per known figure, more intense the more remain, and blanks elsewhere")
  func triangle() throws {
    let chart = Samples.triangle
    let drawn = try elements(.triangle(chart))
    #expect(drawn.filter { $0.has("cell") }.count == 28)
    let first = drawn.filter { $0.owner == "2025-09" && $0.has("cell") }
    let steps = first.compactMap { cell in (0...8).first { cell.has("f-h\($0)") } }
    #expect(steps.count == 7)
    #expect(steps == steps.sorted(by: >))
    #expect(drawn.filter { $0.owner == "2026-03" && $0.has("cell") }.count == 1)
  }

  @Test("a negative bar lies left of zero, a missing figure has none")
  func bars() throws {
    let drawn = try elements(.bars(Samples.bars))
    let zero = try #require(drawn.first { $0.has("grid") && $0.has("s-axis") }?.number("x1"))
    let bars = drawn.filter { $0.has("bar") }
    #expect(bars.count == 3)
    #expect(abs(bars[0].number("x") - zero) < 0.2)
    #expect(abs(bars[2].number("x") + bars[2].number("width") - zero) < 0.2)
    #expect(drawn.contains { $0.owner == "Dunlin" && $0.text == "n/d" })
  }

  @Test("a picture says what it is and asks nothing of anybody")
  func accessible() throws {
    let svg = try render([Samples.trend], as: .svg, options: RenderingOptions())
    let drawn = try #require(DrawnElements.read(svg))
    #expect(drawn[0].attributes["role"] == "img")
    #expect(drawn.contains { $0.name == "desc" && $0.text.contains("Heron 7.8M; Osprey <3M; Plover 2.2M") })
    #expect(svg.components(separatedByHost: "://") == ["http://www.w3.org/2000/svg"])
    #expect(!svg.contains("href") && !svg.contains("@import") && !svg.contains("url("))
  }

  @Test("a report without a chart cannot be a picture")
  func noChart() {
    let document = ReportDocument(report: "sql", title: "select 1", columns: [], rows: [])
    for format in [OutputFormat.svg, .vegaLite] {
      #expect(throws: RenderingError.noChart(format: format, title: "select 1")) {
        try render([document], as: format, options: RenderingOptions())
      }
    }
  }

  @Test("names of bars are whole where a third of the width holds them", arguments: [350.0, 760])
  func barNames(width: Double) throws {
    let names = ["Kling AI", "Sora mau / active_users", "i", "WWWWWWWW"]
    let bars = names.map { BarChart.Bar(name: $0, point: Samples.value(3)) }
    let drawing = draw(
      .bars(BarChart(title: "T", unit: .metric(.count), bars: bars)), in: ChartFrame(width: width, showsTitle: true))
    let drawn = try #require(DrawnElements.read("<svg>\(drawing.body)</svg>"))
    for name in names { #expect(drawn.contains { $0.name == "text" && $0.text == name }, "\(name)") }
  }

  @Test("empty and degenerate charts are drawn without a trap")
  func degenerate() throws {
    let nothing = ChartPoint.gap
    let huge = ChartPoint(value: 1e300, low: -1e300, high: .infinity, qualifier: .eq)
    let periods = Samples.months("2026-03", 1)
    let undated = ["../2026-04-02", "../2026-04-09"].compactMap(Samples.period)
    let charts: [Chart] = [
      .trend(LineChart(title: "", unit: .persons, currency: nil, periods: [], lines: [], events: Samples.events)),
      .trend(
        LineChart(
          title: "", unit: .currency, currency: "USD", periods: periods, lines: [.init(name: "a", points: [nothing])],
          events: [])),
      .trend(
        LineChart(
          title: "", unit: .score, currency: nil, periods: undated, lines: [.init(name: "a", points: [huge, huge])],
          events: Samples.events)),
      .trend(
        LineChart(
          title: "", unit: .persons, currency: nil, periods: periods, lines: [.init(name: "a", points: [])],
          events: Samples.events)),
      .trend(
        LineChart(
          title: "", unit: .persons, currency: nil, periods: periods,
          lines: [.init(name: "a", points: [Samples.value(7.8e6)])],
          events: Samples.events)),
      .share(ShareChart(title: "", periods: [], members: [], events: [])),
      .share(
        ShareChart(
          title: "", periods: Samples.months("2026-01", 3), members: [.init(name: "a", shares: [])], events: [])),
      .curve(CurveChart(title: "", curves: [])),
      .curve(
        CurveChart(
          title: "", curves: [.init(name: "a", observed: [.init(day: .nan, point: huge)], fitted: [], extrapolated: [])]
        )),
      .triangle(TriangleChart(title: "", days: [], cohorts: [])),
      .triangle(
        TriangleChart(
          title: "", days: Array(0..<400), cohorts: [.init(name: "c", size: nil, cells: [Samples.value(0.5)])])),
      .bars(BarChart(title: "", unit: .days, bars: [])),
      .bars(BarChart(title: "", unit: .metric(.ratio), bars: [.init(name: "", point: huge)])),
    ]
    for chart in charts {
      let document = Samples.document("x", "x", [chart])
      #expect(DrawnElements.read(try render([document], as: .svg, options: RenderingOptions())) != nil)
      for format in [OutputFormat.html, .vegaLite, .table] {
        for width in [24, 80] {
          _ = try render([document], as: format, options: RenderingOptions(width: width, chart: true))
        }
      }
    }
  }
}

extension String {
  /// Every address in a text.
  fileprivate func components(separatedByHost sign: String) -> [String] {
    var found: [String] = []
    for part in split(whereSeparator: { "\"'<>() ".contains($0) }) where part.contains(sign) {
      found.append(String(part))
    }
    return found
  }
}
