/// Comma-separated values as the importer reads them: a field is quoted where it must be, lines end with LF.
package struct CSVText {
  package init() {}

  package private(set) var bytes: [UInt8] = []

  package mutating func row(_ fields: [String]) {
    var isFirst = true
    for field in fields {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(field)
    }
    // A row of one empty field would be a blank line, which is not read.
    if fields.count == 1, fields[0].isEmpty { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
    bytes.append(UInt8(ascii: "\n"))
  }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func append(_ field: String) {
    let utf8 = field.utf8
    let needsQuotes = utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes || utf8.first == 0x20 || utf8.last == 0x20 else {
      bytes += utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
