import System

/// Texts of a workbook, in which a character that XML cannot hold is written as `_x0001_`, and an underscore before
/// what would read as such as `_x005F_` (ECMA-376 part 1, 22.9.2.19).
enum SheetText {
  /// Appends the text that is meant.
  static func append(_ text: UnsafeRawBufferPointer, to target: ByteArena) {
    var from = 0
    var index = 0
    while index + 7 <= text.count {
      guard text[index] == UInt8(ascii: "_"), let byte = escape(text, at: index) else {
        index += 1
        continue
      }
      target.append(UnsafeRawBufferPointer(rebasing: text[from..<index]))
      target.append(byte)
      index += 7
      from = index
    }
    target.append(UnsafeRawBufferPointer(rebasing: text[from...]))
  }

  static func hasEscape(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count >= 7 else { return false }
    return (0...(text.count - 7)).contains { text[$0] == UInt8(ascii: "_") && escape(text, at: $0) != nil }
  }

  /// The control character or underscore that an escape stands for. Others are never written so.
  private static func escape(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt8? {
    guard text[index + 1] == UInt8(ascii: "x"), text[index + 2] == 0x30, text[index + 3] == 0x30,
      text[index + 6] == UInt8(ascii: "_"), let high = digit(text[index + 4]), let low = digit(text[index + 5])
    else { return nil }
    let byte = high << 4 | low
    return byte > 0 && byte < 0x20 || byte == UInt8(ascii: "_") ? byte : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x41 + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x61 + 10
    default: nil
    }
  }
}
