import MarketModel
import System

extension ImportOptions {
  /// How the numbers of a ratio without % are meant, where an option says it: of this metric, else of all.
  func unit(of metric: Metric) -> RatioReading? {
    (units.last { names($0.metric, metric) } ?? units.last { $0.metric == nil })?.unit
  }

  func roundsToWhole(_ metric: Metric) -> Bool {
    roundedMetrics.contains { $0 == nil || names($0, metric) }
  }

  func scale(of metric: Metric) -> UInt64 {
    (scales.last { names($0.metric, metric) } ?? scales.last { $0.metric == nil })?.factor ?? 1
  }

  private func names(_ name: String?, _ metric: Metric) -> Bool {
    guard let name else { return false }
    return normalizedName(name) == normalizedName(metric.code) || normalizedName(name) == normalizedName(metric.name)
  }

  /// A fingerprint of all that gives the bytes of a file their meaning: the same bytes read otherwise are another file.
  var readingDigest: String {
    var parts = ["shape", shape?.rawValue ?? "", "decimal", decimalComma ? "comma" : "", "encoding", encoding ?? ""]
    parts += defaults.sorted { $0.key < $1.key }.flatMap { ["default", $0.key, $0.value] }
    parts += mapping.flatMap { ["map", $0.theirs, $0.ours] }
    parts += profileMapping.flatMap { ["profile", $0.theirs, $0.ours] } + ["publisher", publisher?.name ?? ""]
    parts += units.flatMap { ["unit", $0.metric ?? "", $0.unit.rawValue] }
    parts += roundedMetrics.flatMap { ["rounded", $0 ?? ""] }
    parts += scales.flatMap { ["scale", $0.metric ?? "", String($0.factor)] }
    parts += missing.flatMap { ["missing", $0] } + skipRows.flatMap { ["skip_rows", $0] }
    parts += ["totals", keepsTotals ? "1" : "", "order", dates.order?.rawValue ?? ""]
    parts += ["begins", dates.begins?.rawValue ?? "", "fiscal", dates.fiscalYearBegins.map { String($0) } ?? ""]
    parts += ["named", dates.isFiscalYearNamedByStart ? "start" : ""] + periodColumns.flatMap { ["period", $0] }
    parts += ["records", records ?? "", "sheet", sheet ?? "", "comment", layout.comment ?? ""]
    parts += [layout.header ?? 0, layout.skip, layout.footer, Int(layout.delimiter ?? 0)].map { String($0) }
    var hash = SHA256()
    // Each part with its length before it, so that no two lists run together.
    for part in parts { Array("\(part.utf8.count):\(part)".utf8).withUnsafeBytes { hash.update($0) } }
    return hash.hexDigest()
  }
}
