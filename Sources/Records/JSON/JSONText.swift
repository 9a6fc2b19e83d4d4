/// A JSON array of strings.
package func jsonArray(_ words: [String]) -> String {
  "[" + words.map(jsonString).joined(separator: ",") + "]"
}

/// A string literal (RFC 8259). The two line separators are escaped as well, since JavaScript once read them as line
/// ends.
package func jsonString(_ text: String) -> String {
  var result = ""
  appendJSONString(text, to: &result)
  return result
}

package func appendJSONString(_ text: String, to result: inout String) {
  result += "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  result += "\""
}
