import MarketModel

/// Collects the elements of a drawing. Positions are in CSS pixels, written with one decimal.
struct SVGCanvas {
  private(set) var body = ""

  mutating func raw(_ fragment: String) { body += fragment }

  mutating func open(_ classes: String, label: String? = nil) {
    body += "<g class=\"\(classes)\">"
    if let label { body += "<title>\(markup(label))</title>" }
  }
  mutating func close() { body += "</g>\n" }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: ChartColor, width: Double = 1, dash: String? = nil,
    opacity: Double = 1,
    classes: String = ""
  ) {
    body += "<line\(paint(stroke: color, classes)) x1=\"\(at(x1))\" y1=\"\(at(y1))\" x2=\"\(at(x2))\" y2=\"\(at(y2))\""
    body += " stroke-width=\"\(at(width))\"" + attribute("stroke-dasharray", dash) + fade(opacity) + "/>\n"
  }

  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: ChartColor, radius: Double = 0,
    opacity: Double = 1,
    classes: String = "", label: String? = nil
  ) {
    body +=
      "<rect\(paint(fill: color, classes)) x=\"\(at(x))\" y=\"\(at(y))\" width=\"\(at(max(0, width)))\" "
      + "height=\"\(at(max(0, height)))\""
    if radius > 0 { body += " rx=\"\(at(radius))\"" }
    body += fade(opacity) + finish("rect", label)
  }

  mutating func stroke(
    _ path: String, _ color: ChartColor, width: Double, dash: String? = nil, opacity: Double = 1, classes: String = "",
    label: String? = nil
  ) {
    body += "<path\(paint(stroke: color, classes)) fill=\"none\" d=\"\(path)\" stroke-width=\"\(at(width))\""
    body +=
      " stroke-linejoin=\"round\" stroke-linecap=\"round\"" + attribute("stroke-dasharray", dash) + fade(opacity)
      + finish("path", label)
  }

  mutating func fill(
    _ path: String, _ color: ChartColor, opacity: Double = 1, classes: String = "", label: String? = nil,
    edge: ChartColor? = nil
  ) {
    var all = classes
    if let edge { all += (all.isEmpty ? "" : " ") + "s-\(edge.name)" }
    body += "<path\(paint(fill: color, all)) d=\"\(path)\"" + fade(opacity)
    if let edge { body += " stroke=\"\(edge.light)\" stroke-width=\"1.2\" stroke-linejoin=\"round\"" }
    body += finish("path", label)
  }

  enum Anchor: String { case start, middle, end }

  /// Text that is cut is said whole in its title.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ color: ChartColor, size: Double = 12, anchor: Anchor = .start,
    weight: Int = 400,
    halo: Bool = false, width: Double? = nil, classes: String = "", title: String? = nil
  ) {
    let shown = fitted(text, size: weight < 600 ? size : size * boldest, width: width ?? .infinity)
    let whole = title ?? (shown == text ? nil : text)
    var all = classes
    if halo { all += (all.isEmpty ? "" : " ") + "halo" }
    body += "<text\(paint(fill: color, all)) x=\"\(at(x))\" y=\"\(at(y))\" font-size=\"\(at(size))\""
    if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
    if weight != 400 { body += " font-weight=\"\(weight)\"" }
    body += ">" + (whole.map { "<title>\(markup($0))</title>" } ?? "") + markup(shown) + "</text>\n"
  }

  /// A marker whose shape tells the series as its colour does.
  mutating func marker(
    _ series: Int, _ x: Double, _ y: Double, size: Double = 3.6, hollow: Bool = false, label: String? = nil
  ) {
    let color = ChartColor.series(series)
    let path: String
    switch series % 8 {
    case 0: path = circle(x, y, size)
    case 1: path = polygon([(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)])
    case 2: path = polygon([(x, y - size * 1.3), (x + size * 1.25, y + size), (x - size * 1.25, y + size)])
    case 3: path = polygon([(x, y - size * 1.45), (x + size * 1.45, y), (x, y + size * 1.45), (x - size * 1.45, y)])
    case 4: path = polygon([(x, y + size * 1.3), (x + size * 1.25, y - size), (x - size * 1.25, y - size)])
    case 5:
      let arm = size * 0.5
      let reach = size * 1.3
      path = polygon([
        (x - arm, y - reach), (x + arm, y - reach), (x + arm, y - arm), (x + reach, y - arm), (x + reach, y + arm),
        (x + arm, y + arm),
        (x + arm, y + reach), (x - arm, y + reach), (x - arm, y + arm), (x - reach, y + arm), (x - reach, y - arm),
        (x - arm, y - arm),
      ])
    case 6:
      path = polygon([
        (x - size * 1.4, y - size * 0.6), (x + size * 1.4, y - size * 0.6), (x + size * 1.4, y + size * 0.6),
        (x - size * 1.4, y + size * 0.6),
      ])
    default:
      path = polygon([
        (x - size * 0.6, y - size * 1.4), (x + size * 0.6, y - size * 1.4), (x + size * 0.6, y + size * 1.4),
        (x - size * 0.6, y + size * 1.4),
      ])
    }
    if hollow {
      body +=
        "<path class=\"point f-bg s-\(color.name)\" d=\"\(path)\" fill=\"\(ChartPalette.background.light)\" "
        + "stroke=\"\(color.light)\""
      body += " stroke-width=\"1.6\"" + finish("path", label)
    } else {
      fill(path, color, classes: "point", label: label, edge: .background)
    }
  }

  // MARK: Attributes

  private func paint(fill: ChartColor? = nil, stroke: ChartColor? = nil, _ classes: String) -> String {
    var names = classes
    var attributes = ""
    if let fill {
      names += (names.isEmpty ? "" : " ") + "f-\(fill.name)"
      attributes += " fill=\"\(fill.light)\""
    }
    if let stroke {
      names += (names.isEmpty ? "" : " ") + "s-\(stroke.name)"
      attributes += " stroke=\"\(stroke.light)\""
    }
    return " class=\"\(names)\"" + attributes
  }
  private func attribute(_ name: String, _ value: String?) -> String { value.map { " \(name)=\"\($0)\"" } ?? "" }
  private func fade(_ opacity: Double) -> String {
    opacity < 1 ? " opacity=\"\(DecimalDigits(opacity)?.rounded(decimals: 2).magnitudeText() ?? "1")\"" : ""
  }
  private func finish(_ element: String, _ label: String?) -> String {
    guard let label else { return "/>\n" }
    return "><title>\(markup(label))</title></\(element)>\n"
  }
}

/// A coordinate with one decimal.
func at(_ value: Double) -> String {
  guard let digits = DecimalDigits(value)?.rounded(decimals: 1) else { return "0" }
  return (digits.isNegative ? "-" : "") + digits.magnitudeText()
}

func polyline(_ points: [(Double, Double)]) -> String {
  points.enumerated().map { ($0.offset == 0 ? "M" : "L") + at($0.element.0) + " " + at($0.element.1) }.joined()
}

func polygon(_ points: [(Double, Double)]) -> String { polyline(points) + "Z" }

private func circle(_ x: Double, _ y: Double, _ radius: Double) -> String {
  "M\(at(x - radius)) \(at(y))a\(at(radius)) \(at(radius)) 0 1 0 \(at(radius * 2)) 0a\(at(radius)) \(at(radius)) 0 1 "
    + "0 \(at(-radius * 2)) 0Z"
}
