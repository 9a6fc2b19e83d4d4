import MarketModel
import MarketStore
import SQLite

/// Who leads since when, in a sentence: the newest line of `lead`, and whom it followed, however long ago.
struct LeadSentence {
  private let granularity: Granularity
  private let newest: [Cell]?
  private let before: [Cell]?
  /// The newest lead's: origin, product named, whether it agrees.
  private let votes: [(origin: String, product: String?, agrees: Bool)]

  private typealias Field = LeadColumn
  /// Behind the columns of the rows.
  private enum Extra: Int {
    case age = 15
    case lastKnown, voter, named, agrees
  }

  /// - Parameter query: Of all periods up to the last one shown.
  init(_ query: LeadQuery) throws {
    granularity = query.timeline.granularity
    let rows = try query.scope.store.connection.cells(query.sentenceStatement())
    newest = rows.first
    before = rows.first { $0[Extra.age.rawValue] == .integer(2) }
    votes = rows.compactMap { row in
      row[Extra.voter.rawValue].string.map {
        ($0, row[Extra.named.rawValue].string, row[Extra.agrees.rawValue] == .integer(1))
      }
    }
  }

  /// "Aurora leads since 2026-03 (4 months), by 3.0 pp; before it Borealis, 2025-06 to 2026-02. Alpha and Beta agree;
  /// Gamma says Cinder." Nil where nobody has led.
  var text: String? {
    guard let newest, let product = newest[Field.product].string, let from = newest[Field.from].string,
      let to = newest[Field.to].string
    else { return nil }
    let count = counted(Int64(newest[Field.periods].number ?? 0), granularity.name)
    let isRecord = newest[Field.began] == .text(LeadBeginning.record.rawValue)
    let since = isRecord ? "since at least \(from)" : "since \(from)"
    // Whoever led last of what is shown may lead no more.
    let leads = newest[Extra.lastKnown.rawValue] == .text(to)
    var text = "\(product) " + (leads ? "leads \(since)" : "led \(since), to \(to)") + " (\(count))"
    if let margin = newest[Field.margin].number {
      text += ", by " + String(FigureStyle.ratio.points(margin).main.drop { $0 == "+" })
    }
    if newest[Field.began] == .text(LeadBeginning.originChanged.rawValue) {
      text += ", but no single origin shows the change"
    } else if newest[Field.certain] == .text("no") {
      text += ", not for certain"
    }
    if let before, let name = before[Field.product].string, let first = before[Field.from].string,
      let last = before[Field.to].string
    {
      text += "; before it \(name), " + (first == last ? first : "\(first) to \(last)")
    }
    return text + ". " + voices
  }

  private var voices: String {
    let agreeing = votes.filter(\.agrees).map(\.origin)
    let others = votes.filter { !$0.agrees }.map { vote in
      vote.product.map { "\(vote.origin) says \($0)" } ?? "\(vote.origin) shows a tie"
    }
    switch (agreeing.count, others.isEmpty) {
    case (0, true): return "No single origin has figures for both."
    case (1, true): return "By \(agreeing[0]) alone."
    case (0, false): return listed(others) + "."
    case (let count, true): return listed(agreeing) + (count == 1 ? " agrees." : " agree.")
    case (let count, false): return listed(agreeing) + (count == 1 ? " agrees; " : " agree; ") + listed(others) + "."
    }
  }
}

extension LeadQuery {
  typealias PeriodState = (label: String, isKnown: Bool, isShown: Bool)

  /// The periods with figures, and whether it is known who leads in them.
  func periods() throws -> [PeriodState] {
    try scope.store.connection.query(periodsStatement()) { ($0.text(0), $0.int(1) == 1, $0.int(2) == 1) }
  }
}

extension ReportScope {
  /// The newest line of `lead` for the same products, up to the last period shown; nil where nobody leads or that has
  /// no meaning.
  ///
  /// - Parameter top: So many of the largest can lead; nil: all.
  func leadSentence(_ timeline: Timeline, top: Int? = nil) throws -> String? {
    guard timeline.granularity != .span, !metric.isByDayOffset else { return nil }
    var record = Timeline(timeline.granularity, from: nil, to: parameters.to)
    record.rollUp = timeline.rollUp
    return try LeadSentence(LeadQuery(scope: self, timeline: record, showsHistory: false, top: top)).text
  }
}
