import System

/// Whether SQLite refuses a path for its length, which its own words ("unable to open database file") do not tell. What
/// counts is the whole path, the working folder's included, and what is put behind it: `-journal`, and to a file in the
/// making up to 32 bytes.
func isTooLongForSQLite(_ path: String, withEnding ending: Int = 32) -> Bool {
  var length = path.utf8.count + ending
  if path.utf8.first != UInt8(ascii: "/"), let folder = getcwd(nil, 0) {
    length += strlen(folder) + 1
    free(folder)
  }
  return length > 512
}
