import CSQLite

extension SQL {
  /// The statement with its values written out as SQL literals: the stock `sqlite3` shell runs it to the same rows.
  ///
  /// One thing reads differently: after ORDER BY or GROUP BY a bare integer names a column, where a parameter is only a
  /// value.
  public var literalText: String {
    var text = ""
    var isAfterLiteral = false
    let reader = DecimalReader()
    for part in parts {
      switch part {
      case .text(let fragment):
        if isAfterLiteral, let next = fragment.utf8.first, !isApart(next) { text += " " }
        text += fragment
        isAfterLiteral = fragment.isEmpty && isAfterLiteral
      case .parameter(let value):
        // Apart from what stands before: 'a' after 'b' would read as one text, -1 after - as a comment.
        if let last = text.utf8.last, !isApart(last) { text += " " }
        text += value.literal(reader)
        isAfterLiteral = true
      }
    }
    return text
  }

  private func isApart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: ","),
      UInt8(ascii: ";"):
      true
    default: false
    }
  }
}

extension Value {
  fileprivate func literal(_ reader: DecimalReader) -> String {
    switch self {
    case .null: "NULL"
    case .integer(let value): String(value)
    case .real(let value): Value.literal(value, reader)
    case .text(let value): Value.literal(value)
    case .blob(let value): "x'\(hex(value))'"
    }
  }

  private static func literal(_ text: String) -> String {
    var quoted = "'"
    quoted.reserveCapacity(text.utf8.count + 2)
    for character in text.unicodeScalars {
      switch character.value {
      case 9, 10: break
      case 0..<32, 127:
        // NUL ends a statement, the shell drops a CR before a line's end, and a terminal obeys the rest: so bytes in
        // hex. Joining with '' takes away the affinity that CAST gives and a parameter lacks.
        return "(''||CAST(x'\(hex(text.utf8))' AS TEXT))"
      case 39: quoted += "'"
      default: break
      }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "'"
  }

  private static func literal(_ value: Double, _ reader: DecimalReader) -> String {
    if value.isNaN { return "NULL" }
    if value.isInfinite { return value < 0 ? "-9e999" : "9e999" }
    let decimal = value.description
    if abs(value) < 0x1p53 && value == value.rounded() || reader.read(decimal) == value { return decimal }
    // SQLite misreads this one by a bit: write it as a whole number times powers of two, all of which it reads and
    // computes exactly.
    var exponent = value.exponent - 52
    var product = "(\((value.significand * (value.sign == .minus ? -0x1p52 : 0x1p52)).description)"
    let sign = exponent < 0 ? "/" : "*"
    while exponent != 0 {
      let step = min(abs(exponent), 56)
      product += "\(sign)\(UInt64(1) << UInt64(step)).0"
      exponent -= Int(exponent.signum()) * step
    }
    return product + ")"
  }
}

private func hex(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte < 16 { text += "0" }
    text += String(byte, radix: 16)
  }
  return text
}

/// Reads a decimal as this SQLite does, which is off by one bit for some very large and very small numbers.
private final class DecimalReader {
  private lazy var statement = try? Connection(path: ":memory:", access: .readOnly).prepare("SELECT CAST(?1 AS REAL)")

  func read(_ decimal: String) -> Double? {
    guard let statement, (try? statement.bind(1, decimal)) != nil, (try? statement.step()) == true else { return nil }
    defer { try? statement.reset() }
    return statement.row.double(0)
  }
}
