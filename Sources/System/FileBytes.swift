/// Writes all bytes, however often a signal interrupts; the error number if that fails.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
  var done = 0
  while done < bytes.count {
    let written = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
    if written < 0 {
      if errno == EINTR || errno == EAGAIN { continue }
      return errno
    }
    done += written
  }
  return nil
}

/// Writes all bytes of a text; the error number if that fails.
package func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  var text = text
  return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
}

/// One read(2), however often a signal interrupts it; negative, and `errno`, where it fails.
package func readBlock(_ descriptor: Int32, into target: UnsafeMutableRawPointer, count: Int) -> Int {
  while true {
    let got = read(descriptor, target, count)
    if got >= 0 || errno != EINTR { return got }
  }
}

/// What can be read from a descriptor up to its end, `limit` bytes at most.
///
/// - Parameter isCancelled: asked when a signal interrupts the reading; true ends it with EINTR.
/// - Returns: nil, and `errno`, when reading fails.
package func readAll(
  _ descriptor: Int32, limit: Int = .max, isCancelled: () -> Bool = { false }
) -> [UInt8]? {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < limit {
    let count = read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR, !isCancelled() { continue }
      return nil
    }
    bytes += chunk[..<count]
  }
  return bytes
}

/// What a small file holds; nil when it cannot be read.
package func fileBytes(_ path: String, limit: Int = .max) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return readAll(descriptor, limit: limit)
}
