/// Prepared statements by their text, so that the same text is prepared once.
///
/// A statement in use is not in here: the same text run inside its own rows gets a statement of its own. Bounded, since
/// the texts of lists of values differ by length; the one unused for longest goes out.
struct StatementCache {
  let capacity: Int
  private var entries: [String: (statement: Statement, lastUse: UInt64)] = [:]
  private var clock: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { entries.count }

  mutating func take(_ sql: String) -> Statement? { entries.removeValue(forKey: sql)?.statement }

  mutating func put(_ statement: Statement, for sql: String) {
    clock += 1
    entries[sql] = (statement, clock)
    if entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      entries[oldest.key] = nil
    }
  }

  mutating func removeAll() { entries.removeAll() }
}
