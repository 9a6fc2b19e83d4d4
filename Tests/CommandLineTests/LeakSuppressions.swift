/// What the leak checker of `swift test --sanitize=address` is to pass over: what the test harness and Foundation leak
/// themselves. Its runtime asks for this by name. A line hides a leak that has the frame anywhere in its stack; nothing
/// of ours runs under either of these.
@_cdecl("__lsan_default_suppressions") public func leakSuppressions() -> UnsafePointer<CChar> {
  // XCTest's main function keeps its suites and their runs until it exits; it runs, empty, before Swift Testing does.
  // Process.run leaves the side table of a weak reference to its run loop behind: 32 bytes, once or twice in some
  // thousand runs.
  let lines: StaticString = """
    leak:libXCTest.so
    leak:s10Foundation7ProcessC3runyyKF
    """
  return UnsafeRawPointer(lines.utf8Start).assumingMemoryBound(to: CChar.self)
}
