import CSQLite

/// Closures are kept in objects, for SQLite carries one pointer for each.
final class ProgressHook {
  let interval: Int32
  let handler: @Sendable () -> Bool
  init(_ interval: Int32, _ handler: @escaping @Sendable () -> Bool) {
    (self.interval, self.handler) = (interval, handler)
  }
}

final class AuthorizerHook {
  let allows: Connection.Authorizer
  init(_ allows: @escaping Connection.Authorizer) { self.allows = allows }
}

final class BusyHook {
  let waits: (Int32) -> Bool
  init(_ waits: @escaping (Int32) -> Bool) { self.waits = waits }
}

extension Connection {
  /// Asked about each thing a statement does while it is prepared: `SQLITE_READ`, `SQLITE_INSERT` …, the two names that
  /// sqlite.org lists for that action, the database (`main`), and the trigger or view it is done from. False refuses
  /// the statement.
  public typealias Authorizer = (
    _ action: Int32, _ first: String?, _ second: String?, _ database: String?, _ trigger: String?
  ) -> Bool

  /// Calls `handler` about every `ops` steps of SQLite's machine; true interrupts the statement. Nil takes the handler
  /// away. It must not use the connection.
  public func setProgressHandler(every ops: Int32, _ handler: (@Sendable () -> Bool)?) {
    guard isOpen else { return }
    let previous = progressHook
    progressHook = handler.map { ProgressHook(max(ops, 1), $0) }
    installProgress()
    withExtendedLifetime(previous) {}
  }

  /// Nil takes the authorizer away. Statements prepared before are asked about again when they next run.
  public func setAuthorizer(_ authorizer: Authorizer?) {
    guard isOpen else { return }
    let previous = authorizerHook
    authorizerHook = authorizer.map(AuthorizerHook.init)
    installAuthorizer()
    withExtendedLifetime(previous) {}
  }

  /// Calls `handler` with the number of earlier tries when a lock is in the way: true tries again, false fails with
  /// `isBusy`. It takes the place of the busy timeout, and nil brings that back. It must not use the connection.
  public func setBusyHandler(_ handler: ((Int32) -> Bool)?) {
    guard isOpen else { return }
    let previous = busyHook
    busyHook = handler.map(BusyHook.init)
    if let busyHook {
      sqlite3_busy_handler(
        handle, { context, tries in context.map { at(BusyHook.self, $0).waits(tries) } == true ? 1 : 0 },
        pointer(to: busyHook))
    } else {
      sqlite3_busy_timeout(handle, busyTimeout)
    }
    withExtendedLifetime(previous) {}
  }

  /// Runs `body` with progress handler and authorizer out of the way.
  func withoutHooks(_ body: () -> Void) {
    if progressHook != nil { sqlite3_progress_handler(handle, 0, nil, nil) }
    if authorizerHook != nil { sqlite3_set_authorizer(handle, nil, nil) }
    body()
    if progressHook != nil { installProgress() }
    if authorizerHook != nil { installAuthorizer() }
  }

  private func installProgress() {
    guard let progressHook else { return sqlite3_progress_handler(handle, 0, nil, nil) }
    sqlite3_progress_handler(
      handle, progressHook.interval, { context in context.map { at(ProgressHook.self, $0).handler() } == true ? 1 : 0 },
      pointer(to: progressHook))
  }

  private func installAuthorizer() {
    guard let authorizerHook else {
      sqlite3_set_authorizer(handle, nil, nil)
      return
    }
    sqlite3_set_authorizer(
      handle,
      { context, action, first, second, database, trigger in
        func text(_ name: UnsafePointer<CChar>?) -> String? { name.map { String(cString: $0) } }
        let allows = context.map {
          at(AuthorizerHook.self, $0).allows(action, text(first), text(second), text(database), text(trigger))
        }
        return allows == true ? SQLITE_OK : SQLITE_DENY
      }, pointer(to: authorizerHook))
  }
}

private func pointer(to hook: AnyObject) -> UnsafeMutableRawPointer { Unmanaged.passUnretained(hook).toOpaque() }

private func at<Hook: AnyObject>(_: Hook.Type, _ pointer: UnsafeMutableRawPointer) -> Hook {
  Unmanaged<Hook>.fromOpaque(pointer).takeUnretainedValue()
}
