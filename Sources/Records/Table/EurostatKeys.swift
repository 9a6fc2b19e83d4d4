import System

/// Eurostat's own tables have tabs between the periods and commas between the dimensions, which share the first field:
/// `freq,unit,geo\TIME_PERIOD`, `A,PC,DE`.
package enum EurostatKeys {
  /// The same table with tabs only, every byte in its place; nil for any other file.
  ///
  /// - Parameter start: where the text begins, behind its byte order mark.
  /// - Throws: `FileError`.
  package static func divided(_ input: SpooledInput, from start: Int) throws -> SpooledInput? {
    let head = try input.head(4096).dropFirst(start)
    let line = head.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    let keys = line[..<tab]
    let last = String(decoding: keys, as: UTF8.self).lowercased()
    guard keys.contains(UInt8(ascii: ",")), last.hasSuffix("\\time_period") || last.hasSuffix("\\time"),
      !line[tab...].contains(UInt8(ascii: ","))
    else { return nil }
    return try input.replacing(UInt8(ascii: ","), with: UInt8(ascii: "\t"))
  }
}

extension SpooledInput {
  /// The same bytes with one of them another, laid down in a temporary file.
  ///
  /// - Throws: `FileError`.
  func replacing(_ byte: UInt8, with other: UInt8) throws -> SpooledInput {
    let target = try TemporaryFile.open()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { block.deallocate() }
    rewind(to: 0)
    var total: Int64 = 0
    do {
      while let base = block.baseAddress {
        let got = try read(into: base, count: block.count)
        if got == 0 { break }
        for index in 0..<got where block[index] == byte { block[index] = other }
        try TemporaryFile.write(target, UnsafeRawBufferPointer(rebasing: block[..<got]))
        total += Int64(got)
      }
    } catch {
      close(target)
      throw error
    }
    return SpooledInput(name: name, descriptor: target, size: total)
  }
}
