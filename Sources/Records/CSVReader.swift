import System

/// Comma-separated values after RFC 4180, read as people write them: any line end, a leading byte order mark, `sep=;`,
/// another delimiter, and lines around the table. A quote inside an unquoted field is literal.
///
/// One thread reads one record at a time: what is touched at every record is not checked for that.
package final class CSVReader: RecordReader {
  package let record = Record()
  @exclusivity(unchecked) package private(set) var columns: [String] = []
  package private(set) var notices: [String] = []
  /// The lines above the header, which may say how the figures are meant; long ones cut.
  package private(set) var captions: [String] = []
  package let isRagged = false
  private let buffer: InputBuffer
  private let layout: TableLayout
  private let comment: [UInt8]
  @exclusivity(unchecked) private var delimiter = UInt8(ascii: ",")
  @exclusivity(unchecked) private var line = 1
  /// Columns behind the last heading that have neither a heading nor values.
  private var spareColumns = 0
  /// The table has begun: its rows are made as wide as its headings, where that loses nothing.
  @exclusivity(unchecked) private var isInTable = false
  /// Unescaped text of quoted fields that hold `""`, and their places: pointers are set when the record is complete.
  private let unescaped = ByteArena()
  @exclusivity(unchecked) private var repairs: [(field: Int, range: Range<Int>)] = []

  package var columnCount: Int { columns.count }
  package var bytesRead: Int64 { buffer.bytesRead }

  /// Opens the file and reads its header, which is then the record at hand.
  ///
  /// - Parameter judge: Says which rows look like headings; without it the first row is the header.
  /// - Throws: `UnreadableFile`; what the judge throws.
  package init(_ buffer: InputBuffer, layout: TableLayout = TableLayout(), judge: HeadingJudge? = nil) throws {
    self.buffer = buffer
    self.layout = layout
    comment = Array((layout.comment ?? "").utf8)
    record.isSheetRow = layout.isSheet
    try readSeparatorLine()
    try skipLines(layout.linesBefore)
    try chooseDelimiter()
    if let judge, !layout.isSettled { try findHeader(judge) }
    guard try next() else {
      throw UnreadableFile(
        line: 1, byte: 0, kind: "file",
        message: layout.isSettled ? "the file ends before its header" : "the file is empty",
        remedy: layout.isSettled ? .otherHeader : .advice("the first line names the columns"))
    }
    if let wanted = layout.header, record.line != wanted {
      throw UnreadableFile(
        line: record.line, byte: record.byte, kind: "header", message: "line \(wanted) is empty", remedy: .otherHeader)
    }
    for index in 0..<record.count { columns.append(String(decoding: record[index].bytes, as: UTF8.self)) }
    try dropEmptyColumns()
    isInTable = true
  }

  package func next() throws -> Bool {
    while true {
      let before = line
      if !comment.isEmpty, try skipComment() { continue }
      switch try parse() {
      case .record:
        if record.count == 1, record.raw.trimmed.isEmpty { continue }
        // A comment with a delimiter in it may have been written as a quoted field.
        if !comment.isEmpty, record[0].bytes.starts(with: comment) { continue }
        try requireUTF8()
        if isInTable, record.count != columns.count { fitToHeader() }
        return true
      case .end: return false
      case .needsMore:
        line = before
        try readOn()
      }
    }
  }

  private enum Outcome { case record, end, needsMore }

  /// Takes one record off the window; nothing is taken when the window ends inside it and the file goes on.
  private func parse() throws -> Outcome {
    let bytes = buffer.base
    let begin = buffer.start
    let end = buffer.end
    let isLast = buffer.isAtEnd
    let delimiter = delimiter
    if begin == end { return isLast ? .end : .needsMore }
    record.removeAll()
    unescaped.removeAll()
    if !repairs.isEmpty { repairs.removeAll(keepingCapacity: true) }
    var index = begin
    var lines = 0
    while true {
      let fieldStart = index
      var field: Field
      if index < end, bytes[index] == UInt8(ascii: "\"") {
        guard let (quoted, next) = parseQuoted(bytes, index, end, delimiter, &lines) else {
          if isLast { throw unclosedQuote(bytes, begin, fieldStart, end) }
          return .needsMore
        }
        field = quoted
        index = next
      } else {
        index = endOfField(bytes, index, end, delimiter)
        field = Field(
          bytes: UnsafeRawBufferPointer(start: bytes + fieldStart, count: index - fieldStart),
          offset: fieldStart - begin,
          extent: index - fieldStart)
      }
      if index == end, !isLast { return .needsMore }
      field.offset = fieldStart - begin
      if record.count == JSONReader.mostColumns { throw tooWide() }
      record.append(field)
      if index < end, bytes[index] == delimiter {
        index += 1
        continue
      }
      break
    }
    record.line = line
    record.byte = buffer.baseOffset + Int64(begin)
    record.raw = UnsafeRawBufferPointer(start: bytes + begin, count: index - begin)
    if index < end {
      // A lone CR ends a line too; a CR at the window's end may be half of a CRLF.
      if bytes[index] == UInt8(ascii: "\r") {
        if index + 1 == end, !isLast { return .needsMore }
        if index + 1 < end, bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
      }
      index += 1
    }
    line += layout.isSheet ? 1 : lines + 1
    buffer.start = index
    resolveRepairs()
    return .record
  }

  /// Where an unquoted field ends: at a delimiter, a line end or `end`. Eight bytes at a time, in which a byte that is
  /// looked for is told by the borrow that it causes; the lowest such bit is always a true one.
  @inline(__always) private func endOfField(
    _ bytes: UnsafeMutablePointer<UInt8>, _ begin: Int, _ end: Int, _ delimiter: UInt8
  ) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    @inline(__always) func marks(_ word: UInt64, _ byte: UInt8) -> UInt64 {
      let other = word ^ (ones &* UInt64(byte))
      return (other &- ones) & ~other & tops
    }
    var index = begin
    while index + 8 <= end {
      let word = UInt64(littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
      let found = marks(word, delimiter) | marks(word, UInt8(ascii: "\n")) | marks(word, UInt8(ascii: "\r"))
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < end, bytes[index] != delimiter, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r")
    { index += 1 }
    return index
  }

  /// A field that begins with a quote. nil: the window ends before the field does.
  private func parseQuoted(
    _ bytes: UnsafeMutablePointer<UInt8>, _ begin: Int, _ end: Int, _ delimiter: UInt8, _ lines: inout Int
  ) -> (Field, Int)? {
    var index = begin + 1
    var hasEscapes = false
    while true {
      guard index < end else { return nil }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        // The last byte of the window may be the first half of an escaped quote.
        if index + 1 == end, !buffer.isAtEnd { return nil }
        if index + 1 < end, bytes[index + 1] == UInt8(ascii: "\"") {
          hasEscapes = true
          index += 2
          continue
        }
        break
      }
      if byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r") && !(index + 1 < end && bytes[index + 1] == UInt8(ascii: "\n"))
      {
        lines += 1
      }
      index += 1
    }
    var field = Field(
      bytes: UnsafeRawBufferPointer(start: bytes + begin + 1, count: index - begin - 1), offset: 0,
      extent: index + 1 - begin)
    if hasEscapes {
      let from = unescaped.count
      var at = begin + 1
      while at < index {
        unescaped.append(bytes[at])
        at += bytes[at] == UInt8(ascii: "\"") ? 2 : 1
      }
      repairs.append((record.count, from..<unescaped.count))
    }
    index += 1
    let afterQuote = index
    while index < end, bytes[index] != delimiter, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r")
    { index += 1 }
    if index > afterQuote {
      field.hasTextAfterQuote = true
      record.hasTextAfterQuote = true
      field.extent = index - begin
    }
    return (field, index)
  }

  /// The unescaped text stands still now that the record is complete.
  private func resolveRepairs() {
    for repair in repairs { record.fields[repair.field].bytes = unescaped[repair.range] }
  }

  private func requireUTF8() throws {
    let raw = record.raw
    var high: UInt8 = 0
    var hasNUL = false
    for byte in raw {
      high |= byte
      if byte == 0 { hasNUL = true }
    }
    if hasNUL {
      throw UnreadableFile.nul(line: record.line, byte: record.byte)
    }
    guard high >= 0x80, let bad = raw.invalidUTF8Offset() else { return }
    throw UnreadableFile(
      in: raw, at: bad, first: record.line, start: record.byte, kind: "encoding",
      message: "invalid UTF-8 at byte \(record.byte + Int64(bad))", remedy: .encodings(["windows-1252"]))
  }

  private func unclosedQuote(_ bytes: UnsafeMutablePointer<UInt8>, _ begin: Int, _ quote: Int, _ end: Int)
    -> UnreadableFile
  {
    let raw = UnsafeRawBufferPointer(start: bytes + begin, count: end - begin)
    var error = UnreadableFile(
      in: raw, at: quote - begin, first: line, start: buffer.baseOffset + Int64(begin), kind: "quote", message: "",
      remedy: .advice("close it, or double a quote that belongs to the text"))
    error.message = "the quote opened on line \(error.line) is never closed"
    return error
  }

  private func tooLong(from line: Int) -> UnreadableFile {
    unreadableRow(
      "is longer than \(InputBuffer.largestRecord >> 20) MiB", line, remedy: .advice("is a quote left open there?"))
  }

  private func tooWide() -> UnreadableFile {
    unreadableRow("has more than \(JSONReader.mostColumns) fields", line, remedy: .advice("is this a table?"))
  }

  private func unreadableRow(_ fault: String, _ line: Int, remedy: UnreadableFile.Remedy) -> UnreadableFile {
    UnreadableFile(
      in: UnsafeRawBufferPointer(start: buffer.base + buffer.start, count: min(4000, buffer.end - buffer.start)), at: 0,
      first: line,
      start: buffer.offset, kind: "record", message: "the row that begins on line \(line) \(fault)",
      remedy: remedy)
  }

  /// `sep=;` on the first line, as spreadsheets write it.
  private func readSeparatorLine() throws {
    if layout.isSheet { return }
    while buffer.end - buffer.start < 16, !buffer.isAtEnd { _ = try buffer.refill() }
    let bytes = buffer.base + buffer.start
    let count = buffer.end - buffer.start
    guard count >= 5, (bytes[0] | 0x20) == UInt8(ascii: "s"), (bytes[1] | 0x20) == UInt8(ascii: "e"),
      (bytes[2] | 0x20) == UInt8(ascii: "p"),
      bytes[3] == UInt8(ascii: "="), bytes[4] != UInt8(ascii: "\n"), bytes[4] != UInt8(ascii: "\r"),
      bytes[4] != UInt8(ascii: "\""),
      bytes[4] > 0, bytes[4] < 0x80
    else { return }
    var length = 5
    if length < count, bytes[length] == UInt8(ascii: "\r") { length += 1 }
    if length < count {
      guard bytes[length] == UInt8(ascii: "\n") || bytes[length - 1] == UInt8(ascii: "\r") else { return }
      if bytes[length] == UInt8(ascii: "\n") { length += 1 }
    }
    if layout.delimiter == nil {
      delimiter = bytes[4]
      notices.append("the delimiter is \(Self.describe(delimiter)), as the file's first line says")
    }
    buffer.start += length
    line += 1
  }

  private func chooseDelimiter() throws {
    if let given = layout.delimiter {
      delimiter = given
    } else if notices.isEmpty {
      if layout.prefersTabs {
        delimiter = UInt8(ascii: "\t")
        return
      }
      let length = try fillHead()
      let found = DelimiterSearch.find(UnsafeRawBufferPointer(rebasing: head[..<length]), comment: comment)
      guard let found, found != delimiter else { return }
      delimiter = found
      notices.append("the delimiter is \(Self.describe(found))")
    }
  }

  /// The unread bytes of the window.
  private var head: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: buffer.base + buffer.start, count: buffer.end - buffer.start)
  }

  private static func describe(_ delimiter: UInt8) -> String {
    delimiter == UInt8(ascii: "\t") ? "a tab" : "\"\(Character(Unicode.Scalar(delimiter)))\""
  }

  // MARK: Around the table

  /// A longer beginning of a file is not looked at for a header or a delimiter.
  private static let largestHead = 1 << 18

  /// Fills the window with the lines that a header is looked for in, as far as there are that many.
  ///
  /// - Returns: how many bytes that is: what else is in the window hangs on the size of the blocks, and must not be
  ///   looked at.
  @discardableResult private func fillHead() throws -> Int {
    var lines = 0
    var looked = 0
    while true {
      let (bytes, count) = (UnsafePointer(buffer.base + buffer.start), buffer.end - buffer.start)
      while looked < min(count, Self.largestHead) {
        if bytes[looked] == UInt8(ascii: "\n") || bytes[looked] == UInt8(ascii: "\r") {
          lines += 1
          if lines > 2 * HeaderSearch.lines { return looked }
        }
        looked += 1
      }
      if buffer.isAtEnd || looked == Self.largestHead { return looked }
      _ = try buffer.refill()
    }
  }

  /// Passes over lines at the top: of a sheet over rows.
  private func skipLines(_ count: Int) throws {
    while line <= count {
      try fillHead()
      noteCaptions(head.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
      guard try layout.isSheet ? skipRow() : skipLine() else { return }
    }
  }

  private func noteCaptions(_ text: Slice<UnsafeRawBufferPointer>) {
    for line in text.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    where captions.count < HeaderSearch.lines {
      let words = UnsafeRawBufferPointer(rebasing: line.prefix(400)).trimmed
      if !words.isEmpty { captions.append(words.text) }
    }
  }

  private func skipRow() throws -> Bool {
    while true {
      switch try parse() {
      case .record: return true
      case .end: return false
      case .needsMore: try readOn()
      }
    }
  }

  private func readOn() throws {
    do {
      _ = try buffer.refill()
    } catch is RecordTooLong {
      throw tooLong(from: line)
    }
  }

  /// Takes one line off the window, however it is divided; false at the end.
  private func skipLine() throws -> Bool {
    var looked = 0
    while true {
      let head = head
      if let ending = head[looked...].firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
        // A CR at the window's end may be half of a CRLF.
        if ending + 1 < head.count || buffer.isAtEnd {
          let isPair =
            head[ending] == UInt8(ascii: "\r") && ending + 1 < head.count && head[ending + 1] == UInt8(ascii: "\n")
          buffer.start += ending + (isPair ? 2 : 1)
          line += 1
          return true
        }
        looked = ending
      } else {
        if buffer.isAtEnd {
          let wasEmpty = head.isEmpty
          buffer.start = buffer.end
          if !wasEmpty { line += 1 }
          return !wasEmpty
        }
        looked = head.count
      }
      try readOn()
    }
  }

  /// Takes a line that begins with the comment's text off the window.
  private func skipComment() throws -> Bool {
    while buffer.end - buffer.start < comment.count, !buffer.isAtEnd { _ = try buffer.refill() }
    guard head.starts(with: comment) else { return false }
    return try layout.isSheet ? skipRow() : skipLine()
  }

  /// Moves to the row of headings, where that is not the first one.
  private func findHeader(_ judge: @escaping HeadingJudge) throws {
    let length = try fillHead()
    let start = (offset: buffer.start, line: line)
    let end = start.offset + length
    var search = HeaderSearch(judge)
    rows: while buffer.start < end {
      if !comment.isEmpty, head.starts(with: comment) {
        let isWhole = head[..<(end - buffer.start)].contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        guard isWhole, try skipLine() else { break }
        continue
      }
      // What is broken there will be said when it is read.
      guard let outcome = try? parse(), case .record = outcome, record.line <= HeaderSearch.lines, buffer.start <= end,
        record.raw.invalidUTF8Offset() == nil
      else { break }
      if record.count == 1, record.raw.trimmed.isEmpty { continue }
      let cells = (0..<record.count).map { record[$0].bytes.trimmed.text }
      try search.add(cells, line: record.line, byte: record.byte)
      if search.isDecided { break rows }
    }
    (buffer.start, line) = start
    guard let found = search.found else { return }
    let passed = UnsafeRawBufferPointer(rebasing: head[..<(Int(found.byte - buffer.baseOffset) - buffer.start)])
    let first = passed.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
      .lazy.map { UnsafeRawBufferPointer(rebasing: $0).trimmed }.first { !$0.isEmpty }
    let words = first.map { UnsafeRawBufferPointer(rebasing: $0.prefix(400)).text } ?? ""
    let excerpt = words.count > 60 ? words.prefix(60) + "…" : words[...]
    noteCaptions(passed[...])
    let rows = found.line - line
    buffer.start = Int(found.byte - buffer.baseOffset)
    line = found.line
    notices.append(
      "the header is line \(found.line); passed over \(rows == 1 ? "one line" : "\(rows) lines") above it: \(excerpt)")
  }

  /// Last columns without a heading go, when the first lines have no values in them.
  private func dropEmptyColumns() throws {
    var last = columns.count
    while last > 1, columns[last - 1].allSatisfy(\.isWhitespace) { last -= 1 }
    guard last < columns.count else { return }
    let (width, header) = (columns.count, record.line)
    // The header is in the window still: nothing was read since.
    buffer.start = Int(record.byte - buffer.baseOffset)
    line = header
    let length = try fillHead()
    let begin = buffer.start
    let end = begin + length
    var used = last
    while buffer.start < end, let outcome = try? parse(), case .record = outcome, buffer.start <= end,
      record.line <= header + HeaderSearch.lines
    {
      guard record.line > header else { continue }
      for index in last..<max(last, min(width, record.count)) {
        let text = record[index].bytes.trimmed
        if !text.isEmpty, !layout.passedOver.contains(text.text.lowercased()) { used = max(used, index + 1) }
      }
    }
    buffer.start = begin
    line = header
    _ = try parse()
    spareColumns = width - used
    columns.removeLast(spareColumns)
  }

  /// Makes a row as wide as the headings: what a sheet's row leaves out is empty, and what is empty behind the last
  /// heading goes.
  private func fitToHeader() {
    if layout.isSheet {
      let end = UnsafeRawBufferPointer(start: record.raw.baseAddress.map { $0 + record.raw.count }, count: 0)
      while record.count < columns.count { record.append(Field(bytes: end, offset: record.raw.count, extent: 0)) }
    }
    guard layout.isSheet || record.count <= columns.count + spareColumns else { return }
    while record.count > columns.count, record[record.count - 1].bytes.trimmed.isEmpty { record.removeLast() }
  }
}
