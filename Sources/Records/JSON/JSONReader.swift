/// A JSON array of objects, or one object a line (NDJSON): each object is a record whose keys are column names.
///
/// A value is a string, a number (its text as written), true, false or null; a list of strings is one field joined by
/// `;`, any other list its own text; the keys of an object inside are columns `a.b`. The array may stand inside an
/// envelope, whose rest is not looked at.
package final class JSONReader: RecordReader {
  package let record = Record()
  package private(set) var columns: [String] = []
  package let notices: [String]
  package var columnCount: Int { columns.count }
  package let isRagged = true
  private let buffer: InputBuffer
  private var line = 1
  /// Offset in the input at which the line at hand begins.
  private var lineStart: Int64
  /// Characters between it and the window, when it has left the window.
  private var charactersLost = 0
  private var columnNumbers: [String: Int] = [:]
  /// By column: the object that had it last, so that a key that stands twice in one is found.
  private var lastUse: [Int] = []
  private var objects = 0
  static let mostColumns = Int(UInt16.max)
  private var isArray = false
  private var isFirst = true
  private let text = ByteArena()
  private var ranges: [(column: Int, text: Range<Int>, offset: Int, extent: Int)] = []
  private var hasFirst = false

  package var bytesRead: Int64 { buffer.bytesRead }

  /// The array ends before the text does.
  private let isEnveloped: Bool

  /// Opens the file and reads its first object, whose keys are the first columns.
  ///
  /// - Parameter place: The array inside an envelope at whose `[` the buffer begins, with the characters before it on
  ///   its line.
  package init(_ buffer: InputBuffer, at place: (array: JSONOutline.Place, charactersBefore: Int)? = nil) throws {
    self.buffer = buffer
    lineStart = buffer.offset
    isEnveloped = place != nil
    notices = place.map { ["the records are \($0.array.path)"] } ?? []
    if let place {
      line = place.array.line
      charactersLost = place.charactersBefore
    }
    guard try advance() else {
      throw UnreadableFile(
        line: 1, byte: 0, kind: "file", message: "the file holds no object",
        remedy: .advice("an array of objects, or one object a line"))
    }
    hasFirst = true
  }

  package func next() throws -> Bool {
    if hasFirst {
      hasFirst = false
      return true
    }
    return try advance()
  }

  private func advance() throws -> Bool {
    while true {
      let start = buffer.start
      var scanner = JSONScanner(base: buffer.base, index: start, end: buffer.end, line: line, isLast: buffer.isAtEnd)
      do throws(JSONScanner.Failure) {
        guard try skipToObject(&scanner) else {
          take(scanner)
          return false
        }
        let begin = scanner.index
        record.line = scanner.line
        if let start = scanner.lineStart {
          lineStart = buffer.baseOffset + Int64(start)
          charactersLost = 0
        }
        let before = Int(lineStart - buffer.baseOffset)
        objects += 1
        try scanner.object(text: text, ranges: &ranges) { name throws(JSONScanner.Failure) in try self.column(name) }
        finish(begin: begin, end: scanner.index, lineStart: before)
        take(scanner)
        isFirst = false
        return true
      } catch {
        if case .needsMore = error, !buffer.isAtEnd {
          do {
            leaveBehind()
            _ = try buffer.refill()
          } catch is RecordTooLong {
            var place = JSONScanner(base: buffer.base, index: buffer.start, end: buffer.end, line: line, isLast: true)
            place.skipBlanks()
            throw failure("an object is longer than \(InputBuffer.largestRecord >> 20) MiB", at: place)
          }
          continue
        }
        let message =
          switch error {
          case .broken(let text): text
          case .invalidUTF8(let index): "invalid UTF-8 at byte \(buffer.baseOffset + Int64(index))"
          case .needsMore: scanner.isInside ? "the file ends inside an object" : "the file ends inside the array"
          }
        throw failure(message, at: scanner)
      }
    }
  }

  /// Moves to the next `{`; false at the end of the array or file.
  private func skipToObject(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> Bool {
    scanner.skipBlanks()
    if isFirst, !isArray, scanner.peek == UInt8(ascii: "[") {
      scanner.index += 1
      scanner.skipBlanks()
      // The bracket stays unread until an object follows, so that a refill starts over from it.
      guard let byte = scanner.peek else { throw .needsMore }
      if byte == UInt8(ascii: "]") { return try endOfArray(&scanner) }
      isArray = true
      take(scanner)
    } else if isArray {
      guard let byte = scanner.peek else { throw .needsMore }
      if byte == UInt8(ascii: "]") { return try endOfArray(&scanner) }
      if !isFirst {
        guard byte == UInt8(ascii: ",") else { throw .broken("expected , or ] after an object") }
        scanner.index += 1
        scanner.skipBlanks()
      }
    }
    guard let byte = scanner.peek else {
      if buffer.isAtEnd, !isArray { return false }
      throw .needsMore
    }
    guard byte == UInt8(ascii: "{") else { throw .broken("expected an object") }
    return true
  }

  private func endOfArray(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> Bool {
    scanner.index += 1
    if isEnveloped { return false }
    scanner.skipBlanks()
    if scanner.peek != nil { throw .broken("text after the array's end") }
    guard buffer.isAtEnd else { throw .needsMore }
    return false
  }

  /// What the scanner has passed is read.
  private func take(_ scanner: JSONScanner) {
    line = scanner.line
    if let start = scanner.lineStart {
      lineStart = buffer.baseOffset + Int64(start)
      charactersLost = 0
    }
    buffer.start = scanner.index
  }

  /// A refill lets go of what is read: counts the characters of the line at hand that go with it.
  private func leaveBehind() {
    let from = max(0, Int(lineStart - buffer.baseOffset))
    guard from < buffer.start else { return }
    charactersLost += UnsafeRawBufferPointer(start: buffer.base + from, count: buffer.start - from).text.count
    lineStart = buffer.offset
  }

  private func finish(begin: Int, end: Int, lineStart: Int) {
    record.removeAll()
    record.before = UnsafeRawBufferPointer(start: buffer.base + lineStart, count: begin - lineStart)
    record.charactersLost = charactersLost
    record.byte = buffer.baseOffset + Int64(begin)
    record.raw = UnsafeRawBufferPointer(start: buffer.base + begin, count: end - begin)
    for range in ranges {
      record.set(range.column, Field(bytes: text[range.text], offset: range.offset - begin, extent: range.extent))
    }
  }

  private func column(_ name: String) throws(JSONScanner.Failure) -> Int {
    if let index = columnNumbers[name] {
      if lastUse[index] == objects { throw .broken("the key \"\(name)\" stands twice in one object") }
      lastUse[index] = objects
      return index
    }
    guard columns.count < Self.mostColumns else { throw .broken("more than \(Self.mostColumns) different keys") }
    columnNumbers[name] = columns.count
    columns.append(name)
    lastUse.append(objects)
    return columns.count - 1
  }

  private func failure(_ message: String, at scanner: JSONScanner) -> UnreadableFile {
    let index = min(scanner.index, buffer.end)
    let from = scanner.lineStart ?? max(0, Int(lineStart - buffer.baseOffset))
    return UnreadableFile(
      in: UnsafeRawBufferPointer(start: buffer.base + from, count: min(buffer.end, index + 4000) - from),
      at: index - from,
      first: scanner.line, start: buffer.baseOffset + Int64(from), kind: "json", message: message,
      remedy: .advice("the file must be an array of objects, or one object a line"),
      charactersLost: scanner.lineStart == nil ? charactersLost : 0)
  }
}
