import MarketModel

/// How a report is printed. The raw value is the word after `--format`.
public enum OutputFormat: String, CaseIterable, Sendable {
  case table, csv, tsv, json, ndjson, markdown, html, svg
  case vegaLite = "vega-lite"
  /// A workbook: not a text, and made by `renderWorkbook`.
  case xlsx

  /// All of them, for people: "table, csv … or xlsx".
  public static var list: String { alternatives(allCases.map(\.rawValue)) }

  /// Whether it sets the table that people read, figures with their intervals.
  public var isForPeople: Bool { [.table, .markdown, .html].contains(self) }

  /// Whether it can hold a report with a column for each period.
  public var canBeWide: Bool { isForPeople || [.csv, .tsv, .xlsx].contains(self) }

  /// The format that a file's ending asks for, without its dot and in any case; nil when it asks for none.
  /// `brief.vl.json` may be given as `vl.json`.
  public init?(fileExtension: String) {
    switch fileExtension.lowercased() {
    case "txt", "table": self = .table
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "json": self = .json
    case "ndjson", "jsonl": self = .ndjson
    case "md", "markdown": self = .markdown
    case "html", "htm": self = .html
    case "svg": self = .svg
    case "vl.json", "vl", "vega-lite": self = .vegaLite
    case "xlsx": self = .xlsx
    default: return nil
    }
  }

  /// The format that a file's name or path asks for by its ending; nil when it asks for none.
  public init?(fileName: String) {
    let name = fileName.split(separator: "/").last.map(String.init) ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return nil }
    if parts.count > 2, let format = OutputFormat(fileExtension: parts.suffix(2).joined(separator: ".")) {
      self = format
    } else {
      self.init(fileExtension: String(parts[parts.count - 1]))
    }
  }
}
