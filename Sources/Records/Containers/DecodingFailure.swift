/// Why a container could not be decoded, in the words that a user reads.
package struct DecodingFailure: Error, Equatable {
  package var message: String
  package var remedy: UnreadableFile.Remedy?

  package init(_ message: String, remedy: UnreadableFile.Remedy? = nil) {
    (self.message, self.remedy) = (message, remedy)
  }
}

/// What decoding a container says beside its bytes: what was chosen in it, and what went wrong. It goes through a pipe,
/// a line each.
package struct DecodingReport: Equatable {
  /// The rows of a sheet were written as CSV, not a file as it stands.
  package var isSheet = false
  /// The sheet that was asked for by name is there.
  package var hasSheet = false
  package var notices: [String] = []
  package var failure: DecodingFailure?

  package init() {}

  package var lines: String {
    var lines: [String] = []
    if isSheet { lines.append("sheet") }
    if hasSheet { lines.append("named") }
    lines += notices.map { "notice \(Self.oneLine($0))" }
    if let failure {
      lines.append("error \(Self.oneLine(failure.message))")
      switch failure.remedy {
      case .advice(let text)?: lines.append("advice \(Self.oneLine(text))")
      case .sheets(let names)?: lines += names.map { "choice \(Self.oneLine($0))" }
      case .encodings, .otherHeader, .records, nil: break
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  package init(lines: String) {
    var choices: [String] = []
    for line in lines.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      let text = parts.count > 1 ? parts[1] : ""
      switch parts.first {
      case "sheet"?: isSheet = true
      case "named"?: hasSheet = true
      case "notice"?: notices.append(text)
      case "error"?: failure = DecodingFailure(text)
      case "advice"?: failure?.remedy = .advice(text)
      case "choice"?: choices.append(text)
      default: break
      }
    }
    if !choices.isEmpty { failure?.remedy = .sheets(choices) }
  }

  private static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.prefix(2000).map { $0.value < 0x20 ? " " : Character($0) })
  }
}
