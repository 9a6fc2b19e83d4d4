import CSystem

/// Lets two paths of one file system change places in one step; false, and `errno`, where that fails.
package func exchange(_ a: String, _ b: String) -> Bool {
  csystem_exchange(a, b) == 0
}
