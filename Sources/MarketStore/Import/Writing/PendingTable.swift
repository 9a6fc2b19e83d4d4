import CSQLite
import SQLite

/// The observations of a chunk as the virtual table `pending`, so that one INSERT … SELECT takes them all: measured at
/// 0.6 of the CPU of bind, step and reset per row.
final class PendingTable {
  /// The columns, in this order. Column numbers below follow it.
  private static let declaration =
    """
    CREATE TABLE pending (n, series_id, period_id, publication_id, origin_id, qualifier, status, value, low, high,
      cohort_size, value_text, note)
    """

  enum View { case lookUp, insert }

  fileprivate var chunk: ObservationChunk?
  fileprivate var view = View.insert

  /// Makes `pending` known to a connection; it shows nothing until `show` is called.
  init(_ connection: Connection) throws {
    let reference = Unmanaged.passRetained(self)
    let code = sqlite3_create_module_v2(connection.handle, "pending", pendingModule, reference.toOpaque()) {
      if let pointer = $0 { Unmanaged<PendingTable>.fromOpaque(pointer).release() }
    }
    guard code == SQLITE_OK else {
      throw StoreError(.unusable, "the import table could not be made (SQLite code \(code))")
    }
  }

  /// What the next statement over `pending` will see: the rows to look up, or the rows to insert, in order of key.
  func show(_ chunk: ObservationChunk?, as view: View) {
    self.chunk = chunk
    self.view = view
  }

  fileprivate static let declare = declaration
}

private struct PendingVTab {
  var base = sqlite3_vtab()
  var table: Unmanaged<PendingTable>
}

private struct PendingCursor {
  var base = sqlite3_vtab_cursor()
  var table: Unmanaged<PendingTable>
  var rows: UnsafeMutablePointer<PendingObservation>?
  var order: UnsafeMutablePointer<UInt32>?
  var texts: UnsafeMutableRawPointer?
  var count = 0
  var at = 0
  var isLookUp = false

  /// Moves to the next row of the view, from `at` on.
  @inline(__always) mutating func settle() {
    guard let rows, let order else { return }
    while at < count {
      let row = rows + Int(order[at])
      switch row.pointee.action {
      case .insert: if !isLookUp || row.pointee.mayExist { return }
      case .revise: if !isLookUp { return }
      case .unchanged, .refuse, .drop: break
      }
      at += 1
    }
  }
}

private func cursor(_ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<PendingCursor>? {
  pointer.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: PendingCursor.self) }
}

// SQLite keeps the address of the module, so it must not move, and lives as long as the program. Never written after
// its making.
nonisolated(unsafe) private let pendingModule: UnsafePointer<sqlite3_module> = {
  var module = sqlite3_module()
  module.iVersion = 1
  // No xCreate: the table exists in every statement by its name alone and in no schema.
  module.xConnect = { database, context, _, _, result, _ in
    guard let context, let result else { return SQLITE_ERROR }
    let table = UnsafeMutablePointer<PendingVTab>.allocate(capacity: 1)
    table.initialize(to: PendingVTab(table: Unmanaged<PendingTable>.fromOpaque(context)))
    result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
    return sqlite3_declare_vtab(database, PendingTable.declare)
  }
  module.xDisconnect = { table in
    UnsafeMutableRawPointer(table)?.deallocate()
    return SQLITE_OK
  }
  module.xBestIndex = { _, info in
    // Always a walk over all rows in order of key; `pending` is the outer loop of every statement that uses it.
    info?.pointee.estimatedCost = 1e6
    info?.pointee.estimatedRows = 1_000_000
    return SQLITE_OK
  }
  module.xOpen = { table, result in
    guard let table, let result else { return SQLITE_ERROR }
    let owner = UnsafeMutableRawPointer(table).assumingMemoryBound(to: PendingVTab.self).pointee.table
    let new = UnsafeMutablePointer<PendingCursor>.allocate(capacity: 1)
    new.initialize(to: PendingCursor(table: owner))
    result.pointee = UnsafeMutableRawPointer(new).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
    return SQLITE_OK
  }
  module.xClose = { pointer in
    UnsafeMutableRawPointer(pointer)?.deallocate()
    return SQLITE_OK
  }
  module.xFilter = { pointer, _, _, _, _ in
    guard let cursor = cursor(pointer) else { return SQLITE_ERROR }
    cursor.pointee.table._withUnsafeGuaranteedRef { table in
      cursor.pointee.rows = table.chunk?.rows
      cursor.pointee.order = table.chunk?.order
      cursor.pointee.texts = table.chunk?.texts.base
      cursor.pointee.count = table.chunk?.count ?? 0
      cursor.pointee.isLookUp = table.view == .lookUp
    }
    cursor.pointee.at = 0
    cursor.pointee.settle()
    return SQLITE_OK
  }
  module.xNext = { pointer in
    guard let cursor = cursor(pointer) else { return SQLITE_ERROR }
    cursor.pointee.at += 1
    cursor.pointee.settle()
    return SQLITE_OK
  }
  module.xEof = { pointer in
    guard let cursor = cursor(pointer) else { return 1 }
    return cursor.pointee.at >= cursor.pointee.count ? 1 : 0
  }
  module.xRowid = { pointer, result in
    guard let cursor = cursor(pointer) else { return SQLITE_ERROR }
    result?.pointee = sqlite3_int64(cursor.pointee.at)
    return SQLITE_OK
  }
  module.xColumn = { pointer, context, column in
    guard let cursor = cursor(pointer), let rows = cursor.pointee.rows, let order = cursor.pointee.order else {
      return SQLITE_ERROR
    }
    let row = rows + Int(order[cursor.pointee.at])
    switch column {
    case 0: sqlite3_result_int64(context, sqlite3_int64(order[cursor.pointee.at]))
    case 1: sqlite3_result_int(context, row.pointee.series)
    case 2: sqlite3_result_int(context, row.pointee.period)
    case 3: sqlite3_result_int64(context, row.pointee.publication)
    case 4: sqlite3_result_int(context, row.pointee.origin)
    case 5: sqlite3_result_int(context, Int32(row.pointee.qualifier))
    case 6: sqlite3_result_int(context, Int32(row.pointee.status))
    case 7: sqlite3_result_double(context, row.pointee.value)  // SQLite takes NaN for NULL
    case 8: sqlite3_result_double(context, row.pointee.low)
    case 9: sqlite3_result_double(context, row.pointee.high)
    case 10: if row.pointee.cohortSize > 0 { sqlite3_result_int64(context, row.pointee.cohortSize) }
    case 11:
      if row.pointee.valueTextLength > 0, let texts = cursor.pointee.texts {
        sqlite3_result_text(
          context, (texts + Int(row.pointee.text)).assumingMemoryBound(to: CChar.self),
          Int32(row.pointee.valueTextLength), nil)
      }
    default:
      if row.pointee.noteLength > 0, let texts = cursor.pointee.texts {
        let from = texts + Int(row.pointee.text) + Int(row.pointee.valueTextLength)
        sqlite3_result_text(
          context, from.assumingMemoryBound(to: CChar.self), Int32(truncatingIfNeeded: row.pointee.noteLength), nil)
      }
    }
    return SQLITE_OK
  }
  let memory = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
  memory.initialize(to: module)
  return UnsafePointer(memory)
}()
