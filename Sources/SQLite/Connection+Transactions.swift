import CSQLite

/// When a transaction takes its locks.
public enum TransactionKind: Sendable {
  /// Takes no lock until it reads: one snapshot for all its reads. Not for writing, which may then fail with `isBusy`
  /// at once.
  case deferred
  /// Takes the write lock at its start.
  case immediate
  /// As immediate, and outside WAL mode keeps readers out too.
  case exclusive
}

extension Connection {
  /// Runs `body` in a transaction: all of it or nothing. Throws the first error; what a rollback then says is not
  /// passed on.
  ///
  /// One that writes fails with `isMoved` when the file no longer has its name at the end. In WAL mode SQLite does not
  /// mind, and what it commits is in the log beside that name: lost with the file, or taken for a part of the file that
  /// is there instead.
  public func transaction<T>(_ kind: TransactionKind = .immediate, _ body: () throws -> T) throws -> T {
    switch kind {
    case .deferred: try run("BEGIN DEFERRED")
    case .immediate: try run("BEGIN IMMEDIATE")
    case .exclusive: try run("BEGIN EXCLUSIVE")
    }
    do {
      let result = try body()
      if kind != .deferred, fileHasMoved {
        throw SQLiteError(
          extendedCode: csqlite_readonly_dbmoved, message: "the file was moved, removed or replaced while it was open")
      }
      // Fails if a statement's error has ended the transaction and `body` has gone on regardless.
      try run("COMMIT")
      return result
    } catch {
      takeBack(["ROLLBACK"])
      throw error
    }
  }

  /// Whether the path leads to another file by now, or to none.
  var fileHasMoved: Bool {
    var moved: Int32 = 0
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0
  }

  /// Runs `body` in a savepoint: nests in a transaction and in other savepoints, and is a transaction by itself outside
  /// of them.
  public func savepoint<T>(_ body: () throws -> T) throws -> T {
    let name = "savepoint_\(savepoints + 1)"
    try execute("SAVEPOINT \(name)")
    savepoints += 1
    defer { savepoints -= 1 }
    do {
      let result = try body()
      try execute("RELEASE \(name)")
      return result
    } catch {
      takeBack(["ROLLBACK TO \(name)", "RELEASE \(name)"])
      throw error
    }
  }

  /// Takes back what is left to take back: a full disk, an interrupted write and OR ROLLBACK end the whole transaction
  /// by themselves.
  ///
  /// The hooks are off meanwhile, for a progress handler or authorizer that says no would stop this too. Statements
  /// still on a row keep an interrupt alive, so they are reset if it fails.
  private func takeBack(_ commands: [String]) {
    guard isInTransaction else { return }
    withoutHooks {
      for command in commands where isInTransaction && (try? execute(command)) == nil {
        var statement = sqlite3_next_stmt(handle, nil)
        while let current = statement {
          if sqlite3_stmt_busy(current) != 0 { sqlite3_reset(current) }
          statement = sqlite3_next_stmt(handle, current)
        }
        try? execute(command)
      }
    }
  }
}
