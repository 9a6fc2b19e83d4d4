/// What would help a user out of an error, said as a case: which words and options that means is for the interface to
/// say, and `tidemark` words it for the command line.
///
/// A text literal is plain advice, so that most errors read as before: `remedy: "write 12.3M"`.
public indirect enum Remedy: Sendable, Hashable {
  /// A sentence that names no option and no command: "write 12.3M".
  case advice(String)
  /// Give this setting; nil stands for a value of the user's own.
  case set(Setting, String?)
  /// Leave this setting out.
  case omit(Setting)
  /// Run this command: it mends what is wrong.
  case run(Command)
  /// Look at what this command shows.
  case see(Command)
  /// Any one of these helps, the likeliest first.
  case anyOf([Remedy])
  /// All of these, in order.
  case allOf([Remedy])

  /// "did you mean "Sora" or "Sora 2"?"; nil without a name.
  public static func didYouMean(_ names: [String]) -> Remedy? {
    names.isEmpty
      ? nil : .advice("did you mean \(names.map { "\"\($0)\"" }.joined(separator: " or "))?")
  }

  /// Any one of those that are there; nil when none is.
  public static func oneOf(_ remedies: [Remedy?]) -> Remedy? { rest(remedies.compactMap { $0 }, Remedy.anyOf) }

  /// What of this a person can do who has no settings to give: plain advice and commands; nil when nothing is left.
  public var withoutSettings: Remedy? {
    switch self {
    case .advice, .run, .see: self
    case .set, .omit: nil
    case .anyOf(let remedies): Self.rest(remedies.compactMap(\.withoutSettings), Remedy.anyOf)
    case .allOf(let remedies): Self.rest(remedies.compactMap(\.withoutSettings), Remedy.allOf)
    }
  }

  /// The same with one setting instead of another: who runs a saved text gives its parameters otherwise than who types
  /// one.
  public func replacing(_ setting: Setting, with other: Setting) -> Remedy {
    switch self {
    case .set(setting, let value): .set(other, value)
    case .omit(setting): .omit(other)
    case .anyOf(let remedies): .anyOf(remedies.map { $0.replacing(setting, with: other) })
    case .allOf(let remedies): .allOf(remedies.map { $0.replacing(setting, with: other) })
    case .advice, .set, .omit, .run, .see: self
    }
  }

  private static func rest(_ remedies: [Remedy], _ all: ([Remedy]) -> Remedy) -> Remedy? {
    remedies.count > 1 ? all(remedies) : remedies.first
  }

  /// A setting of one run, by what it means. The raw value is its name in saved parameters and profiles.
  public enum Setting: String, Sendable, Hashable, CaseIterable {
    case acceptDoubts = "accept_doubts"
    case asOf = "as_of"
    case base, believe, by
    case control, create, currency, day
    case database = "db"
    case dateOrder = "date_order"
    case datesBegin = "dates_begin"
    case decimal, delimiter
    case documentTitle = "document_title"
    case encoding
    case fiscalYearBegins = "fiscal_year_begins"
    case force, from, header, horizon
    case keepTotals = "keep_totals"
    case kind, last, map, metric, missing
    case movingAverage = "moving_average"
    case origin
    case parameter = "param"
    case period, plan, platform, product, profile
    case publishedOn = "published_on"
    case records, region, scale, segment, set, shape, sheet, since
    case skipRows = "skip_rows"
    case source, status, timeout, to, top, unit, until
    case whatIf = "what_if"
    case window
  }

  /// A command of the program. A nil store is the one at hand.
  public enum Command: Sendable, Hashable {
    case addMetric
    case check(store: String)
    case edit(String)
    case initialize(store: String?)
    case listing(String)
    case imports
    case migrate(store: String)
    case retention
    case runReport(String)
    case saveProfile(String)
    case savedReport(String)
    case savedReports
    case search(String)
    case show(String)
    case trend
    case undo(Int64)
  }
}

extension Remedy: ExpressibleByStringInterpolation {
  /// Plain advice, for a literal in place of a remedy.
  public init(stringLiteral value: String) { self = .advice(value) }
}

/// Plain words without an interface's spelling: what the store keeps with a refused row.
extension Remedy: CustomStringConvertible {
  /// A phrase to follow an error's message: "set date order to dmy, or leave plan out".
  public var description: String {
    switch self {
    case .advice(let text): text
    case .set(let setting, let value): "set \(setting.name)" + (value.map { " to \($0)" } ?? "")
    case .omit(let setting): "leave \(setting.name) out"
    case .run(let command), .see(let command): "see \(command)"
    case .anyOf(let remedies): remedies.map(\.description).joined(separator: ", or ")
    case .allOf(let remedies): remedies.map(\.description).joined(separator: ", and ")
    }
  }
}

extension Remedy.Setting {
  fileprivate var name: String { rawValue.split(separator: "_").joined(separator: " ") }
}
