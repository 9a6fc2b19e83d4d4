import SQLite

extension BeliefOrder {
  /// In words, the first term that decides between the claims at `a` and `b`, whichever of them is believed.
  func reason(_ a: Columns, _ b: Columns) -> SQL {
    let cases = zip(keys(a), keys(b)).map { first, second -> SQL in
      "WHEN \(first.key) <> \(second.key) THEN \(words(of: first.term, first.key, second.key))"
    }
    return "CASE \(cases.joined(separator: "\n              ")) ELSE 'a tie' END"
  }

  private func words(of term: Term, _ a: SQL, _ b: SQL) -> SQL {
    let least: SQL = "CASE WHEN \(a) < \(b) THEN \(a) ELSE \(b) END"
    let most: SQL = "CASE WHEN \(a) < \(b) THEN \(b) ELSE \(a) END"
    return switch term {
    case .disclosed: "'disclosed'"
    case .override: "'your own figure'"
    case .named: "'asked for first'"
    case .reliability: "'reliability ' || \(least) || ' before ' || \(most)"
    case .firstHand: "'first-hand before quoted'"
    case .latestPublication: "'published ' || \(most) || ', after ' || \(least)"
    case .point: "'a point before a bound'"
    case .newestRow: "'entered later'"
    case .publication, .origin: "'a tie, settled by number'"
    }
  }
}
