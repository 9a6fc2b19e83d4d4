import MarketReports

/// What the place of output allows. It changes looks, never which rows or figures there are.
public struct RenderingOptions: Sendable, Equatable {
  /// Columns of the terminal; nil: no limit.
  public var width: Int?
  /// Whether escape codes for colour may be written.
  public var color: Bool
  /// Whether a table is accompanied by a drawing of the report's charts.
  public var chart: Bool
  /// Whether the program's own signs keep to ASCII. Names from the store stay as they are.
  public var ascii: Bool
  /// Whether JSON is an array of reports even for one: what makes a list is then known before it is counted.
  public var isList: Bool
  /// The day to stamp on a page, ISO 8601; nil prints no such stamp, so that output depends on the report alone.
  public var generatedOn: String?

  /// The defaults suit a file: no limit of width, no colour, no drawing, no day.
  public init(
    width: Int? = nil, color: Bool = false, chart: Bool = false, ascii: Bool = false, isList: Bool = false,
    generatedOn: String? = nil
  ) {
    self.width = width
    self.color = color
    self.chart = chart
    self.ascii = ascii
    self.isList = isList
    self.generatedOn = generatedOn
  }
}

/// Why reports cannot be printed as asked.
public enum RenderingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Several reports were to become one list of rows, but their columns differ; the titles are those of the first two
  /// that do.
  case differentColumns(format: OutputFormat, first: String, other: String)
  /// A picture was asked for, and no report has a chart.
  case noChart(format: OutputFormat, title: String)
  /// A workbook could not be made, for this reason.
  case noWorkbook(String)

  /// What is wrong and what to choose instead, as a message for people.
  public var description: String {
    switch self {
    case .differentColumns(let format, let first, let other):
      "\(format.rawValue) holds one list of rows, but “\(first)” and “\(other)” have different columns: "
        + "print them one by one, or as json, html or markdown"
    case .noChart(let format, let title):
      "there is nothing to draw as \(format.rawValue) in “\(title)”: print it as a table, csv, json, html "
        + "or markdown"
    case .noWorkbook(let reason): "there is no workbook: \(reason)"
    }
  }
}

/// The whole text of one or several reports in one format, ending in a line feed.
///
/// Several reports become one brief: table prints them one after the other, html and markdown put a contents list in
/// front, json makes an array, svg and vega-lite stack the charts; csv, tsv and ndjson join the rows when all columns
/// are the same.
/// - Throws: `RenderingError` when the format cannot hold these reports.
public func render(_ documents: [ReportDocument], as format: OutputFormat, options: RenderingOptions) throws -> String {
  switch format {
  case .table: renderTable(documents, options: options)
  case .csv: try renderCSV(documents)
  case .tsv: try renderTSV(documents)
  case .json: renderJSON(documents, isList: options.isList)
  case .ndjson: try renderNDJSON(documents)
  case .markdown: renderMarkdown(documents, options: options)
  case .svg: try renderSVG(documents)
  case .html: renderHTML(documents, options: options)
  case .vegaLite: try renderVegaLite(documents)
  case .xlsx: throw RenderingError.noWorkbook("it is not a text")
  }
}

/// The reports as one list of rows, for the formats that hold nothing else.
func joinedRows(_ documents: [ReportDocument], for format: OutputFormat) throws -> (columns: [Column], rows: [[Cell]]) {
  guard let first = documents.first else { return ([], []) }
  for other in documents.dropFirst() where other.columns.map(\.name) != first.columns.map(\.name) {
    throw RenderingError.differentColumns(format: format, first: first.title, other: other.title)
  }
  return (first.columns, documents.flatMap(\.rows))
}
