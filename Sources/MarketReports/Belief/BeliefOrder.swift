import MarketModel
import MarketStore
import SQLite

/// REPORTS.md's order of belief, the one place where it stands: SQL and Swift are both made from `terms`.
///
/// Of several claims the first is believed. Every claim has a key for each term, and the smaller key comes first.
struct BeliefOrder: Sendable {
  enum Term: Sendable, Hashable {
    /// Disclosed before not disclosed.
    case disclosed
    /// The analyst's own override before everybody else's, where reliability is not what comes next.
    case override
    /// These origins before others, in this order.
    case named([Int64])
    /// The origin's reliability: 0 the analyst's own override, 9 worst.
    case reliability
    /// First-hand before quoted.
    case firstHand
    case latestPublication
    /// A point before a bound.
    case point
    case newestRow
    /// Two sources of one day are settled by their numbers, so that the order is total.
    case publication
    case origin
  }
  let terms: [Term]
  /// The reliability that an origin had at the time asked about, where it is another now.
  let reliabilities: [Int64: Int64]

  /// What is compared: the claims about one figure, by an order that is total, or claims about several, by which their
  /// origins are ordered. There a figure's form and the numbers of rows say nothing, and equal claims tie.
  enum Comparison {
    case claims, origins

    fileprivate func uses(_ term: Term) -> Bool {
      switch (self, term) {
      case (.origins, .disclosed), (.origins, .point), (.origins, .publication), (.origins, .origin): false
      default: true
      }
    }
  }

  init(_ policy: BeliefPolicy, reliabilities: [Int64: Int64] = [:]) {
    self.reliabilities = reliabilities
    let ranked: [Term] = [
      .disclosed, .reliability, .firstHand, .latestPublication, .point, .newestRow, .publication, .origin,
    ]
    switch policy {
    case .ranked, .median: terms = ranked
    case .latest:
      terms = [.disclosed, .override, .latestPublication] + ranked.dropFirst().filter { $0 != .latestPublication }
    case .first(let origins): terms = [.disclosed, .override, .named(origins)] + ranked.dropFirst()
    }
  }

  // MARK: In SQL

  /// Where a statement has what the order asks for; a term whose column is missing decides nothing there.
  struct Columns {
    /// The integer of a `Qualifier`; nil where every claim is disclosed.
    var qualifier: SQL?
    var reliability: SQL
    var origin: SQL
    /// The source that was read.
    var source: SQL
    var publishedOn: SQL
    /// Nil for what has no figure: an event.
    var value: SQL?
    var importID: SQL
    var publication: SQL

    /// The claims, their publications and their origins under these aliases.
    init(claims: SQL, publications: SQL, origins: SQL, haveFigures: Bool = true) {
      qualifier = haveFigures ? "\(claims).qualifier" : nil
      reliability = "\(origins).reliability"
      origin = "\(claims).origin_id"
      source = "\(publications).source_id"
      publishedOn = "\(publications).published_on"
      value = haveFigures ? "\(claims).value" : nil
      importID = "\(claims).import_id"
      publication = "\(claims).publication_id"
    }

    /// All of it in one table, under names that begin with `prefix`.
    init(of table: SQL, prefix: SQL) {
      let side: SQL = "\(table).\(prefix)"
      qualifier = "\(side)qualifier"
      reliability = "\(side)reliability"
      origin = "\(side)origin_id"
      source = "\(side)source_id"
      publishedOn = "\(side)published_on"
      value = "\(side)value"
      importID = "\(side)import_id"
      publication = "\(side)publication_id"
    }

    /// All of it in one table.
    init(of table: SQL, haveFigures: Bool = true) {
      self.init(claims: table, publications: table, origins: table, haveFigures: haveFigures)
    }
  }

  /// For `ORDER BY`: the believed claim comes first.
  func orderBy(_ columns: Columns, among comparison: Comparison = .claims) -> SQL {
    keys(columns, comparison).map { $0.descends ? "\($0.key) DESC" : $0.key }.joined(separator: ", ")
  }

