/// What a file is by its first bytes, before anything else is asked of it.
package enum FileSignature: Equatable, Sendable {
  /// One file, compressed.
  case compressed(Compression)
  case zip
  /// Another program's file: what it is called, and what to do with it.
  case foreign(String, remedy: String)

  package enum Compression: String, Sendable { case gzip, zstd, xz }

  /// - Parameter head: The file's beginning, 512 bytes of it if it has them.
  /// - Returns: nil: text, as far as can be told.
  package init?(_ head: [UInt8]) {
    for (signature, offset, kind) in Self.known where head.dropFirst(offset).starts(with: signature) {
      self = kind
      return
    }
    let start = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(14)
    let words = String(decoding: start, as: UTF8.self).lowercased()
    if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") {
      self = .foreign("a web page (HTML)", remedy: "save the table in it as CSV, or download the page's CSV or XLSX")
    } else if words.hasPrefix("<?xml") || words.hasPrefix("<!doctype") {
      self = .foreign("XML", remedy: "save it as CSV, JSON or XLSX")
    } else {
      return nil
    }
  }

  private static let asTable = "save or export the table in it as CSV or XLSX"

  /// By bytes, their offset, and what they say.
  private static let known: [(signature: [UInt8], offset: Int, kind: FileSignature)] = [
    ([0x1F, 0x8B], 0, .compressed(.gzip)),
    ([0x28, 0xB5, 0x2F, 0xFD], 0, .compressed(.zstd)),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], 0, .compressed(.xz)),
    (text("PK\u{3}\u{4}"), 0, .zip), (text("PK\u{5}\u{6}"), 0, .zip), (text("PK\u{7}\u{8}"), 0, .zip),
    (text("%PDF-"), 0, .foreign("a PDF document", remedy: "copy the table in it into a CSV file")),
    (
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0,
      .foreign(
        "an old Office file (.xls) or a workbook with a password", remedy: "save it as .xlsx without a password")
    ),
    ([0x09, 0x08], 0, .foreign("a very old Excel workbook (.xls)", remedy: "save it as .xlsx")),
    (text("PAR1"), 0, .foreign("a Parquet file", remedy: "write it as CSV, say with duckdb or pandas")),
    (text("ARROW1"), 0, .foreign("an Arrow file", remedy: "write it as CSV, say with duckdb or pandas")),
    (text("FEA1"), 0, .foreign("a Feather file", remedy: "write it as CSV, say with pandas")),
    (text("ORC"), 0, .foreign("an ORC file", remedy: "write it as CSV")),
    (text("Obj\u{1}"), 0, .foreign("an Avro file", remedy: "write it as CSV or JSON")),
    (
      text("SQLite format 3\0"), 0,
      .foreign(
        "a SQLite database", remedy: "a store is named by --db; of any other database write the table as CSV")
    ),
    ([0x89, 0x48, 0x44, 0x46], 0, .foreign("an HDF5 file", remedy: "write it as CSV")),
    (text("BZh"), 0, .foreign("a bzip2 file", remedy: "unpack it with bunzip2, or compress it as .gz, .zst or .xz")),
    (text("7z\u{BC}\u{AF}", latin1: true), 0, .foreign("a 7-Zip archive", remedy: "unpack it first")),
    (text("Rar!"), 0, .foreign("a RAR archive", remedy: "unpack it first")),
    (text("ustar"), 257, .foreign("a tar archive", remedy: "unpack it first")),
    ([0x89, 0x50, 0x4E, 0x47], 0, image), ([0xFF, 0xD8, 0xFF], 0, image), (text("GIF8"), 0, image),
    (text("II*\0"), 0, image), (text("MM\0*"), 0, image), (text("WEBP"), 8, image),
    (text("{\\rtf"), 0, .foreign("a Rich Text document", remedy: asTable)),
    (text("bplist"), 0, .foreign("a binary property list", remedy: asTable)),
    (text("$FL2"), 0, .foreign("an SPSS file", remedy: "write it as CSV")),
    (text("\0\u{1}\0\0Standard "), 0, .foreign("an Access database", remedy: asTable)),
    ([0x7F, 0x45, 0x4C, 0x46], 0, .foreign("a program", remedy: "name a file with a table in it")),
    ([0xFF, 0xFE, 0x00, 0x00], 0, .foreign("UTF-32 text", remedy: "save the file as UTF-8")),
    ([0x00, 0x00, 0xFE, 0xFF], 0, .foreign("UTF-32 text", remedy: "save the file as UTF-8")),
  ]

  private static let image = FileSignature.foreign("a picture", remedy: "type the figures in it into a CSV file")

  private static func text(_ text: String, latin1: Bool = false) -> [UInt8] {
    latin1 ? text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(text.utf8)
  }
}
