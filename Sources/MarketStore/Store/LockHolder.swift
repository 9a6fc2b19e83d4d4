import System

/// The program that is writing a store right now, as the system's list of locks tells: "process 4711 (tidemark import
/// feed.csv)".
///
/// nil where the list does not tell: another system, another container, or the lock is gone by now.
func writerOfStore(_ path: String) -> String? {
  // In WAL mode the writer holds byte 120 of the shared-memory file. The list is read instead of asking for the lock
  // itself: closing a descriptor of that file would drop this process's own locks on it.
  guard let shared = FileIdentity(path + "-shm"), let locks = smallFile("/proc/locks") else { return nil }
  for line in locks.split(separator: "\n") {
    let words = line.split(separator: " ")
    guard words.count >= 8, words[1] == "POSIX", words[3] == "WRITE", let process = Int32(words[4]), process > 0,
      process != getpid(),
      let first = Int64(words[6]), first <= 120, words[7] == "EOF" || (Int64(words[7]) ?? 0) >= 120,
      words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == shared.inode
    else { continue }
    let command =
      smallFile("/proc/\(process)/cmdline")?.split(separator: "\0").map { shellQuoted(String($0)) }.joined(
        separator: " ") ?? ""
    return command.isEmpty ? "process \(process)" : "process \(process) (\(command.prefix(200)))"
  }
  return nil
}

private func smallFile(_ path: String) -> String? {
  fileBytes(path, limit: 1 << 16).map { String(decoding: $0, as: UTF8.self) }
}
