import MarketModel
import MarketReports

extension Vega {
  static func curve(_ chart: CurveChart) -> JSONValue {
    let style = FigureStyle.ratio
    var rows: [JSONValue] = []
    for curve in chart.curves {
      for (part, days) in [
        ("observed", curve.observed), ("fitted", curve.fitted), ("extrapolated", curve.extrapolated),
      ] {
        for day in days where day.day.isFinite {
          let fields = [
            JSONField("series", .string(curve.name)), JSONField("part", .string(part)),
            JSONField("day", .real(day.day)),
            JSONField("position", .string("day " + style.plain(day.day, decimals: 1))),
          ]
          if let row = row(day.point, style: style, fields) { rows.append(row) }
        }
      }
    }
    let names = chart.curves.map(\.name)
    let color = color(names)
    let x = field("day", "quantitative", JSONField("axis", ["title": "days since the start", "grid": false]))
    let highest =
      chart.curves.flatMap { ($0.observed + $0.fitted + $0.extrapolated).flatMap(\.point.extent) }.max() ?? 1
    let scale: JSONValue = highest > 0.5 && highest < 1.02 ? ["domain": [0, 1]] : ["zero": true, "nice": true]
    let y = field(
      "value", "quantitative", JSONField("scale", scale),
      JSONField("axis", ["format": ".1~%", "title": "still active"]))
    func line(_ part: String, _ mark: JSONValue) -> JSONValue {
      object(
        filter("datum.part === '\(part)' && datum.kind === 'value'"), JSONField("mark", mark),
        JSONField("encoding", ["x": x, "y": y, "color": color]))
    }
    let layers: [JSONValue] =
      [
        line("fitted", ["type": "line", "strokeWidth": 2.2]),
        line("extrapolated", ["type": "line", "strokeWidth": 2, "strokeDash": [6, 5]]),
        object(
          filter("datum.part === 'observed' && datum.kind === 'value' && datum.high > datum.low"),
          JSONField("mark", ["type": "rule", "size": 1.2]),
          JSONField("encoding", ["x": x, "y": field("low", "quantitative"), "y2": ["field": "high"], "color": color])),
        object(
          filter("datum.part === 'observed' && datum.kind === 'value'"),
          JSONField("mark", ["type": "point", "size": 46, "filled": true, "opacity": 1]),
          JSONField("encoding", ["x": x, "y": y, "color": color, "shape": shape(names), "tooltip": tooltip])),
      ] + boundLayers(x: x, color: color)
    return object(
      title(chart.title), JSONField("width", width), JSONField("height", height), data(rows),
      JSONField("layer", .array(layers)))
  }

  static func triangle(_ chart: TriangleChart) -> JSONValue {
    let style = FigureStyle.ratio
    var rows: [JSONValue] = []
    for cohort in chart.cohorts {
      for (index, point) in cohort.cells.enumerated() where chart.days.indices.contains(index) {
        let fields = [
          JSONField("series", .string(cohort.name)), JSONField("size", cohort.size.map(JSONValue.integer) ?? .null),
          JSONField("position", .string("D\(chart.days[index])")),
          JSONField("level", point.level.map(JSONValue.real) ?? .null),
        ]
        if let row = row(point, style: style, fields) { rows.append(row) }
      }
    }
    let x = field(
      "position", "ordinal", JSONField("sort", .array(chart.days.map { .string("D\($0)") })),
      JSONField("axis", ["orient": "top", "title": nil, "labelAngle": 0, "domain": false, "ticks": false]))
    let y = field(
      "series", "ordinal", JSONField("sort", .array(chart.cohorts.map { .string($0.name) })),
      JSONField("axis", ["title": nil, "domain": false, "ticks": false, "labelLimit": 220]))
    let shades = ChartPalette.heat.map { JSONValue.string($0.light) }
    return object(
      title(chart.title), JSONField("width", ["step": 56]), JSONField("height", ["step": 28]), data(rows),
      JSONField("encoding", ["x": x, "y": y, "tooltip": tooltip]),
      JSONField(
        "layer",
        [
          object(
            JSONField("mark", ["type": "rect", "stroke": "#ffffff", "strokeWidth": 2]),
            JSONField(
              "encoding",
              [
                "color": field(
                  "level", "quantitative", JSONField("scale", ["domain": [0, 1], "range": .array(shades)]),
                  JSONField("legend", nil))
              ])),
          object(
            JSONField("mark", ["type": "text", "fontSize": 11]),
            JSONField(
              "encoding",
              [
                "text": field("claim", "nominal"),
                "color": ["condition": ["test": "datum.level > 0.6", "value": "#ffffff"], "value": "#12263a"],
              ])),
        ]))
  }
}
