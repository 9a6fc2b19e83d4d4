import MarketModel
import MarketReports

extension Vega {
  private static func claim(_ point: ChartPoint) -> JSONField {
    JSONField(
      "claim", .string(FigureStyle.ratio.percent(point.value, low: point.low, high: point.high).joined))
  }

  /// Where a bar's figure is written: right of everything drawn, and of zero.
  private static func end(of point: ChartPoint) -> JSONField {
    JSONField("end", .real(max(0, point.extent.max() ?? 0)))
  }

  static func shareAreas(_ chart: ShareChart) -> JSONValue {
    let isDated = chart.periods.allSatisfy { middle($0) != nil }
    var rows: [JSONValue] = []
    for (order, member) in chart.members.enumerated() {
      let stretches = runs(member.shares, breaks: chart.breaks)
      for (index, point) in member.shares.enumerated() where chart.periods.indices.contains(index) {
        guard case .value(let value, let low, let high) = point.form,
          let run = stretches.firstIndex(where: { $0.contains(index) })
        else {
          continue
        }
        rows.append(
          .object(
            position(chart.periods[index]) + [
              JSONField("series", .string(member.name)), JSONField("order", .integer(Int64(order))),
              JSONField("run", .integer(Int64(run))),
              JSONField("share", .real(value)), JSONField("low", low.map(JSONValue.real) ?? .null),
              JSONField("high", high.map(JSONValue.real) ?? .null), claim(point),
            ]))
      }
    }
    // A run has an area of its own, so that a period without shares leaves a hole and is not bridged.
    let last = rows.isEmpty ? -1 : chart.members.map { runs($0.shares, breaks: chart.breaks).count }.max() ?? 0
    let x = timeAxis(isDated: isDated, periods: chart.periods)
    var layers: [JSONValue] = (0..<max(0, last)).map { run in
      object(
        filter("datum.run === \(run)"), JSONField("mark", ["type": "area", "stroke": "#ffffff", "strokeWidth": 1]),
        JSONField(
          "encoding",
          [
            "x": x,
            "y": field(
              "share", "quantitative", JSONField("stack", "zero"), JSONField("scale", ["domain": [0, 1]]),
              JSONField("axis", ["format": ".0%", "title": nil])),
            "color": color(chart.members.map(\.name)), "order": field("order", "ordinal"), "tooltip": tooltip,
          ]))
    }
    if isDated { layers += eventLayers(chart.events, periods: chart.periods, height: 300) }
    return object(
      title(chart.title), JSONField("width", width), JSONField("height", height), data(rows),
      JSONField("layer", .array(layers)))
  }

  static func shareBars(_ chart: ShareChart) -> JSONValue {
    var rows: [JSONValue] = []
    for member in chart.members {
      for (index, point) in member.shares.enumerated() where chart.periods.indices.contains(index) {
        let fields = position(chart.periods[index]) + [JSONField("series", .string(member.name))]
        if case .object(var row)? = row(point, style: FigureStyle.ratio, fields),
          let place = row.firstIndex(where: { $0.name == "claim" })
        {
          row[place] = claim(point)
          row.append(end(of: point))
          rows.append(.object(row))
        }
      }
    }
    return barView(
      title: chart.title, rows: rows, names: chart.members.map(\.name), periods: chart.periods.map(\.label),
      style: FigureStyle.ratio)
  }

  static func bars(_ chart: BarChart) -> JSONValue {
    let style = FigureStyle(unit: chart.unit)
    let rows = chart.bars.compactMap { bar in
      row(
        bar.point, style: style,
        [JSONField("series", .string(bar.name)), JSONField("position", ""), end(of: bar.point)])
    }
    return barView(title: chart.title, rows: rows, names: chart.bars.map(\.name), periods: [], style: style)
  }

  /// Horizontal bars with whiskers; a bound is a cap with an arrow and no bar.
  private static func barView(title: String, rows: [JSONValue], names: [String], periods: [String], style: FigureStyle)
    -> JSONValue
  {
    var seen: Set<String> = []
    let distinct = names.filter { seen.insert($0).inserted }
    let y = field(
      "series", "nominal", JSONField("sort", .array(distinct.map(JSONValue.string))),
      JSONField("axis", ["title": nil, "labelLimit": 220]))
    let offset: [JSONField] =
      periods.count > 1
      ? [JSONField("yOffset", field("position", "nominal", JSONField("sort", .array(periods.map(JSONValue.string)))))]
      : []
    let color: JSONValue =
      periods.isEmpty ? ["value": .string(ChartColor.series(0).light)] : color(names, legend: false)
    func layer(_ test: String, _ mark: JSONValue, _ channels: [JSONField]) -> JSONValue {
      object(
        filter(test), JSONField("mark", mark),
        JSONField("encoding", .object([JSONField("y", y)] + offset + channels + [JSONField("tooltip", tooltip)])))
    }
    var axis = axis(style)
    if case .object(let fields) = axis { axis = .object(fields + [JSONField("tickCount", 6)]) }
    let x = field("value", "quantitative", JSONField("axis", axis))
    let low = JSONField("x", field("low", "quantitative"))
    let high = JSONField("x", field("high", "quantitative"))
    let pale: JSONValue =
      periods.count > 1
      ? [
        "condition": ["test": ["field": "position", "equal": .string(periods[periods.count - 1])], "value": 1],
        "value": 0.45,
      ]
      : ["value": 1]
    let arrow = JSONField("color", color)
    let layers: [JSONValue] =
      [
        layer(
          "datum.kind === 'value'", ["type": "bar"],
          [JSONField("x", x), JSONField("color", color), JSONField("opacity", pale)]),
        layer(
          "(datum.kind === 'value' || datum.kind === 'range') && datum.high > datum.low",
          ["type": "rule", "color": "#1a1e23", "size": 1.4],
          [low, JSONField("x2", ["field": "high"])]),
        layer(
          "datum.kind === 'upper'", ["type": "tick", "orient": "vertical", "thickness": 2, "opacity": 1],
          [high, arrow]),
        layer(
          "datum.kind === 'upper'",
          ["type": "point", "shape": "triangle-left", "filled": true, "opacity": 1, "size": 60, "xOffset": -8],
          [high, arrow]),
        layer(
          "datum.kind === 'lower'", ["type": "tick", "orient": "vertical", "thickness": 2, "opacity": 1], [low, arrow]),
        layer(
          "datum.kind === 'lower'",
          ["type": "point", "shape": "triangle-right", "filled": true, "opacity": 1, "size": 60, "xOffset": 8],
          [low, arrow]),
      ]
      + ["lower", "other"].map { kind in
        layer(
          "(datum.kind === 'lower') === \(kind == "lower")",
          ["type": "text", "align": "left", "dx": kind == "lower" ? 18 : 6, "fontSize": 11, "color": "#1a1e23"],
          [JSONField("x", field("end", "quantitative")), JSONField("text", field("claim", "nominal"))])
      }
    return object(
      Vega.title(title), JSONField("width", width), JSONField("height", ["step": periods.count > 1 ? 20 : 28]),
      data(rows),
      JSONField("layer", .array(layers)))
  }
}
