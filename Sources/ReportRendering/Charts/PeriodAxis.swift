import MarketReports

/// Positions and labels along periods: period i covers [i, i + 1]. Reaches past the last period where planned events
/// lie ahead.
struct PeriodAxis {
  struct Label: Equatable {
    /// "Mar", "Q4", "W14", "24 Mar", or the label as it is.
    var main: String
    /// The year, where the main part leaves it out.
    var year: String?
  }
  let periods: [ChartPeriod]
  /// Periods without data after the last one, drawn for events to come.
  private(set) var ahead = 0
  /// The labels of all periods, and of those ahead where they follow from the last one's.
  private(set) var labels: [String] = []
  private let starts: [Int?]
  private let ends: [Int?]

  init(_ periods: [ChartPeriod], events: [EventMark] = []) {
    self.periods = periods
    starts = periods.map { $0.startOn.flatMap(dayNumber) }
    ends = periods.map { $0.endOn.flatMap(dayNumber) }
    let limit = max(6, periods.count / 3)
    for event in events {
      guard let date = event.date, let place = position(of: date) else { continue }
      let needed = wholeNumber((place - Double(periods.count)).rounded(.up))
      if needed > ahead, needed <= limit { ahead = needed }
    }
    labels = periods.map(\.label)
    for _ in 0..<ahead {
      guard let next = labels.last.flatMap(Self.following) else { break }
      labels.append(next)
    }
  }

  /// The label of the next month, quarter, half or year; nil for other kinds.
  private static func following(_ label: String) -> String? {
    guard let parts = parse(label), let year = parts.year.flatMap({ Int($0) }) ?? Int(label) else { return nil }
    switch parts.kind {
    case .year: return String(year + 1)
    case .half: return label.hasSuffix("1") ? "\(year)-H2" : "\(year + 1)-H1"
    case .quarter:
      let quarter = parts.ordinal % 4 + 2
      return quarter > 4 ? "\(year + 1)-Q1" : "\(year)-Q\(quarter)"
    case .month:
      let month = parts.ordinal % 12 + 2
      return month > 12 ? "\(year + 1)-01" : "\(year)-" + (month < 10 ? "0\(month)" : "\(month)")
    case .week, .day: return nil
    }
  }

  var length: Double { Double(periods.count + ahead) }

  /// Where a day lies, in periods; nil when it lies outside the axis or no dates are known.
  func place(of date: String) -> Double? {
    guard let position = position(of: date), position >= 0, position <= length else { return nil }
    return position
  }

  /// Where a stretch of time that begins on the axis and lasts to the end of `date` is left: there, or at the axis'
  /// end.
  func end(of date: String) -> Double? { position(of: date).map { min($0, length) } }

  private func position(of date: String) -> Double? {
    guard let day = dayNumber(date), let first = starts.first ?? nil, let last = ends.last ?? nil, !periods.isEmpty
    else { return nil }
    if day < first { return nil }
    for index in periods.indices {
      guard let start = starts[index], let end = ends[index] else { continue }
      if day < start { return Double(index) }
      if day <= end { return Double(index) + (Double(day - start) + 0.5) / Double(end - start + 1) }
    }
    let average = Double(last - first + 1) / Double(periods.count)
    return Double(periods.count) + (Double(day - last) - 0.5) / average
  }

  // MARK: Labels

  /// Indexes of the periods that get a label when one takes `room` of a period's `width`.
  func labelled(width: Double, room: Double) -> [Int] {
    let indexes = Array(labels.indices)
    guard let first = labels.first.flatMap(Self.parse) else {
      let step = max(1, wholeNumber((room / width).rounded(.up)))
      return indexes.filter { $0 % step == 0 }
    }
    let steps: [Int]
    switch first.kind {
    case .month: steps = [1, 2, 3, 6, 12, 24, 60, 120]
    case .quarter: steps = [1, 2, 4, 8, 20, 40]
    case .half: steps = [1, 2, 4, 10, 20]
    case .week: steps = [1, 2, 4, 13, 26, 52, 104]
    case .day: steps = [1, 2, 7, 14, 28, 56, 112, 364]
    case .year: steps = [1, 2, 5, 10, 20, 50, 100]
    }
    let step = steps.first { Double($0) * width >= room } ?? steps[steps.count - 1]
    if step == 1 { return indexes }
    let kept = indexes.filter { (Self.parse(labels[$0])?.ordinal ?? $0) % step == 0 }
    return kept.isEmpty ? [0] : kept
  }

  func label(_ index: Int) -> Label {
    guard let parts = Self.parse(labels[index]) else { return Label(main: labels[index], year: nil) }
    return Label(main: parts.main, year: parts.year)
  }

  private enum Kind { case day, week, month, quarter, half, year }

  private static func parse(_ label: String) -> (kind: Kind, ordinal: Int, main: String, year: String?)? {
    let parts = label.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, first.count == 4, let year = Int(first) else { return nil }
    if parts.count == 1 { return (.year, year, first, nil) }
    guard parts.count <= 3 else { return nil }
    if parts.count == 3 {
      guard let day = dayNumber(label), let month = Int(parts[1]), let number = Int(parts[2]) else { return nil }
      return (.day, day, "\(number) \(monthName(month))", first)
    }
    let tail = parts[1]
    if tail.hasPrefix("Q"), let quarter = Int(tail.dropFirst()) {
      return (.quarter, year * 4 + quarter - 1, tail, first)
    }
    if tail.hasPrefix("H"), let half = Int(tail.dropFirst()) { return (.half, year * 2 + half - 1, tail, first) }
    if tail.hasPrefix("W"), let week = Int(tail.dropFirst()) { return (.week, week - 1, tail, first) }
    guard tail.count == 2, let month = Int(tail), (1...12).contains(month) else { return nil }
    return (.month, year * 12 + month - 1, monthName(month), first)
  }
}

func monthName(_ month: Int) -> String {
  let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  return names.indices.contains(month - 1) ? names[month - 1] : String(month)
}

/// "24 Mar", "Mar 2026", "2 Apr – 2 Oct" or the text as it is: a date for a label.
func shortDate(_ date: String) -> String {
  let ends = date.split(separator: "/")
  if ends.count == 2 { return ends.map { shortDate(String($0)) }.joined(separator: " – ") }
  let parts = date.split(separator: "-").map(String.init)
  if parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) { return "\(day) \(monthName(month))" }
  if parts.count == 2, let month = Int(parts[1]) { return "\(monthName(month)) \(parts[0])" }
  return date
}

/// Days since 1970-01-01 of an ISO date; nil for anything else. Algorithm: days_from_civil, H. Hinnant.
func dayNumber(_ date: String) -> Int? {
  let parts = date.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1...12).contains(month),
    (1...31).contains(day),
    (0...9999).contains(year)
  else { return nil }
  let shifted = month <= 2 ? year - 1 : year
  let era = shifted / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
