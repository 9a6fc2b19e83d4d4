import MarketStore
import System

/// Every saved report by name.
public func savedReportListing(in store: Store) throws -> ReportDocument {
  document(try store.savedReports(), title: "Saved reports", isPage: false, command: ["tidemark", "report", "list"])
}

/// One saved report.
///
/// - Throws: `StoreError` of kind `name` when there is none of that name.
public func savedReportPage(_ name: String, in store: Store) throws -> ReportDocument {
  let report = try store.savedReport(name)
  var page = document(
    [report], title: report.description ?? report.name, isPage: true,
    command: ["tidemark", "report", "show", report.name])
  let runs = try store.reportRuns(of: report.name, limit: 6)
  if !runs.isEmpty {
    let names = runs.prefix(5).map { "#\($0.id) of \($0.ranAt)" }
    page.notes.append("Runs: \(names.joined(separator: ", "))\(runs.count > 5 ? " and earlier ones" : "").")
  }
  return page
}

private func document(_ reports: [SavedReport], title: String, isPage: Bool, command: [String]) -> ReportDocument {
  let columns = [
    Column("name"), Column("command"), Column("sql"), Column("parameters"), Column("description"), Column("alert"),
  ]
  let rows = reports.map { report -> [Cell] in
    func optional(_ text: String?) -> Cell { text.map { .text($0) } ?? .null }
    let parameters = report.parameters.map { name, value in value.map { "\(name)=\($0)" } ?? name }
    var command: String?
    var sql: String?
    switch report.body {
    case .arguments(let words): command = words.map(shellQuoted).joined(separator: " ")
    case .sql(let text): sql = text
    case .unreadable: break
    }
    return [
      .text(report.name), optional(command), optional(sql),
      optional(parameters.isEmpty ? nil : parameters.joined(separator: " ")),
      optional(report.description), optional(report.alert),
    ]
  }
  let notes = reports.compactMap { report -> String? in
    guard case .unreadable(let reason) = report.body else { return nil }
    return "The words of \(report.name) cannot be read: \(reason)."
  }
  // A list names them; what they are is on each one's page.
  var shown = isPage ? [0, 1, 2, 3] : [0, 3]
  shown = (shown + [5]).filter { index in index == 0 || rows.contains { $0[index] != .null } } + (isPage ? [] : [4])
  return ReportDocument(
    report: "reports", title: title, columns: columns, rows: rows,
    display: shown.map { DisplayColumn(columns[$0].name, .text($0)) }, notes: notes, command: command)
}
