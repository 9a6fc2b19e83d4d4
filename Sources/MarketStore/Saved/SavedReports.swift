import MarketModel
import Records
import SQLite

/// A report kept by name, to be run again.
public struct SavedReport: Sendable, Equatable {
  /// What is run.
  public enum Body: Sendable, Equatable {
    /// The words of a report verb: `["share", "Kling AI", "Sora", "--from", "{from=2026-01}"]`.
    case arguments([String])
    /// One SELECT; `:name` in it is a parameter.
    case sql(String)
    /// The store holds words that cannot be read, for this reason: the report cannot run, and nothing else suffers.
    case unreadable(String)
  }

  /// Throws a `StoreError` for a report that could not run: an unknown verb or option, an alert on a column that it
  /// does not have.
  public typealias Check = @Sendable (SavedReport) throws -> Void

  /// Letters, digits, `-` and `_`; case does not tell two reports apart.
  public var name: String
  /// What is run under this name.
  public var body: Body
  /// What the report is for, in the analyst's own words; nil: nothing is said.
  public var description: String?
  /// A condition on the report's rows: "share < 0.6".
  public var alert: String?

  /// Nothing is checked here: `Store.saveReport` does that.
  public init(name: String, body: Body, description: String? = nil, alert: String? = nil) {
    self.name = name
    self.body = body
    self.description = description
    self.alert = alert
  }

  /// The parameters of a report of arguments in the order in which they appear, with their defaults.
  public var parameters: [(name: String, defaultValue: String?)] {
    guard case .arguments(let words) = body else { return [] }
    var found: [(name: String, defaultValue: String?)] = []
    for case .parameter(let name, let value) in words.flatMap(argumentParts) {
      if let index = found.firstIndex(where: { $0.name == name }) {
        found[index].defaultValue = found[index].defaultValue ?? value
      } else {
        found.append((name, value))
      }
    }
    return found
  }

  /// The words with their parameters filled in: by `values`, else by their defaults.
  ///
  /// - Throws: `StoreError` of kind `usage` for a parameter without a value, or a value without a parameter.
  public func arguments(setting values: [String: String]) throws -> [String] {
    if case .unreadable(let reason) = body { throw Self.unreadable(name, reason) }
    guard case .arguments(let words) = body else { return [] }
    let known = parameters
    if let unknown = values.keys.sorted().first(where: { name in !known.contains { $0.name == name } }) {
      let names = known.map(\.name).joined(separator: ", ")
      throw StoreError(
        .usage, "the report \(name) has no parameter \"\(unknown)\"",
        remedy: names.isEmpty ? "it has none" : "it has: \(names)")
    }
    return try words.map { word in
      try argumentParts(word).map { part in
        switch part {
        case .text(let text): return text
        case .parameter(let parameter, _):
          if let value = values[parameter] ?? known.first(where: { $0.name == parameter })?.defaultValue {
            return value
          }
          throw StoreError(
            .usage, "the report \(name) needs a value for {\(parameter)}", remedy: .set(.set, "\(parameter)=VALUE"))
        }
      }.joined()
    }
  }
}

extension SavedReport {
  /// Of a report whose words the store holds in a form that cannot be read.
  public static func unreadable(_ name: String, _ reason: String) -> StoreError {
    StoreError(
      .unusable, "the words of the report \(name) cannot be read: \(reason)", remedy: "save it again under its name")
  }
}

private enum ArgumentPart {
  case text(String)
  case parameter(String, defaultValue: String?)
}

