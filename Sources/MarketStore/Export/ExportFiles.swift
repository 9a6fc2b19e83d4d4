import MarketModel
import Records
import System

/// One file of an export, written through a small buffer.
final class ExportFile {
  private let finalPath: String
  private let descriptor: Int32
  private var text = CSVText()
  private(set) var rows = 0

  /// - Parameter finalPath: What the file will be called when the export is done: a failure names that.
  init(_ path: String, finalPath: String, header: [String]) throws {
    self.finalPath = finalPath
    descriptor = try WholeFile.create(path, finalPath: finalPath)
    text.row(header)
  }

  deinit { close(descriptor) }

  func row(_ fields: [String]) throws {
    text.row(fields)
    rows += 1
    if text.bytes.count > 1 << 18 { try flush() }
  }

  func finish() throws {
    try flush()
    try WholeFile.sync(descriptor, finalPath)
  }

  private func flush() throws {
    try WholeFile.write(text.bytes, to: descriptor, finalPath)
    text.removeAll()
  }
}

/// The folder of an export: it appears whole or not at all.
struct ExportFolder {
  let path: String
  private let work: WorkInProgress
  var temporary: String { work.path }
  /// The files of this export and of the one it replaces: those that may be removed.
  var fileNames: [String]

  /// - Parameter fileNames: The files of an earlier export, given what the folder holds.
  /// - Throws: `StoreError` of kind `unusable` when the folder holds anything but an earlier export.
  init(_ path: String, sparing files: ProtectedFiles, fileNames earlier: (_ found: [String]) -> [String]) throws {
    if path.isEmpty || path == "-" { throw StoreError(.usage, "the export needs a folder") }
    _ = try files.target(path)
    self.path = path
    fileNames = earlier([])
    switch FileKind(path) {
    case .missing: break
    case .unreachable(let code): throw FileError(path, .unwritable(code))
    case .regular, .other: throw StoreError(.unusable, "\(path) is not a folder", remedy: "choose another name")
    case .directory:
      let names = try Self.entries(of: path)
      fileNames = earlier(names)
      guard names.isEmpty || Set(names) == Set(fileNames) else {
        let own = fileNames
        let other = names.first { !own.contains($0) } ?? own.first { !names.contains($0) } ?? ""
        throw StoreError(
          .unusable, "\(path) holds something else than an earlier export: \(other)",
          remedy: "choose a new folder, or empty this one")
      }
    }
    work = try WorkInProgress(for: path, isFolder: true)
  }

  func write(_ text: String, to name: String) throws {
    let file = "\(path)/\(name)"
    let descriptor = try WholeFile.create("\(temporary)/\(name)", finalPath: file)
    defer { close(descriptor) }
    try WholeFile.write(Array(text.utf8), to: descriptor, file)
    try WholeFile.sync(descriptor, file)
  }

  /// Gives the finished folder its name. An earlier export changes places with it and is then removed.
  func publish() throws {
    try WholeFile.sync(temporary)
    if rename(temporary, path) != 0 {
      guard errno == EEXIST || errno == ENOTEMPTY else { throw FileError.writing(path) }
      guard exchange(temporary, path) else { throw FileError.writing(path) }
      remove()
    }
    work.release()
    try WholeFile.sync(WholeFile.folderAndName(path).folder)
  }

  /// Removes the work in progress: our own files, and the folder when nothing else is in it.
  func remove() {
    for name in fileNames { unlink("\(temporary)/\(name)") }
    rmdir(temporary)
    work.release()
  }

  private static func entries(of path: String) throws -> [String] {
    guard let names = folderEntries(path) else { throw FileError.writing(path) }
    return names
  }
}

/// Texts as the importer reads them back.
struct ExportTexts {
  /// Texts that hold NUL characters, which no text file may.
  private(set) var withNUL = 0

  /// A field whose blanks at either end the importer does not keep.
  mutating func trimmed(_ text: String?) -> String {
    let scalars = verbatim(text).unicodeScalars
    guard let first = scalars.first, let last = scalars.last, first.value <= 0x20 || last.value <= 0x20 else {
      return String(scalars)
    }
    var rest = scalars[...]
    while let first = rest.first, first.value <= 0x20 { rest.removeFirst() }
    while let last = rest.last, last.value <= 0x20 { rest.removeLast() }
    return String(String.UnicodeScalarView(rest))
  }

  /// A note, byte for byte.
  mutating func verbatim(_ text: String?) -> String {
    guard let text else { return "" }
    guard text.utf8.contains(0) else { return text }
    withNUL += 1
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value != 0 }))
  }
}
