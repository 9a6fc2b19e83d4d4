import ArgumentParser
import MarketModel
import MarketStore

/// What the numbers of a file mean, where neither they nor the file say it.
struct MeaningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What ratios without % are: percent, fraction or count (of a cohort); rounded: averages of persons.",
      valueName: "[metric=]unit"),
    transform: FigureUnit.init(parsing:))
  var unit: [FigureUnit] = []

  @Option(
    help: ArgumentHelp(
      "Multiply numbers without a scale of their own: a number, thousand, million or billion.",
      valueName: "[metric=]scale"),
    transform: FigureScale.init(parsing:))
  var scale: [FigureScale] = []

  @Option(help: ArgumentHelp("A text that stands for a missing value.", valueName: "text"))
  var missing: [String] = []

  @Option(
    help: ArgumentHelp("Pass over rows in which a whole cell is this, such as Total.", valueName: "name"))
  var skipRows: [String] = []

  @Flag(help: "Let --create add names such as Total, World and Other.")
  var keepTotals = false

  @Option(
    help: ArgumentHelp(
      "A date stands for the period that it begins: week, month, quarter, half, year or fiscal-year.",
      valueName: "period"))
  var datesBegin: DateReading.Begins?

  @Option(help: ArgumentHelp("The month in which fiscal years begin, 1 to 12.", valueName: "month"))
  var fiscalYearBegins: Int?

  @Option(help: ArgumentHelp("A fiscal year is named by the year of its start or of its end (end).", valueName: "side"))
  var fiscalYearNamed: FiscalYearName?

  @Option(
    help: ArgumentHelp("Two columns that make the period: year,month or start,end.", valueName: "column,column"))
  var period: String?

  func validate() throws {
    if let month = fiscalYearBegins, !(1...12).contains(month) {
      throw ValidationError("--fiscal-year-begins is a month, 1 to 12")
    }
    if let period, columns(period).count != 2 { throw ValidationError("--period names two columns: year,month") }
  }

  private func columns(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
  }

  func apply(to options: inout ImportOptions) {
    options.dates.begins = datesBegin ?? options.dates.begins
    options.dates.fiscalYearBegins = fiscalYearBegins ?? options.dates.fiscalYearBegins
    if let fiscalYearNamed { options.dates.isFiscalYearNamedByStart = fiscalYearNamed == .start }
    if let period { options.periodColumns = columns(period) }
    if !unit.isEmpty { (options.units, options.roundedMetrics) = ([], []) }
    for one in unit { one.apply(to: &options) }
    if !scale.isEmpty { options.scales = scale.map { ($0.metric, $0.factor) } }
    if !missing.isEmpty { options.missing = missing }
    if !skipRows.isEmpty { options.skipRows = skipRows }
    options.keepsTotals = keepTotals || options.keepsTotals
  }

  /// What `--save-profile` keeps, by name, and takes back: several values are divided by line ends.
  static func settings(_ options: ImportOptions) -> [String: String] {
    func joined(_ values: [String]) -> String? { values.isEmpty ? nil : values.joined(separator: "\n") }
    func named(_ metric: String?, _ value: String) -> String { metric.map { "\($0)=\(value)" } ?? value }
    return [
      "unit": joined(
        options.units.map { named($0.metric, $0.unit.rawValue) } + options.roundedMetrics.map { named($0, "rounded") }),
      "scale": joined(options.scales.map { named($0.metric, String($0.factor)) }),
      "missing": joined(options.missing), "skip_rows": joined(options.skipRows),
      "keep_totals": options.keepsTotals ? "yes" : nil, "dates_begin": options.dates.begins?.rawValue,
      "fiscal_year_begins": options.dates.fiscalYearBegins.map { String($0) },
      "fiscal_year_named": options.dates.isFiscalYearNamedByStart ? "start" : nil,
      "period": joined(options.periodColumns),
    ].compactMapValues { $0 }
  }

  /// False for the name of no setting of these.
  static func apply(_ name: String, _ value: String, to options: inout ImportOptions) throws -> Bool {
    let values = value.split(separator: "\n").map(String.init)
    switch name {
    case "unit": for one in values { try FigureUnit(parsing: one).apply(to: &options) }
    case "scale": options.scales = try values.map { try FigureScale(parsing: $0) }.map { ($0.metric, $0.factor) }
    case "missing": options.missing = values
    case "skip_rows": options.skipRows = values
    case "keep_totals": options.keepsTotals = true
    case "dates_begin": options.dates.begins = DateReading.Begins(rawValue: value)
    case "fiscal_year_begins": options.dates.fiscalYearBegins = Int(value)
    case "fiscal_year_named": options.dates.isFiscalYearNamedByStart = value == "start"
    case "period": options.periodColumns = values
    default: return false
    }
    return true
  }
}

/// `[METRIC=]percent|fraction|count|rounded`.
struct FigureUnit {
  var metric: String?
  var reading: RatioReading?

  init(parsing text: String) throws {
    let (metric, value) = split(text)
    self.metric = metric
    reading = RatioReading(rawValue: value)
    if reading == nil, value != "rounded" {
      throw Failure(
        inArgument: "\"\(value)\" is not a unit", hint: "one of: percent, fraction, count, rounded, or METRIC=percent")
    }
  }

  func apply(to options: inout ImportOptions) {
    if let reading { options.units.append((metric, reading)) } else { options.roundedMetrics.append(metric) }
  }
}

/// `[METRIC=]N|thousand|million|billion`.
struct FigureScale {
  var metric: String?
  var factor: UInt64

  init(parsing text: String) throws {
    let (metric, value) = split(text)
    self.metric = metric
    switch value {
    case "thousand": factor = 1000
    case "million": factor = 1_000_000
    case "billion": factor = 1_000_000_000
    default:
      guard let number = UInt64(value), number >= 1, number <= 1_000_000_000_000 else {
        throw Failure(
          inArgument: "\"\(value)\" is not a scale",
          hint: "a whole number from 1, thousand, million or billion, or METRIC=thousand")
      }
      factor = number
    }
  }
}

private func split(_ text: String) -> (metric: String?, value: String) {
  guard let mark = text.lastIndex(of: "=") else { return (nil, text) }
  return (String(text[..<mark]), String(text[text.index(after: mark)...]))
}

enum FiscalYearName: String, CaseIterable, ExpressibleByArgument { case start, end }
extension DateReading.Begins: ExpressibleByArgument {}
