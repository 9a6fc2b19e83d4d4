/// Whether a character turns the direction of text or the line and shows nothing itself: embeddings, overrides,
/// isolates and the two separators.
func isInvisibleControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// Text from the store for a terminal: whatever could move the cursor, colour the line or turn its direction is written
/// out as `\n`, `\t` or `\u{1b}`, so that a name is only ever a name.
public func terminalSafe(_ text: String) -> String {
  guard
    text.unicodeScalars.contains(where: {
      $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || isInvisibleControl($0)
    })
  else {
    return text
  }
  var safe = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": safe += "\\n"
    case "\r": safe += "\\r"
    case "\t": safe += "\\t"
    default:
      if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || isInvisibleControl(scalar) {
        safe += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
  }
  return safe
}
