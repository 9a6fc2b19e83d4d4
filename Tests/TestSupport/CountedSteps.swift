import SQLite
import Synchronization

/// Steps of the database's machine, in hundreds, that `body` takes: what a piece of work costs, the same on each
/// machine.
public func stepsCounted(on connection: Connection, _ body: () throws -> Void) throws -> Int {
  let count = Count()
  connection.setProgressHandler(every: 100) {
    count.value.add(1, ordering: .relaxed)
    return false
  }
  defer { connection.setProgressHandler(every: 100, nil) }
  try body()
  return count.value.load(ordering: .relaxed)
}

private final class Count: Sendable { let value = Atomic<Int>(0) }
