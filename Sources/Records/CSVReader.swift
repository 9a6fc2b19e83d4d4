import System

/// Comma-separated values after RFC 4180, read as people write them: any line end, a leading byte order mark, `sep=;`,
/// and `;` or a tab as the delimiter where the header shows it. A quote inside an unquoted field is literal.
package final class CSVReader: RecordReader {
  package let record = Record()
  package private(set) var columns: [String] = []
  package private(set) var notices: [String] = []
  package let isRagged = false
  private let buffer: InputBuffer
  private var delimiter = UInt8(ascii: ",")
  private var line = 1
  /// Unescaped text of quoted fields that hold `""`, and their places: pointers are set when the record is complete.
  private let unescaped = ByteArena()
  private var repairs: [(field: Int, range: Range<Int>)] = []

  package var columnCount: Int { columns.count }
  package var bytesRead: Int64 { buffer.bytesRead }

  /// Opens the file and reads its header.
  package init(_ buffer: InputBuffer, prefersTabs: Bool) throws {
    self.buffer = buffer
    if prefersTabs { delimiter = UInt8(ascii: "\t") }
    try readSeparatorLine()
    if !prefersTabs && notices.isEmpty { try detectDelimiter() }
    guard try next() else {
      throw UnreadableFile(
        line: 1, byte: 0, kind: "file", message: "the file is empty",
        remedy: .advice("the first line names the columns"))
    }
    for index in 0..<record.count { columns.append(String(decoding: record[index].bytes, as: UTF8.self)) }
  }

  package func next() throws -> Bool {
    while true {
      let before = line
      switch try parse() {
      case .record:
        if record.count == 1, record.raw.trimmed.isEmpty { continue }
        try requireUTF8()
        return true
      case .end: return false
      case .needsMore:
        line = before
        do {
          _ = try buffer.refill()
        } catch is RecordTooLong {
          throw tooLong(from: before)
        }
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
    repairs.removeAll(keepingCapacity: true)
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
        while index < end {
          let byte = bytes[index]
          if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
          index += 1
        }
        field = Field(
          bytes: UnsafeRawBufferPointer(start: bytes + fieldStart, count: index - fieldStart),
          offset: fieldStart - begin,
          extent: index - fieldStart)
      }
      if index == end, !isLast { return .needsMore }
      field.offset = fieldStart - begin
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
    line += lines + 1
    buffer.start = index
    resolveRepairs()
    return .record
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
    UnreadableFile(
      in: UnsafeRawBufferPointer(start: buffer.base + buffer.start, count: min(4000, buffer.end - buffer.start)), at: 0,
      first: line,
      start: buffer.offset, kind: "record",
      message: "the row that begins on line \(line) is longer than \(InputBuffer.largestRecord >> 20) MiB",
      remedy: .advice("is a quote left open there?"))
  }

  /// `sep=;` on the first line, as spreadsheets write it.
  private func readSeparatorLine() throws {
    try fillHead()
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
    delimiter = bytes[4]
    notices.append("the delimiter is \(Self.describe(delimiter)), as the file's first line says")
    buffer.start += length
    line += 1
  }

  /// A header without a comma but with `;` or a tab is separated by that.
  private func detectDelimiter() throws {
    try fillHead()
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for index in buffer.start..<buffer.end {
      let byte = buffer.base[index]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t") {
        counts[byte, default: 0] += 1
      }
    }
    guard counts[UInt8(ascii: ",")] == nil else { return }
    for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ";")] where counts[candidate] != nil {
      delimiter = candidate
      notices.append("the delimiter is \(Self.describe(candidate))")
      return
    }
  }

  private func fillHead() throws {
    while buffer.end - buffer.start < 1 << 12, !buffer.isAtEnd { _ = try buffer.refill() }
  }

  private static func describe(_ delimiter: UInt8) -> String {
    delimiter == UInt8(ascii: "\t") ? "a tab" : "\"\(Character(Unicode.Scalar(delimiter)))\""
  }
}
