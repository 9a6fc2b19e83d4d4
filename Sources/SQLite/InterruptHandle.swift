import CSQLite
import Synchronization

/// Ends what a connection is running, from any thread.
///
/// Every statement running at the moment of the call fails with `isInterrupted`; an interrupted write takes its whole
/// transaction back. It does nothing when nothing runs, and after the connection has closed.
public final class InterruptHandle: Sendable {
  /// The connection's address, 0 once closed. An address, since a pointer may not cross threads by itself; the lock
  /// makes this use safe, for the connection forgets the address under it before it closes.
  private let address: Mutex<UInt>

  init(_ database: OpaquePointer) { address = Mutex(UInt(bitPattern: database)) }

  /// Asks SQLite to stop, and returns at once: the statements fail a little later.
  public func interrupt() {
    address.withLock { address in
      if let database = OpaquePointer(bitPattern: address) { sqlite3_interrupt(database) }
    }
  }

  func forget() { address.withLock { $0 = 0 } }
}
