import MarketReports

/// A name as part of a drawn line: characters that turn the direction are left out (they show nothing themselves), and
/// right-to-left text is isolated, so that the figure beside it stays where it is. Controls are shown by their pictures
/// (␛), for no drawing program takes them.
func drawable(_ text: String) -> String {
  var kept = String.UnicodeScalarView()
  var isRightToLeft = false
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x2028, 0x2029:
      if kept.last != " " { kept.append(" ") }
      continue
    case 0..<0x20: kept.append(Unicode.Scalar(0x2400 + scalar.value) ?? " ")
    case 0x7F...0x9F, 0xFDD0...0xFDEF: kept.append("\u{fffd}")
    case let value where value & 0xFFFE == 0xFFFE: kept.append("\u{fffd}")
    default:
      if isInvisibleControl(scalar) { continue }
      kept.append(scalar)
    }
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: isRightToLeft = true
    default: break
    }
  }
  return isRightToLeft ? "\u{2068}" + String(kept) + "\u{2069}" : String(kept)
}

extension Chart {
  /// A share known to lie between nothing and something, or between something and the whole, is a bound: it gets the
  /// bound's sign.
  var withBounds: Chart {
    guard case .share(var chart) = self else { return self }
    for member in chart.members.indices {
      for index in chart.members[member].shares.indices {
        let point = chart.members[member].shares[index]
        guard point.value == nil, point.qualifier == nil || point.qualifier == .range, let low = point.low,
          let high = point.high
        else {
          continue
        }
        if low <= 0, high < 1 { chart.members[member].shares[index].qualifier = .lt }
        if low > 0, high >= 1 { chart.members[member].shares[index].qualifier = .gt }
      }
    }
    return .share(chart)
  }

  /// The same chart with every name and title made fit for drawing.
  var withDrawableNames: Chart {
    switch withBounds {
    case .trend(var chart):
      chart.title = drawable(chart.title)
      for index in chart.lines.indices { chart.lines[index].name = drawable(chart.lines[index].name) }
      chart.events = drawableEvents(chart.events)
      return .trend(chart)
    case .share(var chart):
      chart.title = drawable(chart.title)
      for index in chart.members.indices { chart.members[index].name = drawable(chart.members[index].name) }
      chart.events = drawableEvents(chart.events)
      return .share(chart)
    case .curve(var chart):
      chart.title = drawable(chart.title)
      for index in chart.curves.indices { chart.curves[index].name = drawable(chart.curves[index].name) }
      return .curve(chart)
    case .triangle(var chart):
      chart.title = drawable(chart.title)
      for index in chart.cohorts.indices { chart.cohorts[index].name = drawable(chart.cohorts[index].name) }
      return .triangle(chart)
    case .bars(var chart):
      chart.title = drawable(chart.title)
      for index in chart.bars.indices { chart.bars[index].name = drawable(chart.bars[index].name) }
      return .bars(chart)
    }
  }
}

private func drawableEvents(_ events: [EventMark]) -> [EventMark] {
  events.map { event in
    var event = event
    event.title = drawable(event.title)
    return event
  }
}
