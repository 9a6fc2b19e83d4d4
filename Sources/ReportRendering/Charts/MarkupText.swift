/// Text for XML and HTML, in an element or a quoted attribute. Characters that XML has no place for are shown: controls
/// as their pictures (␛), the others as �.
func markup(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    case "'": out += "&#39;"
    case "\t", "\n": out.unicodeScalars.append(scalar)
    case "\r": out += "&#13;"
    default:
      switch scalar.value {
      case 0x00..<0x20: out.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}")
      case 0x7f: out += "\u{2421}"
      case 0x80...0x9f, 0xFFFE, 0xFFFF: out += "\u{fffd}"
      case 0xFDD0...0xFDEF: out += "\u{fffd}"
      case let value where value & 0xFFFE == 0xFFFE: out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }
  return out
}

/// About how wide a text is in a sans-serif face of this size. Only collisions depend on it, so a tenth more or less
/// does no harm.
func textWidth(_ text: String, size: Double) -> Double {
  var ems = 0.0
  for character in text {
    guard let ascii = character.asciiValue else {
      ems += Double(displayWidth(character)) * (displayWidth(character) == 2 ? 0.52 : 0.6)
      continue
    }
    switch ascii {
    case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: "'"),
      UInt8(ascii: "|"),
      UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: " "), UInt8(ascii: "I"):
      ems += 0.29
    case UInt8(ascii: "f"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "["),
      UInt8(ascii: "]"),
      UInt8(ascii: "-"):
      ems += 0.38
    case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"), UInt8(ascii: "%"),
      UInt8(ascii: "@"):
      ems += 0.88
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): ems += 0.69
    case UInt8(ascii: "0")...UInt8(ascii: "9"): ems += 0.63
    default: ems += 0.58
    }
  }
  return ems * size * 1.04
}

/// Bold faces differ by more than that: what is cut to reach an edge is measured by the widest of them, DejaVu Sans.
let boldest = 1.28

/// As much of a text as fits into this width.
func fitted(_ text: String, size: Double, width: Double) -> String {
  // A name of several lines is drawn on one.
  let line = text.contains { $0.isNewline } ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
  guard textWidth(line, size: size) > width else { return line }
  var kept = ""
  var used = textWidth("…", size: size)
  for character in line {
    used += textWidth(String(character), size: size)
    if used > width { break }
    kept.append(character)
  }
  return trimmedEnd(kept) + "…"
}
