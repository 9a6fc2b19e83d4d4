import CWorkbooks
import System

/// A workbook that is being written with libxlsxwriter, sheet by sheet and row by row.
final class WorkbookFile {
  /// Why a workbook could not be written.
  struct Failure: Error { var message: String }

  private let library: cworkbooks
  private let book: UnsafeMutablePointer<lxw_workbook>
  private let descriptor: Int32
  private let bold: UnsafeMutablePointer<lxw_format>?
  private let date: UnsafeMutablePointer<lxw_format>?
  private var names: Set<String> = []
  private var isClosed = false

  /// - Throws: `Failure`; `FileError`.
  init() throws {
    if let missing = cworkbooks_load() {
      throw Failure(
        message: "the library that writes workbooks is missing (Debian: libxlsxwriter): \(String(cString: missing))")
    }
    library = cworkbooks_table()
    descriptor = try TemporaryFile.open()
    guard let book = cworkbooks_open("/proc/self/fd/\(descriptor)", TemporaryFile.folder) else {
      close(descriptor)
      throw Failure(message: "a workbook could not be begun")
    }
    self.book = book
    bold = library.add_format(book)
    library.set_bold(bold)
    date = library.add_format(book)
    library.set_num_format(date, "yyyy-mm-dd")
  }

  deinit {
    if !isClosed { _ = library.close(book) }
    close(descriptor)
  }

  /// The whole file; nothing can be added afterwards.
  func bytes() throws -> [UInt8] {
    isClosed = true
    try check(library.close(book))
    lseek(descriptor, 0, SEEK_SET)
    guard let bytes = readAll(descriptor) else { throw FileError.reading(TemporaryFile.folder) }
    return bytes
  }

  private func check(_ code: lxw_error) throws {
    guard code != LXW_NO_ERROR else { return }
    throw Failure(message: library.error_string(code).map { String(cString: $0) } ?? "error \(code.rawValue)")
  }

  /// One sheet; its rows are written from the top.
  struct Sheet {
    /// As formulas of a chart name it.
    let name: String
    fileprivate let sheet: UnsafeMutablePointer<lxw_worksheet>
    fileprivate(set) var rows = 0
  }

  enum Value {
    case empty
    case number(Double)
    case text(String)
    case heading(String)
    /// Days since the end of 1899, as spreadsheet programs count them.
    case date(serial: Int)
  }

  static let mostRows = 1_048_576
  /// UTF-16 units of a cell's text.
  private static let longestText = 32_767

  /// Begins a sheet under a name as near to `title` as names of sheets may be.
  func addSheet(_ title: String) throws -> Sheet {
    let name = sheetName(title)
    guard let sheet = library.add_worksheet(book, name) else { throw Failure(message: "a sheet could not be added") }
    return Sheet(name: name, sheet: sheet)
  }

  func append(_ row: [Value], to sheet: inout Sheet) throws {
    let line = lxw_row_t(sheet.rows)
    for (index, value) in row.enumerated() {
      let column = lxw_col_t(index)
      switch value {
      case .empty: break
      case .number(let number): try check(library.write_number(sheet.sheet, line, column, number, nil))
      // Always a text, whatever it begins with: nothing of the data becomes a formula.
      case .text(let text): try check(library.write_string(sheet.sheet, line, column, Self.fitting(text), nil))
      case .heading(let text): try check(library.write_string(sheet.sheet, line, column, Self.fitting(text), bold))
      case .date(let serial): try check(library.write_number(sheet.sheet, line, column, Double(serial), date))
      }
    }
    sheet.rows += 1
  }

  private static func fitting(_ text: String) -> String {
    // What looks like the escape of a character stands for itself.
    var text = text
    if text.utf8.contains(UInt8(ascii: "_")) { text.replace(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_") }
    guard text.utf16.count > longestText else { return text }
    var short = String(text.prefix(longestText / 2))
    while short.utf16.count > longestText - 1 { short.removeLast(max(1, short.count / 10)) }
    return short + "…"
  }

  func setWidth(_ characters: Double, ofColumns columns: ClosedRange<Int>, in sheet: Sheet) throws {
    try check(
      library.set_column(
        sheet.sheet, lxw_col_t(columns.lowerBound), lxw_col_t(columns.upperBound), characters, nil))
  }

  func freezeHeader(of sheet: Sheet) { library.freeze_panes(sheet.sheet, 1, 0) }

  enum ChartKind { case line, stackedColumn }

  /// Draws the columns of a sheet beside them: the first column has the categories, the first row the names.
  func addChart(_ kind: ChartKind, isPercent: Bool, columns: Int, to sheet: Sheet) throws {
    let type = kind == .line ? LXW_CHART_LINE : LXW_CHART_COLUMN_STACKED
    guard sheet.rows > 1, columns > 1, let chart = library.add_chart(book, UInt8(type.rawValue)) else { return }
    let last = lxw_row_t(sheet.rows - 1)
    for column in 1..<columns {
      let at = lxw_col_t(column)
      guard let series = library.add_series(chart, nil, nil) else { continue }
      // By their places, never by texts: a text that begins with = would be a formula.
      library.set_name_range(series, sheet.name, 0, at)
      library.set_categories(series, sheet.name, 1, 0, last, 0)
      library.set_values(series, sheet.name, 1, at, last, at)
    }
    if isPercent { library.axis_set_num_format(cworkbooks_value_axis(chart), "0%") }
    try check(library.insert_chart(sheet.sheet, 1, lxw_col_t(columns + 1), chart))
  }

  /// At most 31 characters, without those that formulas use, and no name twice.
  private func sheetName(_ title: String) -> String {
    var plain = String(
      title.map { character in
        "[]:*?/\\'".contains(character) || character.unicodeScalars.contains { $0.value < 0x20 } ? " " : character
      })
    plain = plain.split(separator: " ").joined(separator: " ")
    if plain.isEmpty || plain.lowercased() == "history" { plain = "Report" }
    func cut(_ text: String, _ most: Int) -> String {
      var text = text
      if text.utf16.count <= most { return text }
      while text.utf16.count > most { text.removeLast() }
      // Rather a word less than half a word.
      if let blank = text.lastIndex(of: " "), text.distance(from: text.startIndex, to: blank) > most / 2 {
        text = String(text[..<blank])
      }
      while text.hasSuffix(" ") || text.hasSuffix(",") { text.removeLast() }
      return text
    }
    var name = cut(plain, 31)
    var number = 2
    while !names.insert(name.lowercased()).inserted {
      name = cut(plain, 27) + " \(number)"
      number += 1
    }
    return name
  }
}
