/// Figures inside sentences: notes and summaries. Tables are set by the rendering, which knows the width.
enum Figures {
  /// "62.4%".
  static func percent(_ fraction: Double, decimals: Int = 1) -> String { fixed(fraction * 100, decimals) + "%" }

  /// "62.4% [62.0–62.8]"; without a point the interval alone; nothing known is "n/a".
  static func percent(_ value: Double?, _ low: Double?, _ high: Double?) -> String {
    let interval = low.flatMap { low in high.map { "[\(fixed(low * 100, 1))–\(fixed($0 * 100, 1))]" } }
    switch (value, interval) {
    case (let value?, let interval?): return "\(percent(value)) \(interval)"
    case (let value?, nil): return percent(value)
    case (nil, let interval?): return interval + "%"
    case (nil, nil):
      if let low { return ">" + percent(low) }
      if let high { return "<" + percent(high) }
      return "n/a"
    }
  }

  /// "+3.0 pp".
  static func points(_ fraction: Double) -> String {
    (fraction < 0 ? "−" : "+") + fixed((fraction * 100).magnitude, 1) + " pp"
  }

  /// "+4.0%".
  static func change(_ fraction: Double) -> String { (fraction < 0 ? "−" : "+") + percent(fraction.magnitude) }

  /// Three significant digits with K, M, B or T: "312K", "7.8M"; below ten thousand as it is.
  static func scaled(_ value: Double) -> String {
    guard value.isFinite else { return "n/a" }
    let sign = value < 0 ? "−" : ""
    let size = value.magnitude
    for (suffix, unit) in [("T", 1e12), ("B", 1e9), ("M", 1e6), ("K", 1e3)]
    where size >= unit * (unit == 1e3 ? 10 : 0.9995) {
      let scaled = size / unit
      return sign + trimmed(fixed(scaled, scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0)) + suffix
    }
    return sign + trimmed(fixed(size, size < 9.995 ? 3 : size < 99.95 ? 2 : size < 999.5 ? 1 : 0))
  }

  /// Rounded to so many decimals, halves away from zero; written out in full.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "n/a" }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = (value.magnitude * power).rounded()
    guard scaled < 9e15 else { return value.description }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    let sign = value < 0 && scaled > 0 ? "−" : ""
    if decimals == 0 { return sign + padded }
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}

/// "Kling AI", "Kling AI and Sora", "Kling AI, Sora and Vidu", "Kling AI, Sora, Vidu and 197 more".
func listed(_ names: [String], limit: Int = 6) -> String {
  guard names.count > 1 else { return names.first ?? "" }
  if names.count > limit {
    return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
  }
  return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}

/// "1 period", "3 periods".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
