/// The files of a run that none of its outputs may take the place of: the one guard that every output goes through.
package struct ProtectedFiles {
  /// What SQLite keeps beside a database.
  package static let companions = ["-wal", "-shm", "-journal"]

  private var store: Set<FileIdentity> = []
  /// By name, for those that are not there yet.
  private var storeNames: Set<String> = []
  private var inputs: Set<FileIdentity> = []

  /// - Parameters:
  ///   - store: The store that the run uses, or is going to make.
  ///   - inputs: The files that it reads, `-` being standard input.
  package init(store: String? = nil, inputs: [String] = []) {
    if let store {
      let path = Self.place(of: store)
      for suffix in [""] + Self.companions {
        storeNames.insert(path + suffix)
        if let identity = FileIdentity(path + suffix) { self.store.insert(identity) }
      }
    }
    self.inputs = Set(inputs.compactMap { $0 == "-" ? nil : FileIdentity($0) })
    // Read or not: who redirects a file into a command does not want it written over.
    if let identity = FileIdentity(descriptor: STDIN_FILENO) { self.inputs.insert(identity) }
  }

  /// The place where a file written to `path` will stand, links followed.
  ///
  /// - Parameter replaceable: Whether a SQLite database with this header may be replaced after all.
  /// - Throws: `FileError` when it would take the place of a protected file, of a database, or of a file that may not
  ///   be written.
  package func target(_ path: String, replaceable: ([UInt8]) -> Bool = { _ in false }) throws -> String {
    let place = Self.place(of: path)
    let identity = FileIdentity(place)
    if storeNames.contains(place) || identity.map(store.contains) == true { throw FileError(path, .isStore) }
    if identity.map(inputs.contains) == true { throw FileError(path, .isInput) }
    for suffix in Self.companions where place.hasSuffix(suffix) {
      if Self.databaseHeader(String(place.dropLast(suffix.count))) != nil { throw FileError(path, .isDatabase) }
    }
    switch FileKind(place) {
    case .regular:
      if let header = Self.databaseHeader(place), !replaceable(header) { throw FileError(path, .isDatabase) }
      var info = stat()
      // By the mode as well: the administrator may write everything.
      if stat(place, &info) == 0, info.st_mode & 0o222 == 0 || access(place, W_OK) != 0 {
        throw FileError(path, .isReadOnly)
      }
    case .unreachable(let code): throw FileError(path, .unwritable(code))
    case .missing, .directory, .other: break
    }
    return place
  }

  /// The path that a file written there will have: links followed, also one that leads to nothing yet, and without dots
  /// on the way.
  private static func place(of path: String) -> String {
    var path = path
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    for _ in 0..<40 {
      let length = readlink(path, &buffer, buffer.count)
      guard length > 0 else { break }
      let target = String(decoding: buffer[..<length], as: UTF8.self)
      path = target.hasPrefix("/") ? target : WholeFile.folderAndName(path).folder + target
    }
    let parts = WholeFile.folderAndName(path)
    guard let folder = realpath(parts.folder.isEmpty ? "." : parts.folder, nil) else { return path }
    defer { free(folder) }
    let name = String(cString: folder)
    return (name == "/" ? "" : name) + "/" + parts.name
  }

  /// The first hundred bytes of a file that begins as every SQLite database does; nil: it is none.
  private static func databaseHeader(_ path: String) -> [UInt8]? {
    guard case .regular(let size) = FileKind(path), size >= 100, let header = fileBytes(path, limit: 100),
      header.starts(with: "SQLite format 3\0".utf8)
    else { return nil }
    return header
  }
}
