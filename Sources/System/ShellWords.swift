/// Splits a command into words as a shell does: quotes of both kinds and backslashes; nothing is expanded. nil: a quote
/// is left open.
package func shellWords(_ command: String) -> [String]? {
  var words: [String] = []
  var word = String.UnicodeScalarView()
  var hasWord = false
  var quote: Unicode.Scalar?
  var isEscaped = false
  // Scalars, not characters: a combining mark after a quote would hide it.
  for scalar in command.unicodeScalars {
    if isEscaped {
      if quote == "\"", scalar != "\"", scalar != "\\" { word.append("\\") }
      word.append(scalar)
      isEscaped = false
    } else if scalar == "\\", quote != "'" {
      isEscaped = true
      hasWord = true
    } else if let open = quote {
      if scalar == open { quote = nil } else { word.append(scalar) }
    } else if scalar == "\"" || scalar == "'" {
      quote = scalar
      hasWord = true
    } else if scalar.properties.isWhitespace {
      if hasWord { words.append(String(word)) }
      (word, hasWord) = (String.UnicodeScalarView(), false)
    } else {
      word.append(scalar)
      hasWord = true
    }
  }
  guard quote == nil, !isEscaped else { return nil }
  if hasWord { words.append(String(word)) }
  return words
}

/// A word as the shell takes it: quoted when it holds anything but plain characters.
package func shellQuoted(_ word: String) -> String {
  let isPlain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
      UInt8(ascii: ","),
      UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "%"):
      true
    default: false
    }
  }
  if isPlain && !word.isEmpty { return word }
  // Scalars, not characters: a combining mark after a quote would hide it.
  var quoted = "'"
  for scalar in word.unicodeScalars {
    if scalar == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(scalar) }
  }
  return quoted + "'"
}
