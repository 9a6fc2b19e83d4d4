import CSQLite
import MarketModel
import SQLite
import System
import Synchronization

/// What a SELECT of the user's own gave.
public struct QueryResult: Sendable, Equatable {
  /// The names of the result's columns in order, as SQLite gives them; two may be the same.
  public var columns: [String]
  /// The rows in the statement's order, one value for each column.
  public var rows: [[Value]]

  /// For a result that is made otherwise than by `Store.query`.
  public init(columns: [String], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }
}

extension Store {
  /// Runs one SELECT (or EXPLAIN, or a pragma that only tells) and nothing else: the store must be open read-only, and
  /// whatever would write, attach a file or change a setting is refused before it runs.
  ///
  /// - Parameters:
  ///   - parameters: Values of `:name` in the text. One that is written as a plain number is a number.
  ///   - timeLimit: Seconds after which the statement is ended; nil: none.
  ///   - isCancelled: Asked every few milliseconds.
  /// - Throws: `StoreError` of kind `usage` for SQL that is wrong or refused, `findings` for one that took too long or
  ///   gave more than 256 MiB.
  public func query(
    _ text: String, parameters: [(name: String, value: String)] = [], timeLimit: Double? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> QueryResult {
    let permissions = QueryPermissions()
    connection.setAuthorizer { action, first, second, _, _ in permissions.allow(action, first, second) }
    let watch = Watch(deadline: timeLimit.map { monotonicSeconds() + $0 }, isCancelled: isCancelled)
    connection.setProgressHandler(every: 20_000) { watch.mustStop }
    defer {
      connection.setProgressHandler(every: 1, nil)
      connection.setAuthorizer(nil)
    }
    do {
      return try rows(of: text, parameters: parameters)
    } catch let error as SQLiteError {
      if let what = permissions.refused {
        throw StoreError(
          .usage, "sql only reads: \(what) is refused",
          remedy: "change the store with the other verbs, or with the sqlite3 shell")
      }
      if error.isInterrupted, watch.isLate, let timeLimit {
        throw StoreError(
          .findings, "the statement was ended after \(timeLimit) seconds", remedy: .set(.timeout, nil))
      }
      if error.isInterrupted { throw error }
      if error.code == SQLITE_ERROR || error.code == SQLITE_RANGE || error.code == SQLITE_TOOBIG
        || error.code == SQLITE_MISMATCH
      {
        throw StoreError(.usage, "SQL: \(error.message)")
      }
      throw StoreError(reading: path, error)
    }
  }

  /// The columns that a SELECT of the user's own would have; nil where it cannot be prepared, for now at least.
  public func queryColumns(_ text: String) -> [String]? {
    let permissions = QueryPermissions()
    connection.setAuthorizer { action, first, second, _, _ in permissions.allow(action, first, second) }
    defer { connection.setAuthorizer(nil) }
    return try? connection.prepare(text).columnNames
  }

  private func rows(of text: String, parameters: [(name: String, value: String)]) throws -> QueryResult {
    let statement = try connection.prepare(text)
    guard statement.isReadOnly else { throw StoreError(.usage, "sql only reads", remedy: "give it a SELECT") }
    var missing = statement.parameterNames.map { $0.map { String($0.dropFirst()) } ?? "?" }
    for (name, value) in parameters {
      try statement.bind(name: name, number(value) ?? .text(value))
      missing.removeAll { $0 == name }
    }
    if let name = missing.first {
      throw StoreError(.usage, "the parameter :\(name) has no value", remedy: .set(.parameter, "\(name)=VALUE"))
    }
    var result = QueryResult(columns: statement.columnNames, rows: [])
    var size = 0
    while try statement.step() {
      let row = statement.row.values
      for value in row { size += value.size }
      guard size < 256 << 20 else {
        throw StoreError(.findings, "the result is larger than 256 MiB", remedy: "add a LIMIT")
      }
      result.rows.append(row)
    }
    return result
  }
}

/// What ends a statement: its time is over, or the user has had enough.
private final class Watch: Sendable {
  let deadline: Double?
  let isCancelled: @Sendable () -> Bool
  private let late = Atomic<Bool>(false)

  init(deadline: Double?, isCancelled: @escaping @Sendable () -> Bool) {
    self.deadline = deadline
    self.isCancelled = isCancelled
  }

  var isLate: Bool { late.load(ordering: .relaxed) }

  var mustStop: Bool {
    if isCancelled() { return true }
    guard let deadline, monotonicSeconds() > deadline else { return false }
    late.store(true, ordering: .relaxed)
    return true
  }
}

func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

/// What this program has used of a processor: a busy machine does not make it more.
func processorSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

private func seconds(of clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A plain whole or decimal number; "007" and "1e3" stay text.
private func number(_ text: String) -> Value? {
  if let whole = Int64(text), String(whole) == text { return .integer(whole) }
  let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
  guard text.utf8.count <= 18, text.utf8.count - digits.count <= 1,
    digits.allSatisfy({ $0 == UInt8(ascii: ".") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }),
    digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).count == 2,
    digits.first != UInt8(ascii: "."), digits.last != UInt8(ascii: "."),
    !digits.starts(with: "0".utf8) || digits.starts(with: "0.".utf8)
  else { return nil }
  return Double(text).map { .real($0) }
}

extension Value {
  /// Bytes in memory, about.
  fileprivate var size: Int {
    switch self {
    case .null, .integer, .real: 24
    case .text(let text): 24 + text.utf8.count
    case .blob(let bytes): 24 + bytes.count
    }
  }
}
