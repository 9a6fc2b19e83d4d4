import MarketModel
import MarketStore

/// By what rule one of several claims about the same thing is believed.
enum BeliefPolicy: Sendable, Hashable {
  /// REPORTS.md's "believed value": the default.
  case ranked
  /// The day of publication before the origin's reliability.
  case latest
  /// These origins first, in this order, by their ids; others only where they are silent.
  case first([Int64])
  /// The median of the origins' own points. What it cannot be made of is believed as ranked.
  case median
}

/// What `--believe` asks for, resolved: a policy, or one origin alone.
struct Belief {
  let policy: BeliefPolicy
  /// The one origin that counts, as `--origin` would say it; nil: all do.
  let only: CatalogueEntry?
  /// What was asked, names as the catalogue spells them; empty: nothing was.
  let words: [String]
  /// ", believing Alpha first": the end of a title. Empty for the default.
  let phrase: String

  /// - Throws: `StoreError` of kind `usage` for policies that exclude each other, `name` for an unknown origin.
  init(_ words: [String], in store: Store) throws {
    let rules = words.map(Word.init)
    if rules.count > 1, let alone = zip(words, rules).first(where: { !$1.isName }) {
      throw StoreError(
        .usage, "to believe \(alone.0) leaves no room for another policy",
        remedy: "give it once, or several names of sources")
    }
    switch rules.first {
    case nil: (policy, only, self.words, phrase) = (.ranked, nil, [], "")
    case .ranked: (policy, only, self.words, phrase) = (.ranked, nil, ["ranked"], "")
    case .latest: (policy, only, self.words, phrase) = (.latest, nil, ["latest"], ", believing the latest")
    case .median: (policy, only, self.words, phrase) = (.median, nil, ["median"], ", believing the median")
    case .only(let name):
      let origin = try store.resolve(.source, name)
      (policy, only, self.words) = (.ranked, origin, ["only:\(origin.name)"])
      phrase = ", believing \(origin.name) only"
    case .name:
      var origins: [CatalogueEntry] = []
      for case .name(let name) in rules {
        let origin = try store.resolve(.source, name)
        if !origins.contains(origin) { origins.append(origin) }
      }
      (policy, only) = (.first(origins.map(\.id)), nil)
      self.words = origins.map { Word($0.name).isName ? $0.name : "origin:\($0.name)" }
      phrase = ", believing \(origins.map(\.name).joined(separator: ", then ")) first"
    }
  }

  /// The default.
  init() { (policy, only, words, phrase) = (.ranked, nil, [], "") }

  /// A report of single claims has no use for a median, which nobody claims.
  ///
  /// - Parameter report: What cannot be made of one: "a forecast".
  /// - Throws: `StoreError` of kind `usage`.
  func requireClaims(_ report: String) throws {
    guard policy == .median else { return }
    throw StoreError(
      .usage, "\(report) is made of single claims, and a median is nobody's", remedy: .set(.believe, nil))
  }

  /// One word of `--believe`.
  private enum Word {
    case ranked, latest, median
    case only(String)
    case name(String)

    init(_ text: String) {
      switch text.lowercased() {
      case "ranked": self = .ranked
      case "latest": self = .latest
      case "median": self = .median
      case let word where word.hasPrefix("only:"): self = .only(String(text.dropFirst(5)))
      case let word where word.hasPrefix("origin:"): self = .name(String(text.dropFirst(7)))
      default: self = .name(text)
      }
    }

    var isName: Bool { if case .name = self { true } else { false } }
  }
}
