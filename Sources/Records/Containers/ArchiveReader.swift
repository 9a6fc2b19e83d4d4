import CContainers
import System

/// Goes over the files of an archive, or the one file that a compressed file holds, with libarchive.
final class ArchiveReader {
  struct Entry {
    /// Its path, with `/` between folders.
    var name: String
    var isFile: Bool
    var isEncrypted: Bool
  }

  enum Form { case raw, zip }

  private let archive: OpaquePointer
  private static var functions: ccontainers_archive { ccontainers_archive_table() }

  /// - Parameter descriptor: A file that can be read from its beginning; it stays open.
  /// - Throws: `DecodingFailure`.
  init(_ descriptor: Int32, _ form: Form) throws {
    lseek(descriptor, 0, SEEK_SET)
    guard let archive = Self.functions.read_new() else { throw DecodingFailure("there is no memory for decoding it") }
    self.archive = archive
    switch form {
    case .raw:
      _ = Self.functions.support_filter_gzip(archive)
      _ = Self.functions.support_filter_xz(archive)
      _ = Self.functions.support_filter_zstd(archive)
      _ = Self.functions.support_format_raw(archive)
    case .zip: _ = Self.functions.support_format_zip_seekable(archive)
    }
    guard Self.functions.read_open_fd(archive, descriptor, 1 << 16) == ARCHIVE_OK else { throw failure() }
  }

  deinit { _ = Self.functions.read_free(archive) }

  /// The next file; nil at the end.
  func next() throws -> Entry? {
    var entry: OpaquePointer?
    let code = Self.functions.read_next_header(archive, &entry)
    if code == ARCHIVE_EOF { return nil }
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw failure() }
    let name = Self.functions.entry_pathname_utf8(entry) ?? Self.functions.entry_pathname(entry)
    return Entry(
      name: name.map { String(cString: $0) }?.replacing("\\", with: "/") ?? "",
      isFile: Self.functions.entry_filetype(entry) == S_IFREG,
      isEncrypted: Self.functions.entry_is_encrypted(entry) != 0)
  }

  /// Reads on in the file at hand; 0 at its end.
  func read(into target: UnsafeMutableRawPointer, count: Int) throws -> Int {
    let got = Self.functions.read_data(archive, target, count)
    // A warning says that the text that follows the data is odd: the checksum has been looked at.
    guard got >= 0 else { throw failure() }
    return got
  }

  /// Bytes of the compressed file that were read so far.
  var bytesConsumed: Int64 { Self.functions.filter_bytes(archive, -1) }

  private func failure() -> DecodingFailure {
    let reason = Self.functions.error_string(archive).map { String(cString: $0) } ?? "it is damaged"
    return DecodingFailure("it cannot be unpacked: \(reason)", remedy: .advice("is the file whole?"))
  }
}

/// What libarchive and expat are loaded with, once.
enum ContainerLibraries {
  /// - Throws: `DecodingFailure` where they are not installed.
  static func load() throws {
    guard let missing = ccontainers_load() else { return }
    throw DecodingFailure(
      "the libraries that unpack files are missing: \(String(cString: missing))",
      remedy: .advice("install libarchive and expat (Debian: libarchive13 and libexpat1)"))
  }
}
