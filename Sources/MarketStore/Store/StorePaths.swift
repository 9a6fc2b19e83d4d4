import System

/// Whether SQLite refuses a path for its length, which its own words ("unable to open database file") do not tell. What
/// counts is the whole path, the working folder's included, and a backup's copy in the making has a name that is up to
/// 24 bytes longer.
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
