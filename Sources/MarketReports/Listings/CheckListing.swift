import MarketModel
import MarketStore

/// What a check of the store found, failures first, as a document.
public func checkListing(_ result: CheckResult) -> ReportDocument {
  let columns = [
    Column("severity"), Column("kind"), Column("subject"), Column("metric"), Column("period"), Column("message"),
  ]
  let rows = result.findings.map { finding -> [Cell] in
    [
      .text(finding.severity.rawValue), .text(finding.kind.rawValue), .text(finding.subject),
      finding.metric.map { .text($0) } ?? .null,
      finding.period.map { .text($0) } ?? .null, .text(finding.message),
    ]
  }
  let verdict = result.isSound ? "The store is sound" : "The store is damaged"
  var notes = result.leftOut.sorted { $0.key.rawValue < $1.key.rawValue }.map {
    "\($0.value) more of kind \($0.key.rawValue) are not shown."
  }
  if !result.notChecked.isEmpty {
    notes.append("Not checked, because what comes before failed: \(result.notChecked.joined(separator: ", ")).")
  }
  return ReportDocument(
    report: "check", title: "Check", columns: columns, rows: rows,
    display: [0, 1, 2, 5].map { DisplayColumn(columns[$0].name, .text($0)) },
    summary: .object([
      JSONField("sound", .bool(result.isSound)), JSONField("failures", .integer(Int64(result.failures.count))),
      JSONField("warnings", .integer(Int64(result.warnings.count))),
      JSONField("observations", .integer(result.observations)),
      JSONField("checked", .array(result.checked.map(JSONValue.string))),
    ]),
    summaryLines: [
      "\(verdict): \(counted(Int(result.observations), "observation")), \(counted(result.failures.count, "failure")), "
        + "\(counted(result.warnings.count, "warning")). Checked: \(result.checked.joined(separator: ", "))."
    ], notes: notes, command: ["tidemark", "check"])
}
