#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a path leads to, links followed.
enum FileKind: Equatable {
  case missing
  case regular(size: Int64)
  case directory
  case other

  init(_ path: String) {
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

/// Whether SQLite refuses a path for its length, which its own words ("unable to open database file") do not tell. What counts is the
/// whole path, the working folder's included, and a backup's copy in the making has a name that is up to 24 bytes longer.
func isTooLongForSQLite(_ path: String) -> Bool {
  var length = path.utf8.count + 24
  if path.utf8.first != UInt8(ascii: "/"), let folder = getcwd(nil, 0) {
    length += strlen(folder) + 1
    free(folder)
  }
  return length > 512
}

/// Removes a store that this run made and could not finish, with the files SQLite keeps beside it.
func removeStoreFiles(_ path: String) {
  for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
}

/// A word as the shell takes it: quoted when it holds anything but plain characters.
public func shellQuoted(_ word: String) -> String {
  let isPlain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","),
      UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "%"):
      true
    default: false
    }
  }
  if isPlain && !word.isEmpty { return word }
  // Scalars, not characters: a combining mark after a quote would hide it.
  var quoted = "'"
  for scalar in word.unicodeScalars {
    if scalar == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(scalar) }
  }
  return quoted + "'"
}

/// The file behind a path, links followed: two paths of one identity are one file.
struct FileIdentity: Equatable {
  var device: UInt64
  var inode: UInt64

  /// nil: there is no such file.
  init?(_ path: String) {
    var info = stat()
    guard !path.utf8.contains(0), stat(path, &info) == 0 else { return nil }
    (device, inode) = (UInt64(info.st_dev), UInt64(info.st_ino))
  }
}
