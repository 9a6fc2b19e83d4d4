/// A number as plain decimal digits without exponent, the shortest that reads back as the same double: 7800000,
/// 0.0000001.
func plainDecimal(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  var digits: [UInt8] = []
  var point: Int?
  var exponent = 0
  let text = value.magnitude.description
  let parts = text.utf8.split(separator: UInt8(ascii: "e"))
  for byte in parts[0] {
    if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
  }
  if parts.count > 1 { exponent = Int(String(decoding: Array(parts[1]), as: UTF8.self)) ?? 0 }
  var place = (point ?? digits.count) + exponent
  // Without zeros that say nothing at either end.
  while digits.count > 1, digits.first == UInt8(ascii: "0") {
    digits.removeFirst()
    place -= 1
  }
  while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
  let zero = UInt8(ascii: "0")
  var result: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
  if place <= 0 {
    result += [zero, UInt8(ascii: ".")] + [UInt8](repeating: zero, count: -place) + digits
  } else if digits.count <= place {
    result += digits + [UInt8](repeating: zero, count: place - digits.count)
  } else {
    result += digits[..<place] + [UInt8(ascii: ".")] + digits[place...]
  }
  return String(decoding: result, as: UTF8.self)
}
