import MarketModel
import MarketReports

/// A Vega-Lite 5 specification with its data inline; several charts stand below each other (`vconcat`).
/// - Throws: `RenderingError.noChart` when no report has one.
func renderVegaLite(_ documents: [ReportDocument]) throws -> String {
  let charts = documents.flatMap(\.charts)
  guard let first = charts.first else {
    throw RenderingError.noChart(format: .vegaLite, title: documents.first?.title ?? "")
  }
  let titles = documents.map { drawable($0.title) }.joined(separator: "; ")
  var fields = [
    // The version of the language, by which editors know it; nothing is fetched from there.
    JSONField("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
    JSONField("description", .string(titles)),
    JSONField("config", Vega.config),
  ]
  if charts.count == 1, case .object(let view) = Vega.view(first) {
    fields += view
  } else {
    fields += [JSONField("spacing", 36), JSONField("vconcat", .array(charts.map(Vega.view)))]
  }
  var writer = JSONWriter()
  writer.write(.object(fields))
  return writer.text + "\n"
}

/// Names for the parts of a specification. Each kind of chart has its view in a file of its own.
enum Vega {
  static func view(_ chart: Chart) -> JSONValue {
    switch chart.withDrawableNames {
    case .trend(let chart): trend(chart)
    case .share(let chart): chart.periods.count > 2 ? shareAreas(chart) : shareBars(chart)
    case .curve(let chart): curve(chart)
    case .triangle(let chart): triangle(chart)
    case .bars(let chart): bars(chart)
    }
  }

  static let width: JSONValue = 680
  static let height: JSONValue = 300

  static let config: JSONValue = [
    "background": "#ffffff", "font": "Inter, system-ui, 'Helvetica Neue', Arial, sans-serif", "view": ["stroke": nil],
    "axis": [
      "domainColor": "#8b949e", "gridColor": "#e2e6ea", "tickColor": "#8b949e", "labelColor": "#59626d",
      "titleColor": "#59626d",
      "titleFontWeight": "normal", "labelFontSize": 11, "titleFontSize": 11,
    ],
    "legend": ["title": nil, "labelFontSize": 12, "labelLimit": 260],
    "title": ["anchor": "start", "fontSize": 15, "color": "#1a1e23", "offset": 12],
  ]

  static func object(_ fields: JSONField...) -> JSONValue { .object(fields) }

  static func title(_ text: String) -> JSONField { JSONField("title", .string(text)) }
  static func data(_ rows: [JSONValue]) -> JSONField { JSONField("data", ["values": .array(rows)]) }
  static func filter(_ expression: String) -> JSONField { JSONField("transform", [["filter": .string(expression)]]) }

  /// The series in the order of the chart, in the colours of every other format.
  static func color(_ names: [String], legend: Bool = true) -> JSONValue {
    var seen: Set<String> = []
    let distinct = names.filter { seen.insert($0).inserted }
    let colors = distinct.indices.map { JSONValue.string(ChartColor.series($0).light) }
    return [
      "field": "series", "type": "nominal",
      "scale": ["domain": .array(distinct.map(JSONValue.string)), "range": .array(colors)],
      "legend": legend ? ["symbolOpacity": 1] : nil,
    ]
  }

  static func shape(_ names: [String]) -> JSONValue {
    let shapes = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "stroke", "wedge"]
    var seen: Set<String> = []
    let distinct = names.filter { seen.insert($0).inserted }
    let range = distinct.indices.map { JSONValue.string(shapes[$0 % shapes.count]) }
    return [
      "field": "series", "type": "nominal",
      "scale": ["domain": .array(distinct.map(JSONValue.string)), "range": .array(range)],
    ]
  }

  /// A claim as a row of data: its kind says what may be drawn of it.
  static func row(_ point: ChartPoint, style: FigureStyle, _ fields: [JSONField]) -> JSONValue? {
    var fields = fields
    func add(_ kind: String, value: Double? = nil, low: Double? = nil, high: Double? = nil) -> JSONValue {
      fields.append(JSONField("kind", .string(kind)))
      fields.append(JSONField("value", value.map(JSONValue.real) ?? .null))
      fields.append(JSONField("low", low.map(JSONValue.real) ?? .null))
      fields.append(JSONField("high", high.map(JSONValue.real) ?? .null))
      fields.append(JSONField("qualifier", point.qualifier.map { .string($0.code) } ?? .null))
      fields.append(JSONField("claim", .string(style.claim(point).joined)))
      return .object(fields)
    }
    switch point.form {
    case .gap, .undisclosed: return nil
    case .value(let value, let low, let high): return add("value", value: value, low: low ?? value, high: high ?? value)
    case .upper(let high): return add("upper", high: high)
    case .lower(let low): return add("lower", low: low)
    case .range(let low, let high): return add("range", low: low, high: high)
    }
  }

  /// How the ticks of a unit are written, in d3's notation.
  static func axis(_ style: FigureStyle) -> JSONValue {
    let title = style.axisCaption.map(JSONValue.string) ?? .null
    return style.isRatio ? ["format": ".1~%", "title": title] : ["format": "~s", "title": title]
  }

  static func field(_ name: String, _ type: String, _ more: JSONField...) -> JSONValue {
    .object([JSONField("field", .string(name)), JSONField("type", .string(type))] + more)
  }

  static let tooltip: JSONValue = [
    ["field": "series", "type": "nominal", "title": " "], ["field": "position", "type": "nominal", "title": "at"],
    ["field": "claim", "type": "nominal", "title": "claim"],
  ]

  /// One-sided marks and brackets over any two axes: a cap and an arrow for a bound, a rule with caps for a range.
  static func boundLayers(x: JSONValue, color: JSONValue) -> [JSONValue] {
    func layer(_ kind: String, _ mark: JSONValue, _ channels: [JSONField]) -> JSONValue {
      object(
        filter("datum.kind === '\(kind)'"), JSONField("mark", mark),
        JSONField(
          "encoding", .object([JSONField("x", x), JSONField("color", color), JSONField("tooltip", tooltip)] + channels))
      )
    }
    let low = JSONField("y", field("low", "quantitative"))
    let high = JSONField("y", field("high", "quantitative"))
    return [
      layer("upper", ["type": "tick", "orient": "horizontal", "size": 12, "thickness": 2, "opacity": 1], [high]),
      layer(
        "upper", ["type": "point", "shape": "triangle-down", "filled": true, "opacity": 1, "size": 45, "yOffset": 9],
        [high]),
      layer("lower", ["type": "tick", "orient": "horizontal", "size": 12, "thickness": 2, "opacity": 1], [low]),
      layer(
        "lower", ["type": "point", "shape": "triangle-up", "filled": true, "opacity": 1, "size": 45, "yOffset": -9],
        [low]),
      layer("range", ["type": "rule", "size": 2], [low, JSONField("y2", ["field": "high"])]),
      layer("range", ["type": "tick", "orient": "horizontal", "size": 10, "thickness": 2, "opacity": 1], [low]),
      layer("range", ["type": "tick", "orient": "horizontal", "size": 10, "thickness": 2, "opacity": 1], [high]),
    ]
  }
}
