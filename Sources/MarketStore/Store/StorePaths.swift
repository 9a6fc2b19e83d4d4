import System

/// Whether SQLite refuses a path for its length, which its own words ("unable to open database file") do not tell. What
/// counts is the whole path, the working folder's included, and a file in the making has a name that is up to
/// 32 bytes longer.
func isTooLongForSQLite(_ path: String) -> Bool {
  var length = path.utf8.count + 32
  if path.utf8.first != UInt8(ascii: "/"), let folder = getcwd(nil, 0) {
    length += strlen(folder) + 1
    free(folder)
  }
  return length > 512
}
