/// Splits a command into words as a shell does: quotes of both kinds and backslashes; nothing is expanded. nil: a quote is left open.
public func shellWords(_ command: String) -> [String]? {
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
