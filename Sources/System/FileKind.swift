/// What a path leads to, links followed.
package enum FileKind: Equatable {
  case missing
  case regular(size: Int64)
  case directory
  case other
  /// The system does not say what is there, with its error number: a folder that may not be entered, or a name below
  /// what is not a folder. Something may well be there.
  case unreachable(Int32)

  package init(_ path: String) {
    var info = stat()
    guard !path.utf8.contains(0) else {
      self = .missing
      return
    }
    guard stat(path, &info) == 0 else {
      self = errno == ENOENT ? .missing : .unreachable(errno)
      return
    }
    switch info.st_mode & S_IFMT {
    case S_IFREG: self = .regular(size: Int64(info.st_size))
    case S_IFDIR: self = .directory
    default: self = .other
    }
  }
}

/// The file behind a path, links followed: two paths of one identity are one file.
package struct FileIdentity: Hashable {
  package var device: UInt64
  package var inode: UInt64

  /// nil: there is no such file.
  package init?(_ path: String) {
    var info = stat()
    guard !path.utf8.contains(0), stat(path, &info) == 0 else { return nil }
    self.init(info)
  }

  /// The file behind an open descriptor; nil where it is not a regular one.
  package init?(descriptor: Int32) {
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(info)
  }

  private init(_ info: stat) {
    (device, inode) = (UInt64(info.st_dev), UInt64(info.st_ino))
  }
}
