import MarketStore
import System

/// Words as a POSIX shell reads them back; a word with control characters uses $'…', which bash, zsh and POSIX.1-2024
/// know.
func shellCommand(_ words: [String]) -> String {
  words.map(shellWord).joined(separator: " ")
}

func shellWord(_ word: String) -> String {
  if word.unicodeScalars.contains(where: {
    $0.value < 0x20 || (0x7f...0x9f).contains($0.value) || isInvisibleControl($0)
  }) {
    var text = "$'"
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case "'": text += "\\'"
      case "\\": text += "\\\\"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f || (0x80...0x9f).contains(scalar.value)
          || isInvisibleControl(scalar)
        {
          for byte in String(scalar).utf8 { text += "\\" + octal(byte) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "'"
  }
  return shellQuoted(word)
}

private func octal(_ byte: UInt8) -> String {
  let text = String(byte, radix: 8)
  return String(repeating: "0", count: 3 - text.count) + text
}
