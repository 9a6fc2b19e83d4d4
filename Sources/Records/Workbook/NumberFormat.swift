/// A number format of a workbook (ECMA-376 part 1, 18.8.31), as far as it decides what a cell says: how many digits are
/// shown, in per cent or in millions, with which words, or that the number is a date.
///
/// Groups of digits, colours and padding are left away: they say nothing. A text is made that reads as the cell does.
struct NumberFormat {
  private enum Piece: Equatable {
    case literal(String)
    case number
  }

  private struct Section {
    var condition: (sign: String, bound: Double)?
    var pieces: [Piece] = []
    /// Digits behind the point that are always shown, and at most.
    var decimals: (least: Int, most: Int) = (0, 0)
    var percents = 0
    /// Commas behind the digits: each divides by a thousand.
    var thousands = 0
    var isScientific = false
    /// As many digits as the number has.
    var isGeneral = false
    var date: DateParts?
  }

  /// What of a date is shown.
  struct DateParts: Equatable {
    var hasYear = false
    var hasMonth = false
    var hasDay = false
    var hasTime = false
  }

  private var sections: [Section] = []

  /// Shows a number as it is.
  static let general = NumberFormat("General")

  init(_ code: String) {
    // A longer code is nonsense.
    for part in Self.split(String(code.prefix(1000))).prefix(4) { sections.append(Self.section(part)) }
    if sections.isEmpty { sections = [Self.section("General")] }
  }

  /// The format behind one of the numbers that a workbook does not spell out. What depends on the user's country
  /// (money) has no currency here.
  init(builtIn number: Int) {
    let code: String? =
      switch number {
      case 1: "0"
      case 2: "0.00"
      case 3: "#,##0"
      case 4: "#,##0.00"
      case 9: "0%"
      case 10: "0.00%"
      case 11: "0.00E+00"
      case 14, 27...31, 36, 50...54, 57, 58: "yyyy-mm-dd"
      case 15: "d-mmm-yy"
      case 16: "d-mmm"
      case 17, 55, 56: "mmm-yy"
      case 18...21, 32...35, 45...47: "h:mm:ss"
      case 22: "yyyy-mm-dd h:mm"
      case 5, 6, 37, 38, 41, 42: "#,##0"
      case 7, 8, 39, 40, 43, 44: "#,##0.00"
      case 48: "##0.0E+0"
      default: nil
      }
    self.init(code ?? "General")
  }

  /// The text that the cell shows.
  ///
  /// - Parameter isComma: The decimal mark is a comma.
  func text(_ number: DecimalText, is1904: Bool, isComma: Bool) -> String {
    let section = section(for: number)
    if let date = section.date, let text = SheetDate.text(number, date, is1904: is1904) { return text }
    var text = ""
    var hasNumber = false
    for piece in section.pieces {
      switch piece {
      case .literal(let words): text += words
      case .number:
        if !hasNumber { text += Self.figure(number, section, isComma: isComma) }
        hasNumber = true
      }
    }
    if !hasNumber && text.allSatisfy(\.isWhitespace) {
      text = Self.figure(number, Self.section("General"), isComma: isComma)
    }
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    guard number.isNegative, text.contains(where: { ("1"..."9").contains($0) }) else { return text }
    return "-" + text
  }

  private func section(for number: DecimalText) -> Section {
    if sections.contains(where: { $0.condition != nil }) {
      let value = number.value
      for section in sections.prefix(2) {
        guard let (sign, bound) = section.condition else { continue }
        let holds =
          switch sign {
          case "<": value < bound
          case "<=": value <= bound
          case ">": value > bound
          case ">=": value >= bound
          case "=": value == bound
          default: value != bound
          }
        if holds { return section }
      }
      return sections.first { $0.condition == nil } ?? Self.section("General")
    }
    if number.isNegative, sections.count > 1 { return Self.withoutSign(sections[1]) }
    // An accountant's nought is a dash.
    if number.isZero, sections.count > 2 { return Self.withoutSign(sections[2]) }
    return sections[0]
  }

  /// A section for negative numbers shows the sign in its own way, which is not needed beside ours.
  private static func withoutSign(_ section: Section) -> Section {
    var section = section
    section.pieces = section.pieces.map { piece in
      guard case .literal(let words) = piece else { return piece }
      return .literal(words.filter { !["(", ")", "-", "−", "–", "—"].contains($0) })
    }
    return section
  }

  private static func figure(_ number: DecimalText, _ section: Section, isComma: Bool) -> String {
    var number = number
    number.shift(by: 2 * section.percents - 3 * section.thousands)
    var text: String
    if section.isGeneral {
      text = number.plain(decimals: nil, minimum: 0)
    } else if section.isScientific {
      let exponent = number.isZero ? 0 : number.power - 1
      number.power = number.isZero ? 0 : 1
      text = number.plain(decimals: section.decimals.most, minimum: section.decimals.least) + "e\(exponent)"
    } else {
      text = number.plain(decimals: section.decimals.most, minimum: section.decimals.least)
    }
    if isComma { text = String(text.map { $0 == "." ? "," : $0 }) }
    return text + String(repeating: "%", count: section.percents)
  }

