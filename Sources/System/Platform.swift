// The only import of the C library: every other file says `import System`. Linux with glibc is what is built and
// tested.
@_exported import Glibc

/// What the system calls an error: "No space left on device".
package func systemMessage(_ code: Int32 = errno) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}

/// A variable of the environment; nil when it is not set.
package func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
