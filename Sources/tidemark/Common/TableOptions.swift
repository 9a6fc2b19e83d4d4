import ArgumentParser
import MarketStore
import Records

/// Where in a file its table is, where that cannot be seen.
struct TableOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The line that holds the headings.", valueName: "n"))
  var header: Int?

  @Option(help: ArgumentHelp("Leave out so many lines at the top.", valueName: "n"))
  var skip: Int?

  @Option(help: ArgumentHelp("Leave out so many rows at the end.", valueName: "n"))
  var footer: Int?

  @Option(help: ArgumentHelp("Leave out lines that begin with this.", valueName: "text"))
  var comment: String?

  @Option(help: ArgumentHelp("What divides a line: one ASCII character, or tab.", valueName: "c"), transform: delimiter)
  var delimiter: UInt8?

  @Option(help: ArgumentHelp("The sheet of a workbook that is meant.", valueName: "name"))
  var sheet: String?

  @Option(
    help: ArgumentHelp("JSON: the array that holds the records, as data.items.", valueName: "path"))
  var records: String?

  func validate() throws {
    if let header, header < 1 { throw ValidationError("--header is the number of a line, 1 or more") }
    if let skip, skip < 0 { throw ValidationError("--skip is a number of lines, 0 or more") }
    if let footer, !(0...1_000_000).contains(footer) {
      throw ValidationError("--footer is a number of rows, 0 to 1000000")
    }
    if header != nil, skip != nil { throw ValidationError("--header and --skip say the same: give one of them") }
    if comment?.isEmpty == true { throw ValidationError("--comment needs the text that a comment begins with") }
  }

  /// What is given here wins over what a profile says.
  private func layout(profile: TableLayout) -> TableLayout {
    var layout = profile
    if let header { (layout.header, layout.skip) = (header, 0) }
    if let skip { (layout.header, layout.skip) = (nil, skip) }
    layout.footer = footer ?? layout.footer
    layout.comment = comment ?? layout.comment
    layout.delimiter = delimiter ?? layout.delimiter
    return layout
  }

  /// Sets what is given here.
  func apply(to options: inout ImportOptions) {
    options.layout = layout(profile: options.layout)
    if options.records != nil { options.optionalParts.insert(.records) }
    if options.sheet != nil { options.optionalParts.insert(.sheet) }
    if let records {
      options.records = records
      options.optionalParts.remove(.records)
    }
    if let sheet {
      options.sheet = sheet
      options.optionalParts.remove(.sheet)
    }
  }

  private static func delimiter(_ text: String) throws -> UInt8 {
    if text.lowercased() == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20 && byte < 0x7F || byte == UInt8(ascii: "\t"),
      byte != UInt8(ascii: "\"")
    else { throw ValidationError("a delimiter is one ASCII character, or tab; not a quote") }
    return byte
  }
}

/// The same options in a saved profile.
extension ImportOptions {
  var tableSettings: [String: String?] {
    [
      "header": layout.header.map(String.init), "skip": layout.skip > 0 ? String(layout.skip) : nil,
      "footer": layout.footer > 0 ? String(layout.footer) : nil, "comment": layout.comment,
      "delimiter": layout.delimiter.map { String(Character(Unicode.Scalar($0))) }, "records": records,
      "sheet": sheet,
    ]
  }

  /// false: no option of these.
  mutating func takeTableSetting(_ key: String, _ value: String) -> Bool {
    switch key {
    case "header": layout.header = Int(value)
    case "skip": layout.skip = Int(value) ?? 0
    case "footer": layout.footer = Int(value) ?? 0
    case "comment": layout.comment = value
    case "delimiter": layout.delimiter = value.utf8.first
    case "records": records = value
    case "sheet": sheet = value
    default: return false
    }
    return true
  }
}