/// Splits `{name}` and `{name=default}` from the text around them. Other braces mean themselves.
private func argumentParts(_ word: String) -> [ArgumentPart] {
  var parts: [ArgumentPart] = []
  var text = ""
  var rest = word[...]
  while let open = rest.firstIndex(of: "{") {
    text += rest[..<open]
    let inner = rest[rest.index(after: open)...]
    guard let close = inner.firstIndex(of: "}") else {
      rest = rest[open...]
      break
    }
    let pieces = inner[..<close].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isName =
      pieces[0].utf8.first.map { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") } ?? false
      && pieces[0].utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    if isName {
      if !text.isEmpty { parts.append(.text(text)) }
      text = ""
      parts.append(.parameter(String(pieces[0]), defaultValue: pieces.count > 1 ? String(pieces[1]) : nil))
      rest = inner[inner.index(after: close)...]
    } else {
      text += "{"
      rest = inner
    }
  }
  text += rest
  if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
  return parts
}

extension Store {
  /// Every saved report, by name.
  public func savedReports() throws -> [SavedReport] { try savedReports(where: "1 = 1") }

  /// The saved report of that name, without regard to case.
  ///
  /// - Throws: `StoreError` of kind `name` that lists the nearest names.
  public func savedReport(_ name: String) throws -> SavedReport {
    if let report = try savedReports(where: "name = \(name)").first { return report }
    let wanted = normalizedName(name)
    let all = try savedReports()
    if let report = all.first(where: { normalizedName($0.name) == wanted }) { return report }
    let begun = all.filter { !wanted.isEmpty && normalizedName($0.name).hasPrefix(wanted) }
    if begun.count == 1 { return begun[0] }
    if begun.count > 1 {
      throw StoreError(
        .name, "\"\(name)\" is ambiguous: \(begun.map(\.name).joined(separator: ", "))",
        remedy: "write more of the name")
    }
    let nearest = nearestNames(to: name, among: all.map(\.name))
    throw StoreError(
      .name, "no saved report \"\(name)\"",
      remedy: .didYouMean(nearest) ?? .see(.savedReports))
  }

  /// Keeps a report under its name; one of that name is replaced, and what other words said under it is forgotten.
  ///
  /// - Parameter check: refuses what could not run; the store itself knows names and words, not what they mean.
  /// - Returns: whether one was replaced.
  /// - Throws: `StoreError` of kind `usage` for a name with other characters than letters, digits, `-` and `_`, and
  ///   what `check` throws.
  @discardableResult
  public func saveReport(_ report: SavedReport, check: SavedReport.Check) throws -> Bool {
    try writing { try keepReport(report, check: check) != .inserted }
  }

  /// The one way into `saved_reports`, for a typed report and for a file's row.
  func keepReport(_ report: SavedReport, check: SavedReport.Check) throws -> RowOutcome {
    guard isSettingName(report.name) else {
      throw StoreError(
        .usage, "\"\(report.name)\" cannot be a report's name", remedy: "use letters, digits, - and _")
    }
    try check(report)
    var sqlText: String?
    var arguments: String?
    switch report.body {
    case .sql(let text): sqlText = text
    case .arguments(let words): arguments = jsonArray(words)
    case .unreadable(let reason): throw SavedReport.unreadable(report.name, reason)
    }
    let wanted = [arguments, sqlText, report.description, report.alert]
    let known = try connection.first(
      "SELECT arguments, sql_text, description, alert FROM saved_reports WHERE name = \(report.name)"
    ) { row in (0..<4).map { row.optionalText($0) } }
    if known == wanted { return .unchanged }
    try forgetRuns(of: report.name, unless: arguments, sqlText)
    try connection.run(
      """
      INSERT INTO saved_reports (name, arguments, sql_text, description, alert)
      VALUES (\(report.name), \(arguments), \(sqlText), \(report.description), \(report.alert))
      ON CONFLICT (name) DO UPDATE SET name = excluded.name, arguments = excluded.arguments,
        sql_text = excluded.sql_text, description = excluded.description, alert = excluded.alert,
        updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      """)
    return known == nil ? .inserted : .revised
  }

  /// Forgets what a report's runs said, unless it has these very words: a change of words is none of the market.
  func forgetRuns(of name: String, unless arguments: String?, _ sqlText: String?) throws {
    try connection.run(
      """
      DELETE FROM report_runs WHERE report = \(name)
        AND NOT EXISTS (SELECT 1 FROM saved_reports WHERE name = \(name) AND arguments IS \(arguments)
          AND sql_text IS \(sqlText))
      """)
  }

  /// Forgets a saved report and what its runs said.
  public func deleteReport(_ name: String) throws {
    let report = try savedReport(name)
    try writing {
      try connection.run("DELETE FROM report_runs WHERE report = \(report.name)")
      try connection.run("DELETE FROM saved_reports WHERE name = \(report.name)")
    }
  }

  private func savedReports(where condition: SQL) throws -> [SavedReport] {
    let rows = try connection.query(
      "SELECT name, arguments, sql_text, description, alert FROM saved_reports WHERE \(condition) ORDER BY name"
    ) { row in
      (
        name: row.text(0), arguments: row.optionalText(1), sql: row.optionalText(2), description: row.optionalText(3),
        alert: row.optionalText(4)
      )
    }
    return rows.map { row in
      SavedReport(
        name: row.name, body: row.sql.map { .sql($0) } ?? Self.arguments(row.arguments ?? ""),
        description: row.description, alert: row.alert)
    }
  }

  /// The words that the store keeps, which anybody may have written there.
  private static func arguments(_ text: String) -> SavedReport.Body {
    do {
      guard let words = try JSONTree(parsing: text).strings else { return .unreadable("they are not a list of words") }
      return words.isEmpty ? .unreadable("there are none") : .arguments(words)
    } catch {
      return .unreadable((error as? JSONTree.Failure)?.message ?? "\(error)")
    }
  }
}
