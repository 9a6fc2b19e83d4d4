import MarketModel
import MarketStore
import SQLite

/// What is believed of one subject in one period: a row of the statements' `points`, forward-looking ones left out.
struct BelievedClaim {
  /// The product's id, or minus the company's.
  var subject: Int64
  var period: Int64
  /// Nil where there is none: no point, no end.
  var value: Double?
  var low: Double?
  var high: Double?
  var isDisclosed: Bool
  /// Whether it may be rolled up from finer periods.
  var isDerived = false
  /// Nil: several went into it, or none.
  var origin: Int64?
  var source: Int64?
  var publication: Int64?
  /// What each origin says by its own best claim, where there is more than one; what is not disclosed says nothing.
  var own: [OwnFigure] = []
  /// The same origin's own point in the period before, believed there or not.
  var valueBefore: Double?
}

/// What one origin says of a subject and period by its own best claim.
struct OwnFigure {
  var origin: Int64
  var value: Double?
  var low: Double?
  var high: Double?
}

extension ReportScope {
  /// What is believed of the periods read. Each subject's claims are a run, in order of period.
  ///
  /// Where nothing is rolled up or converted the claims are ranked while the record is read, in the order of its key:
  /// that takes a quarter of the time of `row_number()`, which sorts them and then copies each.
  ///
  /// Those that are ranked by the statement have no `own`.
  ///
  /// - Parameter byStatement: Ranks them by the statement in any case.
  func believedClaims(_ timeline: Timeline, _ provenance: Provenance, byStatement: Bool) throws -> [BelievedClaim] {
    guard !byStatement, timeline.rollUp == nil, !converts else {
      var tables = try believedTables(timeline, actualOnly: true)
      try addOwnClaims(to: &tables, timeline)
      return try claims(of: tables)
    }
    return try store.connection.withStatement(try claimStatement(timeline)) { statement in
      var claims: [BelievedClaim] = []
      var sources = RecentAnswers()
      var reliabilities = RecentAnswers()
      var (series, period): (Int64?, Int64?)
      var best: BeliefOrder.Facts?
      // Each origin's own best claim of this period, and of the one before.
      var own: [(facts: BeliefOrder.Facts, figure: OwnFigure)] = []
      var ownBefore: [(facts: BeliefOrder.Facts, figure: OwnFigure)] = []
      // Of most there is one origin, and then there is nothing to keep.
      func keepOwn() {
        guard own.count > 1 else { return }
        claims[claims.count - 1].own = own.map(\.figure).filter { $0.low != nil || $0.high != nil }
      }
      while try statement.step() {
        let row = statement.row
        let isNew = series != row.int(0) || period != row.int(2)
        let publication = row.int(3)
        let origin = row.int(4)
        let isDisclosed = Self.isDisclosed(row.int(6))
        let source = try sources.answer(for: publication, provenance.source(ofPublication:))
        let facts = BeliefOrder.Facts(
          isDisclosed: isDisclosed,
          reliability: try reliabilities.answer(for: origin) {
            try known.reliabilities[$0] ?? provenance.reliability(ofSource: $0)
          }, origin: origin,
          source: source, hasPoint: !row.isNull(7), importID: row.int(5), publication: publication)
        let figure = OwnFigure(
          origin: origin, value: row.optionalDouble(7), low: row.optionalDouble(8), high: row.optionalDouble(9))
        if isNew {
          keepOwn()
          swap(&own, &ownBefore)
          if series != row.int(0) || period != row.int(2) - 1 { ownBefore.removeAll(keepingCapacity: true) }
          own.removeAll(keepingCapacity: true)
        }
        if let place = own.firstIndex(where: { $0.facts.origin == origin }) {
          if belief.precedes(facts, own[place].facts) { own[place] = (facts, figure) }
        } else {
          own.append((facts, figure))
        }
        if !isNew, let best, !belief.precedes(facts, best) { continue }
        best = facts
        (series, period) = (row.int(0), row.int(2))
        let claim = BelievedClaim(
          subject: row.int(1), period: row.int(2), value: figure.value, low: figure.low, high: figure.high,
          isDisclosed: isDisclosed, origin: origin, source: source, publication: publication,
          valueBefore: ownBefore.first { $0.facts.origin == origin }?.figure.value)
        if isNew { claims.append(claim) } else { claims[claims.count - 1] = claim }
      }
      keepOwn()
      return claims
    }
  }

  /// Every claim that counts, series by series, each in the order of the record's key.
  func claimStatement(_ timeline: Timeline) throws -> SQL {
    let filter = try claimFilter(
      timeline.readFirst, timeline.readLast, spans: timeline.granularity == .span ? timeline.spanCondition : nil,
      actualOnly: true)
    let publications: SQL = known.source == nil ? "" : " CROSS JOIN publications b"
    let publicationJoin: SQL = known.source == nil ? "" : " AND b.id = o.publication_id"
    let periods: SQL = filter.needsPeriods ? " CROSS JOIN periods t" : ""
    let periodJoin: SQL = filter.needsPeriods ? " AND t.id = o.period_id" : ""
    // CROSS JOIN keeps SQLite to this order.
    return """
      WITH wanted AS (\(wanted)) SELECT o.series_id, w.subject, o.period_id, o.publication_id, o.origin_id, o.import_id,
        o.qualifier,
        o.value, o.low, o.high FROM wanted w CROSS JOIN observations o\(publications)\(periods)
      WHERE o.series_id = w.series_id\(publicationJoin)\(periodJoin) AND \(filter.condition)
      """
  }

  private static func isDisclosed(_ qualifier: Int64) -> Bool { qualifier != Int64(Qualifier.notDisclosed.rawValue) }

  private func claims(of tables: CommonTables) throws -> [BelievedClaim] {
    let statement = tables.statement(
      """
      SELECT p.subject, p.period_id, p.value, p.low, p.high, p.qualifier, p.status, p.origin_id, p.source_id,
        p.publication_id, w.value
      FROM points p LEFT JOIN own_claims w ON w.subject = p.subject AND w.period_id = p.period_id - 1
        AND w.origin_id = p.origin_id
      ORDER BY p.subject, p.period_id
      """)
    return try store.connection.query(statement) { row in
      BelievedClaim(
        subject: row.int(0), period: row.int(1), value: row.optionalDouble(2), low: row.optionalDouble(3),
        high: row.optionalDouble(4),
        isDisclosed: Self.isDisclosed(row.int(5)),
        isDerived: row.int(6) == Int64(ObservationStatus.derived.rawValue), origin: row.optionalInt(7),
        source: row.optionalInt(8),
        publication: row.optionalInt(9), valueBefore: row.optionalDouble(10))
    }
  }
}

/// The last answers of a look-up by id: claims ask for the same few ids in turn.
struct RecentAnswers {
  private var ids = [Int64](repeating: .min, count: 256)
  private var answers = [Int64](repeating: 0, count: 256)

  mutating func answer(for id: Int64, _ find: (Int64) throws -> Int64) rethrows -> Int64 {
    // Fibonacci hashing: ids of publications differ in their high digits, those of sources in their low ones.
    let place = Int(truncatingIfNeeded: (UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    if ids[place] != id || id == .min {
      answers[place] = try find(id)
      ids[place] = id
    }
    return answers[place]
  }
}
