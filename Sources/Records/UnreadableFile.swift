/// The file cannot be read on from here: an unclosed quote, invalid UTF-8, broken JSON.
package struct UnreadableFile: Error {
  /// What would help.
  package enum Remedy: Equatable, Sendable {
    case advice(String)
    /// To read it as text in another encoding, the likeliest first.
    case encodings([String])
    /// To say which line holds the headings.
    case otherHeader
    /// To say which sheet of the workbook is meant; these are there.
    case sheets([String])
    /// To say where in the JSON text the records are; these are there.
    case records([String])
  }

  package var line: Int
  package var column: Int
  package var byte: Int64
  package var kind: String
  package var message: String
  package var remedy: Remedy?
  /// The line, or the part of it around the place.
  package var excerpt: String
  package var excerptColumn = 1

  package init(
    line: Int, column: Int = 1, byte: Int64, kind: String, message: String, remedy: Remedy?, excerpt: String = ""
  ) {
    (self.line, self.column, self.byte, self.kind, self.message, self.remedy) = (
      line, column, byte, kind, message, remedy
    )
    (self.excerpt, excerptColumn) = (excerpt, column)
  }

  /// A place inside `bytes`, which begin at a line's start, on line `first`, `start` bytes into the file.
  package init(
    in bytes: UnsafeRawBufferPointer, at offset: Int, first line: Int, start: Int64, kind: String, message: String,
    remedy: Remedy?,
    charactersLost: Int = 0
  ) {
    let place = LinePlace(of: offset, in: bytes, charactersLost: charactersLost)
    self.init(line: line + place.linesBefore, byte: start + Int64(offset), kind: kind, message: message, remedy: remedy)
    column = place.column
    (excerpt, excerptColumn) = (place.excerpt, place.excerptColumn)
  }

  package static func nul(line: Int, byte: Int64) -> UnreadableFile {
    UnreadableFile(
      line: line, byte: byte, kind: "encoding", message: "NUL bytes: this looks like UTF-16 without a byte order mark",
      remedy: .encodings(["utf-16le", "utf-16be"]))
  }
}