  // MARK: Reading a code

  private static func split(_ code: String) -> [[Character]] {
    var parts: [[Character]] = [[]]
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for character in code {
      if isEscaped {
        isEscaped = false
      } else if character == "\"" {
        isQuoted.toggle()
      } else if !isQuoted {
        if character == "\\" { isEscaped = true }
        if character == "[" { isBracketed = true }
        if character == "]" { isBracketed = false }
        if character == ";", !isBracketed {
          parts.append([])
          continue
        }
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  private static func section(_ code: String) -> Section { section(Array(code)) }

  private static func section(_ code: [Character]) -> Section {
    var section = Section()
    if let date = dateParts(code) {
      section.date = date
      section.isGeneral = true
      section.pieces = [.number]
      return section
    }
    var index = 0
    var hasPoint = false
    var commas = 0
    func literal(_ text: String) {
      if case .literal(let before)? = section.pieces.last {
        section.pieces[section.pieces.count - 1] = .literal(before + text)
      } else if !text.isEmpty {
        section.pieces.append(.literal(text))
      }
    }
    while index < code.count {
      let character = code[index]
      index += 1
      switch character {
      case "\"":
        let end = code[index...].firstIndex(of: "\"") ?? code.count
        literal(String(code[index..<end]))
        index = min(code.count, end + 1)
      case "\\":
        if index < code.count { literal(String(code[index])) }
        index += 1
      case "_", "*": index += 1
      case "[":
        let end = code[index...].firstIndex(of: "]") ?? code.count
        let words = String(code[index..<end])
        if words.hasPrefix("$") { literal(String(words.dropFirst().prefix { $0 != "-" })) }
        section.condition = condition(words) ?? section.condition
        index = min(code.count, end + 1)
      case "0", "#", "?":
        commas = 0
        if section.pieces.last != .number, !section.pieces.contains(.number) { section.pieces.append(.number) }
        guard hasPoint else { continue }
        section.decimals.most += 1
        if character == "0" { section.decimals.least = section.decimals.most }
      case ".":
        section.thousands += commas
        commas = 0
        if !section.pieces.contains(.number) { section.pieces.append(.number) }
        hasPoint = true
      case ",": if section.pieces.contains(.number) { commas += 1 }
      case "%": section.percents += 1
      case "E", "e":
        guard index < code.count, code[index] == "+" || code[index] == "-", section.pieces.contains(.number) else {
          literal(String(character))
          continue
        }
        section.isScientific = true
        index += 1
        while index < code.count, "0#?".contains(code[index]) { index += 1 }
      case "/":
        // A fraction: as a decimal it says the same.
        section.isGeneral = true
      case "G", "g":
        let word = String(code[(index - 1)...].prefix(7)).lowercased()
        if word == "general" {
          section.pieces.append(.number)
          section.isGeneral = true
          index += 6
        } else {
          literal(String(character))
        }
      case "@":
        section.pieces.append(.number)
        section.isGeneral = true
      default: literal(String(character))
      }
    }
    section.thousands += commas
    return section
  }

  /// `[>=1000]` is a condition; `[$€-407]` is a currency, and `[Red]` says nothing.
  private static func condition(_ text: String) -> (sign: String, bound: Double)? {
    let sign = text.prefix { "<>=".contains($0) }
    guard !sign.isEmpty, let bound = Double(text.dropFirst(sign.count)) else { return nil }
    return (String(sign), bound)
  }

  /// Which parts of a date a section shows; nil: it shows a number.
  private static func dateParts(_ code: [Character]) -> DateParts? {
    var letters: [Character] = []
    var index = 0
    while index < code.count {
      let character = code[index]
      index += 1
      switch character {
      case "\"": index = min(code.count, (code[index...].firstIndex(of: "\"") ?? code.count) + 1)
      case "\\", "_", "*": index += 1
      case "[":
        let end = code[index...].firstIndex(of: "]") ?? code.count
        let word = code[index..<end].map { $0.lowercased() }
        // Elapsed time.
        if let unit = word.first, ["h", "m", "s"].contains(unit), word.allSatisfy({ $0 == unit }) {
          letters.append("h")
        }
        index = min(code.count, end + 1)
      case "0", "#", "?": if !letters.contains("s") { return nil }
      case "y", "Y", "m", "M", "d", "D", "h", "H", "s", "S":
        letters.append(Character(character.lowercased()))
      case "G", "g":
        if String(code[(index - 1)...].prefix(7)).lowercased() == "general" { return nil }
      default: break
      }
    }
    var parts = DateParts()
    for (at, letter) in letters.enumerated() {
      switch letter {
      case "y": parts.hasYear = true
      case "d": parts.hasDay = true
      case "h", "s": parts.hasTime = true
      default:
        // Behind hours and before seconds, m is minutes.
        let before = letters[..<at].last { $0 != "m" }
        let after = letters[at...].first { $0 != "m" }
        if before == "h" || after == "s" { parts.hasTime = true } else { parts.hasMonth = true }
      }
    }
    return parts == DateParts() ? nil : parts
  }
}
