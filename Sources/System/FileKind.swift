/// What a path leads to, links followed.
package enum FileKind: Equatable {
  case missing
  case regular(size: Int64)
  case directory
  case other

  package init(_ path: String) {
    var info = stat()
    guard !path.utf8.contains(0), stat(path, &info) == 0 else {
      self = .missing
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
    (device, inode) = (UInt64(info.st_dev), UInt64(info.st_ino))
  }
}
