/// A file or a folder in the making, beside the place where it is going to stand.
///
/// It is held by a lock for as long as this process lives. What a process left that was killed is thus told from what
/// one is still writing, also where every process has the number 1, and is removed by the next one that works in the
/// same folder. A signal that ends the program removes it too.
package final class WorkInProgress {
  package let path: String
  private let isFolder: Bool
  private var descriptor: Int32 = -1
  private var slots: [Int] = []

  /// - Parameter target: Where it is going to stand: a failure names that.
  /// - Throws: `FileError`.
  package init(for target: String, isFolder: Bool = false, mode: mode_t = 0o644) throws {
    self.isFolder = isFolder
    let parts = WholeFile.folderAndName(target)
    Self.sweep(parts.folder.isEmpty ? "." : parts.folder)
    var generator = SystemRandomNumberGenerator()
    while true {
      let number = String(generator.next(), radix: 36)
      // A name has at most 255 bytes; the target's own may be as long as that.
      let start = String(decoding: parts.name.utf8.prefix(150), as: UTF8.self)
      let name = parts.folder + "." + start + Self.mark + number + Self.ending
      if isFolder {
        guard mkdir(name, 0o755) == 0 else { throw FileError.writing(target) }
        descriptor = open(name, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
      } else {
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      }
      guard descriptor >= 0 else { throw FileError.writing(target) }
      // Between its making and the lock another process may have taken it for left behind.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileIdentity(name) == nil {
        close(descriptor)
        continue
      }
      path = name
      break
    }
    slots = ([""] + (isFolder ? [] : ProtectedFiles.companions)).compactMap { EndOfProcess.remove(path + $0) }
  }

  deinit { discard() }

  /// It stands in its place, or is given up: the lock goes.
  package func release() {
    EndOfProcess.keep(slots)
    slots = []
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Gives a file its content. `finalPath` is what it will be called: a failure names that.
  ///
  /// - Throws: `FileError`.
  package func write(_ bytes: [UInt8], finalPath: String) throws {
    try WholeFile.write(bytes, to: descriptor, finalPath)
  }

  /// Removes it, unless it has been released.
  package func discard() {
    guard descriptor >= 0 else { return }
    Self.remove(path, isFolder: isFolder)
    release()
  }

  private static let mark = ".tidemark-"
  private static let ending = ".part"

  /// Whether a file's name is one that this type gives.
  private static func isOurs(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(ending), let range = name.ranges(of: mark).last else { return false }
    let number = name[range.upperBound...].dropLast(ending.count).utf8
    return (1...13).contains(number.count)
      && number.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  /// Removes what processes have left behind in a folder that are no more.
  private static func sweep(_ folder: String) {
    let names = folderEntries(folder) ?? []
    for name in names where isOurs(name) {
      let path = folder + "/" + name
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var info = stat()
      guard fstat(descriptor, &info) == 0, info.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        continue
      }
      remove(path, isFolder: info.st_mode & S_IFMT == S_IFDIR)
    }
    for suffix in ProtectedFiles.companions {
      for name in names where name.hasSuffix(suffix) && isOurs(String(name.dropLast(suffix.count))) {
        if FileKind(folder + "/" + name.dropLast(suffix.count)) == .missing { unlink(folder + "/" + name) }
      }
    }
  }

  private static func remove(_ path: String, isFolder: Bool) {
    guard isFolder else {
      for suffix in ProtectedFiles.companions + [""] { unlink(path + suffix) }
      return
    }
    // What is in it is what an export wrote: files, no folders.
    for name in folderEntries(path) ?? [] { unlink(path + "/" + name) }
    rmdir(path)
  }
}

/// The names in a folder but for `.` and `..`; nil, and `errno`, where it cannot be read.
package func folderEntries(_ path: String) -> [String]? {
  guard let folder = opendir(path) else { return nil }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}
