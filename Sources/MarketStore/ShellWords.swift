/// Splits a command into words as a shell does: quotes of both kinds and backslashes; nothing is expanded. nil: a quote is left open.
public func shellWords(_ command: String) -> [String]? {
  var words: [String] = []
  var word = ""
  var hasWord = false
  var quote: Character?
  var isEscaped = false
  for character in command {
    if isEscaped {
      if quote == "\"", character != "\"", character != "\\" { word.append("\\") }
      word.append(character)
      isEscaped = false
    } else if character == "\\", quote != "'" {
      isEscaped = true
      hasWord = true
    } else if let open = quote {
      if character == open { quote = nil } else { word.append(character) }
    } else if character == "\"" || character == "'" {
      quote = character
      hasWord = true
    } else if character.isWhitespace {
      if hasWord { words.append(word) }
      (word, hasWord) = ("", false)
    } else {
      word.append(character)
      hasWord = true
    }
  }
  guard quote == nil, !isEscaped else { return nil }
  if hasWord { words.append(word) }
  return words
}

/// A JSON array of strings.
func jsonArray(_ words: [String]) -> String {
  "[" + words.map(jsonString).joined(separator: ",") + "]"
}

func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
