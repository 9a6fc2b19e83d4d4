import MarketModel
import MarketStore

/// A condition of an alert: a figure against a threshold, or data that are overdue.
struct AlertTerm: Sendable, Equatable {
  enum Comparison: String, CaseIterable {
    // The longer signs first: "<=" begins with "<".
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case unequal = "!="
    case less = "<"
    case greater = ">"
    case equal = "="
  }
  enum Condition: Equatable {
    /// The column's figure against a number, or its text against a word.
    case figure(column: String, Comparison, Operand)
    /// The newest figures are older than their own rhythm lets expect.
    case stale
  }
  enum Operand: Equatable {
    /// As the data formats have it: a share of 25% is 0.25.
    case number(Double)
    case word(String)
  }

  var condition: Condition
  /// Whose figure; nil: anybody's, the same in all terms that name nobody.
  var name: String?
  /// Of which period; nil: the latest complete one.
  var period: String?

  /// The figure that is computed, not a column: X's share less the best other one.
  static let lead = "lead"
}

/// Reads `TERM {and|or TERM}`, `and` binding tighter. A term is `COLUMN [of NAME] [in PERIOD] OP NUMBER[%|pp]` or
/// `stale [of NAME]`.
struct AlertParser {
  private enum Token: Equatable {
    case word(String)
    case quoted(String)
    case sign(AlertTerm.Comparison)
  }
  private let text: String
  private var tokens: [Token] = []
  private var at = 0

  init(_ text: String) throws {
    self.text = text
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if first == "\"" {
        guard let end = rest.dropFirst().firstIndex(of: "\"") else { throw refusal }
        tokens.append(.quoted(String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else if let sign = AlertTerm.Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) {
        tokens.append(.sign(sign))
        rest = rest.dropFirst(sign.rawValue.count)
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"\"<>=!".contains($0) }
        guard !word.isEmpty else { throw refusal }
        tokens.append(.word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
  }

  private var refusal: StoreError {
    StoreError(
      .usage, "\"\(text)\" is not an alert",
      remedy: "write a column, one of < <= > >= = != and a number, as in \"share of Sora < 25%\"; or \"stale\"")
  }

  /// The alternatives, each a list of what must hold together.
  mutating func parse() throws -> [[AlertTerm]] {
    var alternatives = [[try term()]]
    while at < tokens.count {
      let isAnd = keyword("and")
      guard isAnd || keyword("or") else { throw refusal }
      let next = try term()
      if isAnd { alternatives[alternatives.count - 1].append(next) } else { alternatives.append([next]) }
    }
    return alternatives
  }

  private mutating func term() throws -> AlertTerm {
    guard at < tokens.count, case .word(let column) = tokens[at] else { throw refusal }
    at += 1
    var term = AlertTerm(condition: .stale)
    if keyword("of") { term.name = try phrase() }
    if keyword("in") { term.period = try phrase() }
    guard at < tokens.count, case .sign(let comparison) = tokens[at] else {
      guard column.lowercased() == "stale", term.period == nil else { throw refusal }
      return term
    }
    at += 1
    term.condition = .figure(column: column.lowercased(), comparison, try operand(comparison))
    return term
  }

  private mutating func keyword(_ word: String) -> Bool {
    guard at < tokens.count, case .word(let found) = tokens[at], found.lowercased() == word else { return false }
    at += 1
    return true
  }

  /// What stands in quotes, else the words up to the next word or sign of the grammar.
  private mutating func phrase() throws -> String {
    if at < tokens.count, case .quoted(let text) = tokens[at] {
      at += 1
      return text
    }
    var words: [String] = []
    while at < tokens.count, case .word(let word) = tokens[at], !["in", "and", "or"].contains(word.lowercased()) {
      words.append(word)
      at += 1
    }
    guard !words.isEmpty else { throw refusal }
    return words.joined(separator: " ")
  }

  private mutating func operand(_ comparison: AlertTerm.Comparison) throws -> AlertTerm.Operand {
    let text = try phrase()
    let isShare = text.hasSuffix("%") || text.hasSuffix("pp")
    let digits = isShare ? String(text.dropLast(text.hasSuffix("%") ? 1 : 2)).trimmedBlanks : text
    if let number = Double(digits) {
      guard number.isFinite else {
        throw Alert.neverFires(self.text, "\(text) is not a figure")
      }
      // 25% is 0.25 itself, not 25 × 0.01.
      return .number(isShare ? number / 100 : number)
    }
    guard comparison == .equal || comparison == .unequal else { throw refusal }
    return .word(text)
  }
}

extension String {
  fileprivate var trimmedBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