  /// A condition: whether the claim at `a` is believed before the one at `b`; the smaller `tie` settles what the order
  /// leaves open.
  func precedes(_ a: Columns, _ b: Columns, tie: (SQL, SQL)) -> SQL {
    var condition: SQL = "\(tie.0) < \(tie.1)"
    for (first, second) in zip(keys(a), keys(b)).reversed() {
      let sign: SQL = first.descends ? ">" : "<"
      condition =
        "(\(first.key) \(sign) \(second.key) OR (\(first.key) = \(second.key)\n              AND \(condition)))"
    }
    return condition
  }

  func keys(_ columns: Columns, _ comparison: Comparison = .claims) -> [(term: Term, key: SQL, descends: Bool)] {
    terms.filter(comparison.uses).compactMap { term in key(term, columns).map { (term, $0.key, $0.descends) } }
  }

  private func key(_ term: Term, _ columns: Columns) -> (key: SQL, descends: Bool)? {
    switch term {
    case .disclosed:
      columns.qualifier.map { ("CASE WHEN \($0) = \(Qualifier.notDisclosed) THEN 1 ELSE 0 END", false) }
    case .override: ("CASE WHEN \(reliability(columns)) = 0 THEN 0 ELSE 1 END", false)
    case .named(let origins): (Self.place(of: columns.origin, among: origins), false)
    case .reliability: (reliability(columns), false)
    case .firstHand: ("CASE WHEN \(columns.source) = \(columns.origin) THEN 0 ELSE 1 END", false)
    case .latestPublication: (columns.publishedOn, true)
    case .point: columns.value.map { ("CASE WHEN \($0) IS NULL THEN 1 ELSE 0 END", false) }
    case .newestRow: (columns.importID, true)
    case .publication: (columns.publication, true)
    case .origin: (columns.origin, false)
    }
  }

  private func reliability(_ columns: Columns) -> SQL { reliability(columns.reliability, of: columns.origin) }

  /// The reliability `now` of an origin, or the one that it had then.
  func reliability(_ now: SQL, of origin: SQL) -> SQL {
    if reliabilities.isEmpty { return now }
    let cases = reliabilities.sorted { $0.key < $1.key }.map { id, then -> SQL in "WHEN \(origin) = \(id) THEN \(then)"
    }
    return "CASE \(cases.joined(separator: " ")) ELSE \(now) END"
  }

  private static func place(of origin: SQL, among origins: [Int64]) -> SQL {
    let places = origins.enumerated().map { place, id -> SQL in "WHEN \(origin) = \(id) THEN \(place)" }
    return "CASE \(places.joined(separator: " ")) ELSE \(origins.count) END"
  }

  // MARK: In Swift

  /// What the order asks of a claim.
  struct Facts {
    var isDisclosed: Bool
    var reliability: Int64
    var origin: Int64
    var source: Int64
    var hasPoint: Bool
    var importID: Int64
    var publication: Int64

    @inline(__always)
    fileprivate func key(_ term: Term) -> Int64 {
      switch term {
      case .disclosed: isDisclosed ? 0 : 1
      case .override: reliability == 0 ? 0 : 1
      case .named(let origins): Int64(origins.firstIndex(of: origin) ?? origins.count)
      case .reliability: reliability
      case .firstHand: source == origin ? 0 : 1
      case .latestPublication: -PublicationID.dayNumber(of: publication)
      case .point: hasPoint ? 0 : 1
      case .newestRow: -importID
      case .publication: -publication
      case .origin: origin
      }
    }
  }

  /// Whether `a` is believed before `b`.
  func precedes(_ a: Facts, _ b: Facts) -> Bool {
    for term in terms {
      let (x, y) = (a.key(term), b.key(term))
      if x != y { return x < y }
    }
    return false
  }
}
