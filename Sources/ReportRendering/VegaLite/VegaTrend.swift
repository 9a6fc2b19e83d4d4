import MarketModel
import MarketReports

extension Vega {
  static func trend(_ chart: LineChart) -> JSONValue {
    let style = FigureStyle(unit: chart.unit, currency: chart.currency)
    let names = chart.lines.map(\.name)
    let isDated = chart.periods.allSatisfy { middle($0) != nil }
    var rows: [JSONValue] = []
    for line in chart.lines {
      // Runs are numbered, and a line or a band joins one run only: gaps and bounds break it.
      let stretches = line.runs
      for (index, point) in line.points.enumerated() where chart.periods.indices.contains(index) {
        let run = stretches.firstIndex { $0.contains(index) } ?? -1
        let fields =
          position(chart.periods[index]) + [
            JSONField("series", .string(line.name)), JSONField("run", .integer(Int64(run))),
            JSONField("part", line.isForecast(index) ? "forecast" : "observed"),
          ]
        if let row = row(point, style: style, fields) { rows.append(row) }
      }
      for run in stretches.indices {
        // The dashed line begins at the last figure observed, which its own part of the data repeats.
        guard let first = line.parts(of: stretches[run]).forecast.first, !line.isForecast(first) else { continue }
        let fields =
          position(chart.periods[first]) + [
            JSONField("series", .string(line.name)), JSONField("run", .integer(Int64(run))),
            JSONField("part", "join"),
          ]
        if let row = row(line.points[first], style: style, fields) { rows.append(row) }
      }
    }
    let x = timeAxis(isDated: isDated, periods: chart.periods)
    let color = color(names)
    let zero = valueAxis(chart.lines.flatMap(\.points), count: 5).startsAtZero
    let y = field(
      "value", "quantitative", JSONField("scale", ["zero": .bool(zero), "nice": true]), JSONField("axis", axis(style)))
    let detail: JSONValue = [["field": "series"], ["field": "run"]]
    var layers: [JSONValue] = [
      object(
        filter("datum.kind === 'value' && datum.part !== 'join' && datum.high > datum.low"),
        JSONField("mark", ["type": "area", "opacity": 0.18]),
        JSONField(
          "encoding",
          [
            "x": x, "y": field("low", "quantitative", JSONField("scale", ["zero": .bool(zero)])),
            "y2": ["field": "high"], "color": color,
            "detail": detail,
          ])),
      object(
        filter("datum.kind === 'value' && datum.part === 'observed'"),
        JSONField("mark", ["type": "line", "strokeWidth": 2.2]),
        JSONField("encoding", ["x": x, "y": y, "color": color, "detail": detail])),
      object(
        filter("datum.kind === 'value' && datum.part === 'observed' && datum.qualifier !== 'approx'"),
        JSONField("mark", ["type": "point", "size": 42, "filled": true, "opacity": 1]),
        JSONField("encoding", ["x": x, "y": y, "color": color, "shape": shape(names), "tooltip": tooltip])),
      object(
        filter(
          "datum.kind === 'value' && datum.part !== 'join' && (datum.part === 'forecast' || datum.qualifier === "
            + "'approx')"
        ),
        JSONField(
          "mark", ["type": "point", "size": 46, "filled": true, "opacity": 1, "fill": "#ffffff", "strokeWidth": 1.8]),
        JSONField("encoding", ["x": x, "y": y, "stroke": color, "shape": shape(names), "tooltip": tooltip])),
    ]
    if chart.lines.contains(where: { $0.forecastFrom != nil }) {
      layers.append(
        object(
          filter("datum.kind === 'value' && datum.part !== 'observed'"),
          JSONField("mark", ["type": "line", "strokeWidth": 2, "strokeDash": [6, 5]]),
          JSONField("encoding", ["x": x, "y": y, "color": color, "detail": detail])))
    }
    layers += boundLayers(x: x, color: color)
    if isDated { layers += eventLayers(chart.events, periods: chart.periods, height: 300) }
    return object(
      title(chart.title), JSONField("width", width), JSONField("height", height), data(rows),
      JSONField("layer", .array(layers)))
  }

  /// The day in the middle of a period, for an axis of time.
  static func middle(_ period: Period) -> String? {
    period.start.map { $0.adding(days: $0.days(to: period.end) / 2).description }
  }

  static func position(_ period: Period) -> [JSONField] {
    [JSONField("position", .string(period.label)), JSONField("date", middle(period).map(JSONValue.string) ?? .null)]
  }

  static func timeAxis(isDated: Bool, periods: [Period]) -> JSONValue {
    guard isDated else {
      return field(
        "position", "ordinal", JSONField("sort", .array(periods.map { .string($0.label) })), JSONField("title", nil))
    }
    return [
      "field": "date", "type": "temporal", "scale": ["type": "utc"],
      "axis": [
        "title": nil, "grid": false, "labelOverlap": true, "tickCount": .integer(Int64(min(12, max(2, periods.count)))),
      ],
    ]
  }

  /// A rule per event, dashed unless it has occurred, with its title in a lane above the plot.
  static func eventLayers(_ events: [EventMark], periods: [Period], height: Double) -> [JSONValue] {
    let axis = PeriodAxis(periods, events: events)
    let scale = LinearScale(low: 0, high: max(1, axis.length), from: 0, to: 680)
    let layout = EventLayout(events, axis: axis, x: scale, frame: ChartFrame(width: 860, showsTitle: false))
    guard !layout.placed.isEmpty else { return [] }
    let rows = layout.placed.map { mark -> JSONValue in
      [
        "date": .string(mark.event.date?.description ?? ""), "event": .string(mark.event.title),
        "status": .string(mark.event.status),
        "when": .string(mark.event.when), "lane": .integer(Int64(mark.lane)),
        "label": .string(mark.date + "  " + mark.label),
        "occurred": .bool(mark.event.state == .occurred),
      ]
    }
    let x: JSONValue = ["field": "date", "type": "temporal", "scale": ["type": "utc"]]
    let tooltip: JSONValue = [
      ["field": "when", "type": "nominal"], ["field": "event", "type": "nominal"],
      ["field": "status", "type": "nominal"],
    ]
    var layers: [JSONValue] = []
    for lane in Set(layout.placed.map(\.lane)).sorted() {
      let top = JSONValue.real(-10 - 15 * Double(lane))
      for occurred in [true, false]
      where layout.placed.contains(where: { $0.lane == lane && ($0.event.state == .occurred) == occurred }) {
        let rule: JSONValue =
          occurred
          ? ["type": "rule", "color": "#8b949e", "size": 1.2]
          : ["type": "rule", "color": "#59626d", "size": 1.2, "strokeDash": [5, 4]]
        layers.append(
          object(
            data(rows), filter("datum.lane === \(lane) && datum.occurred === \(occurred)"), JSONField("mark", rule),
            JSONField("encoding", ["x": x, "y": ["value": top], "y2": ["value": .real(height)], "tooltip": tooltip])))
      }
      layers.append(
        object(
          data(rows), filter("datum.lane === \(lane)"),
          JSONField(
            "mark", ["type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": "#1a1e23", "clip": false]),
          JSONField("encoding", ["x": x, "y": ["value": top], "text": ["field": "label", "type": "nominal"]])))
    }
    return layers
  }
}
