import MarketModel
import MarketStore
import SQLite

/// The statement behind `lead`.
///
/// Every period is read off one origin, and no step looks at a reign while it is being made: the statement is plain
/// windows. Reigns are computed over the whole record; `timeline` chooses which are shown.
struct LeadQuery {
  let scope: ReportScope
  /// What is shown.
  let timeline: Timeline
  /// Every reign that reaches into the periods shown, not the last two alone.
  let showsHistory: Bool
  /// So many of the largest in the last period shown can lead; the others count in the sum alone. Nil: all can.
  var top: Int?

  /// So many origins are named in `dissent`.
  private static let mostNamed = 8

  func statement() throws -> SQL {
    try tables().statement("SELECT \(columns) \(from) WHERE \(isTold) ORDER BY g.from_id DESC")
  }

  /// The same rows with what a sentence says besides: the lead's place (1 the newest), the last period in which it is
  /// known who leads, and for the newest lead a row for each vote: origin, product named (null for a tie), whether it
  /// agrees. One statement, because preparing it is most of its time.
  func sentenceStatement() throws -> SQL {
    try tables().statement(
      """
      SELECT \(columns), g.age, (SELECT t.label FROM calendar t WHERE t.id = (SELECT max(k.period_id) FROM known k))
        AS last_known, w.origin AS voter, coalesce(named_products.name, named_companies.name) AS named, w.agrees
      \(from) LEFT JOIN votes w ON w.reign = g.reign AND g.age = 1
      LEFT JOIN products named_products ON named_products.id = w.named
      LEFT JOIN companies named_companies ON named_companies.id = 0 - w.named
      WHERE \(isTold) ORDER BY g.from_id DESC, w.origin
      """)
  }

  private var columns: SQL {
    let label = { (period: SQL) -> SQL in "(SELECT t.label FROM calendar t WHERE t.id = \(period))" }
    return """
      \(scope.name) AS product, \(scope.metric.code) AS metric, \(label("g.from_id")) AS "from",
        \(label("g.to_id")) AS "to", g.periods, \(share("l.first_value")) AS share,
        \(scope.nameOfRunnerUp) AS runner_up,
        \(share("l.first_value")) - \(share("l.second_value")) AS margin,
        CASE WHEN \(began) = \(LeadBeginning.originChanged.rawValue) OR l.others = 0 THEN 'no'
          WHEN l.others_bounded = l.others AND l.first_low > l.others_high THEN 'yes' ELSE 'no' END AS certain,
        CASE WHEN v.votes > 0 AND v.certain_votes = v.votes THEN 'yes' ELSE 'no' END AS certain_across_sources,
        coalesce(v.agree, 0) AS agree, coalesce(v.votes, 0) AS "of", v.dissent,
        \(originName) AS origin, \(began) AS began
      """
  }

  private var originName: SQL {
    let median: SQL = scope.isMedian ? "WHEN l.voices > 0 THEN \(Median.name) || l.voices " : ""
    return "CASE \(median)WHEN l.origin_id IS NULL THEN 'mixed' ELSE org.name END"
  }

  private var from: SQL {
    """
    FROM told g JOIN leaders l ON l.period_id = g.shown_id LEFT JOIN counted_votes v ON v.reign = g.reign
      LEFT JOIN sources org ON org.id = l.origin_id \(scope.nameJoin("g.leader")) \(scope.runnerUpJoin("l.runner_up"))
    """
  }

  /// The origins and sources of what is believed in the last shown period of each reign: the rows name one origin
  /// alone.
  func sourcesStatement() throws -> SQL {
    let believed: SQL = scope.isMedian ? "own_claims" : "points"
    return try tables().statement(
      """
      SELECT DISTINCT org.name AS origin, src.name AS source, pub.published_on
      FROM told g JOIN \(believed) p ON p.period_id = g.shown_id JOIN publications pub ON pub.id = p.publication_id
        JOIN sources src ON src.id = p.source_id JOIN sources org ON org.id = p.origin_id
      WHERE \(isTold) ORDER BY pub.published_on, src.name, org.name
      """)
  }

  /// The analyst's own figures among those told: product, period.
  func overridesStatement() throws -> SQL {
    try tables().statement(
      """
      SELECT DISTINCT \(scope.name) AS product, t.label, v.period_id
      FROM told g JOIN leaders l ON l.period_id = g.shown_id JOIN overrides v ON v.period_id = g.shown_id
        AND v.subject IN (g.leader, l.runner_up) JOIN calendar t ON t.id = v.period_id \(scope.nameJoin("v.subject"))
      WHERE \(isTold) ORDER BY v.period_id DESC, product
      """)
  }

  private var isTold: SQL { showsHistory ? "g.age > 0" : "g.age <= 2" }

  /// The periods with figures, whether it is known who leads in them: label, known, shown.
  func periodsStatement() throws -> SQL {
    try tables().statement(
      """
      SELECT t.label, CASE WHEN k.period_id IS NULL THEN 0 ELSE 1 END AS known,
        CASE WHEN h.period_id BETWEEN \(timeline.first) AND \(timeline.last) THEN 1 ELSE 0 END AS shown
      FROM heads h JOIN calendar t ON t.id = h.period_id LEFT JOIN known k ON k.period_id = h.period_id
      ORDER BY h.period_id
      """)
  }

  private var began: SQL {
    """
    CASE WHEN g.before_id IS NULL THEN \(LeadBeginning.record.rawValue)
      WHEN EXISTS (SELECT 1 FROM turns u WHERE u.reign = g.reign) THEN \(LeadBeginning.change.rawValue)
      ELSE \(LeadBeginning.originChanged.rawValue) END
    """
  }

  /// Of a metric that must not be summed there are no shares.
  private func share(_ value: SQL) -> SQL { scope.metric.isAdditive ? "\(value) / nullif(l.total, 0)" : "NULL" }

  // MARK: Steps

  private func tables() throws -> CommonTables {
    var whole = timeline
    whole.readFirst = Int64(timeline.granularity.ids.lowerBound)
    whole.readLast = Int64(timeline.granularity.ids.upperBound)
    var tables = try scope.believedTables(whole, actualOnly: true)
    try scope.addFigures(to: &tables, whole)
    tables.add("calendar", whole.calendar)
    if let top { addMembers(to: &tables, top) }
    addKnownPeriods(to: &tables)
    addReadings(to: &tables)
    addReigns(to: &tables)
    addVotes(to: &tables)
    tables.add(
      "told",
      "SELECT g.*, row_number() OVER (ORDER BY g.from_id DESC) AS age FROM reigns g WHERE g.shown_id IS NOT NULL")
    return tables
  }

  /// `ranked_members`: those that can lead.
  private func addMembers(to tables: inout CommonTables, _ top: Int) {
    let shown: SQL = "p.value IS NOT NULL AND p.period_id BETWEEN \(timeline.first) AND \(timeline.last)"
    tables.add(
      "ranked_members",
      """
      SELECT s.subject FROM (
            SELECT p.subject, row_number() OVER (ORDER BY p.value DESC, p.subject) AS place FROM points p
            WHERE \(shown) AND p.period_id = (SELECT max(p.period_id) FROM points p WHERE \(shown))
          ) AS s WHERE s.place <= \(top)
      """)
  }

  /// 1 for what is among "other".
  private func isRest(_ subject: SQL) -> SQL {
    top == nil ? "0" : "CASE WHEN \(subject) IN (SELECT m.subject FROM ranked_members m) THEN 0 ELSE 1 END"
  }

  /// `known`: the periods in which somebody can be said to lead, each with the one known before it and the two members
  /// that stand first by believed figures.
  private func addKnownPeriods(to tables: inout CommonTables) {
    let canLead: SQL = top == nil ? "" : " AND \(isRest("p.subject")) = 0"
    tables.add(
      "placed",
      """
      SELECT p.subject, p.period_id, row_number() OVER (PARTITION BY p.period_id ORDER BY p.value DESC, p.subject)
            AS place
          FROM points p WHERE p.value IS NOT NULL\(canLead)
      """)
    tables.add(
      "heads",
      """
      SELECT p.period_id, count(*) AS members, max(CASE WHEN p.place = 1 THEN p.subject END) AS first_subject,
            max(CASE WHEN p.place = 2 THEN p.subject END) AS second_subject
          FROM placed p GROUP BY p.period_id
      """)
    // A product that shut down is not missed.
    tables.add(
      "closed",
      """
      SELECT y.product_id AS subject, min(coalesce(e.effective_on, e.announced_on)) AS closed_on
          FROM events e JOIN event_parties y ON y.event_id = e.id AND y.role = 'subject'
          WHERE e.event_type = 'shutdown' AND e.status = 'occurred' AND y.product_id IS NOT NULL
            AND \(scope.known.ofEvents("e"))
          GROUP BY y.product_id
      """)
    tables.add(
      "missing",
      """
      SELECT DISTINCT h.period_id FROM heads h JOIN calendar t ON t.id = h.period_id
          JOIN heads b ON b.period_id BETWEEN h.period_id - 3 AND h.period_id - 1 AND b.members >= 2
          LEFT JOIN placed p ON p.period_id = h.period_id AND p.subject = b.first_subject
          LEFT JOIN closed c ON c.subject = b.first_subject
          WHERE p.subject IS NULL AND (c.closed_on IS NULL OR c.closed_on > t.end_on)
      """)
    tables.add(
      "known",
      """
      SELECT h.period_id, h.first_subject, h.second_subject, lag(h.period_id) OVER (ORDER BY h.period_id) AS before_id
          FROM heads h LEFT JOIN missing m ON m.period_id = h.period_id
          WHERE h.members >= 2 AND m.period_id IS NULL
      """)
  }

  /// `leaders`: each known period as one origin shows it, or as believed where none shows both members that stand
  /// first.
  private func addReadings(to tables: inout CommonTables) {
    // An origin stands by its best claim on the two, then by the other, then by its name.
    tables.add(
      "rivals",
      """
      SELECT k.period_id, f.origin_id, f.subject, rank() OVER (PARTITION BY k.period_id
            ORDER BY \(scope.belief.orderBy(.init(of: "f"), among: .origins))) AS place
          FROM known k JOIN figures f ON f.period_id = k.period_id AND f.subject IN (k.first_subject, k.second_subject)
          WHERE f.value IS NOT NULL
      """)
    tables.add(
      "candidates",
      """
      SELECT r.period_id, r.origin_id, min(r.place) AS best, max(r.place) AS next_best FROM rivals r
          GROUP BY r.period_id, r.origin_id HAVING count(*) = 2
      """)
    tables.add(
      "steady",
      """
      SELECT c.period_id, c.origin_id, c.best, c.next_best, count(f.value) AS both_before
          FROM candidates c JOIN known k ON k.period_id = c.period_id
          LEFT JOIN figures f ON f.period_id = k.before_id AND f.origin_id = c.origin_id
            AND f.subject IN (k.first_subject, k.second_subject)
          GROUP BY c.period_id, c.origin_id, c.best, c.next_best
      """)
    if scope.isMedian { addMedianReadings(to: &tables) } else { addOwnReadings(to: &tables) }
    tables.add("ordered", ordered("read_figures", by: "f.period_id"))
    let origin: SQL = "max(f.origin_id) AS origin_id" + (scope.isMedian ? ", max(f.voices) AS voices" : "")
    tables.add("leaders", leaders(of: "ordered", by: "f.period_id", also: origin))
    // The same of every origin by itself.
    tables.add("own_ordered", ordered("figures", by: "f.period_id, f.origin_id"))
    tables.add("own_leaders", leaders(of: "own_ordered", by: "f.period_id, f.origin_id"))
  }

  /// `read_figures`: those of the first of the origins that have both; under the default and `latest` of those first
  /// that have both in the known period before, too.
  private func addOwnReadings(to tables: inout CommonTables) {
    let steady: SQL =
      switch scope.believing.policy {
      case .ranked, .latest: "CASE WHEN s.both_before = 2 THEN 0 ELSE 1 END, "
      case .first, .median: ""
      }
    tables.add(
      "chosen",
      """
      SELECT s.period_id, s.origin_id FROM (
            SELECT s.period_id, s.origin_id, row_number() OVER (PARTITION BY s.period_id
              ORDER BY \(steady)s.best, s.next_best, r.name) AS place
            FROM steady s JOIN sources r ON r.id = s.origin_id
          ) AS s WHERE s.place = 1
      """)
    addReadFigures(
      to: &tables,
      """
      SELECT c.period_id, c.origin_id, f.subject, f.value, f.low, f.high, 1 AS voices
              FROM chosen c JOIN figures f ON f.period_id = c.period_id AND f.origin_id = c.origin_id
      """)
  }

  /// `read_figures`: the members' medians over the origins that have both; `voices` is the number of these, 0 where
  /// there is none. A member that they know by a bound alone keeps what is believed of it.
  private func addMedianReadings(to tables: inout CommonTables) {
    tables.add(
      "read_medians",
      Median.of(
        """
        SELECT c.period_id, f.subject, f.value, f.low, f.high, f.origin_id, c.candidates
              FROM (SELECT c.*, count(*) OVER (PARTITION BY c.period_id) AS candidates FROM candidates c) AS c
              JOIN figures f ON f.period_id = c.period_id AND f.origin_id = c.origin_id
              WHERE f.value IS NOT NULL
        """, by: ["period_id", "subject"], also: "max(candidates) AS candidates"))
    addReadFigures(
      to: &tables,
      """
      SELECT m.period_id, CASE WHEN 1 = 0 THEN m.subject END AS origin_id, m.subject, m.value, m.low, m.high,
                m.candidates AS voices FROM read_medians m
      """)
  }

  /// `read_figures`, with what is believed where `read`, the figures of origins that have both, has none; under
  /// `median` of a member, too, that they know by a bound alone. `voices` is the number of origins read.
  private func addReadFigures(to tables: inout CommonTables, _ read: SQL) {
    // Each table is mentioned once: SQLite copies it for each mention.
    let bounds: SQL = scope.isMedian ? " OR r.value IS NULL" : ""
    tables.add(
      "read_figures",
      """
      SELECT r.period_id, r.origin_id, r.subject, r.value, r.low, r.high, r.voices FROM (
            SELECT u.period_id, u.origin_id, u.subject, u.value, u.low, u.high, u.is_read,
              row_number() OVER (PARTITION BY u.period_id, u.subject ORDER BY u.is_read DESC) AS place,
              max(u.voices) OVER (PARTITION BY u.period_id) AS voices
            FROM (
              SELECT f.*, 1 AS is_read FROM (\(read)) AS f
              UNION ALL SELECT k.period_id, NULL, p.subject, p.value, p.low, p.high, 0, 0
              FROM known k JOIN points p ON p.period_id = k.period_id
              WHERE p.low IS NOT NULL OR p.high IS NOT NULL
            ) AS u
          ) AS r WHERE r.place = 1 AND (r.is_read = 1 OR r.voices = 0\(bounds))
      """)
  }

  /// Who can lead by their values, then the others.
  private func ordered(_ table: SQL, by key: SQL) -> SQL {
    """
    SELECT f.*, row_number() OVER (PARTITION BY \(key) ORDER BY f.rest, CASE WHEN f.value IS NULL THEN 1 ELSE 0 END,
            f.value DESC, f.subject) AS place
          FROM (SELECT f.*, \(isRest("f.subject")) AS rest FROM \(table) f) AS f
    """
  }

  /// The one with the largest value, unless another has the same; the next; and what tells whether that is certain.
  private func leaders(of table: SQL, by key: SQL, also: SQL? = nil) -> SQL {
    let first: SQL = "CASE WHEN f.place = 1 AND f.rest = 0 THEN f.value END"
    let second: SQL = "CASE WHEN f.place = 2 AND f.rest = 0 THEN f.value END"
    let other: SQL = "f.place > 1 AND f.rest = 0"
    let extra: SQL = also.map { ", \($0)" } ?? ""
    return """
      SELECT \(key)\(extra), CASE WHEN max(\(second)) IS NULL OR max(\(first)) > max(\(second))
              THEN max(CASE WHEN \(first) IS NOT NULL THEN f.subject END) END AS leader,
            max(CASE WHEN \(second) IS NOT NULL THEN f.subject END) AS runner_up,
            max(\(first)) AS first_value, max(\(second)) AS second_value,
            max(CASE WHEN f.place = 1 THEN f.low END) AS first_low,
            max(CASE WHEN \(other) THEN f.high END) AS others_high, count(CASE WHEN \(other) THEN 1 END) AS others,
            count(CASE WHEN \(other) THEN f.high END) AS others_bounded,
            CASE WHEN count(f.value) = count(*) AND min(f.value) >= 0 THEN sum(f.value) END AS total
          FROM \(table) f GROUP BY \(key)
      """
  }

  /// `reigns`: runs of known periods with one leader; `turns`: those whose beginning a single origin shows.
  private func addReigns(to tables: inout CommonTables) {
    tables.add(
      "steps",
      """
      SELECT l.period_id, l.leader, lag(l.period_id) OVER (ORDER BY l.period_id) AS before_id,
            lag(l.leader) OVER (ORDER BY l.period_id) AS leader_before FROM leaders l
      """)
    tables.add(
      "numbered",
      """
      SELECT s.*, CASE WHEN s.leader = s.leader_before THEN 0 ELSE 1 END AS starts,
            sum(CASE WHEN s.leader = s.leader_before THEN 0 ELSE 1 END) OVER (ORDER BY s.period_id) AS reign
          FROM steps s
      """)
    let isShown: SQL = "n.period_id BETWEEN \(timeline.first) AND \(timeline.last)"
    tables.add(
      "reigns",
      """
      SELECT n.reign, max(n.leader) AS leader, min(n.period_id) AS from_id, max(n.period_id) AS to_id,
            count(*) AS periods, max(CASE WHEN \(isShown) THEN n.period_id END) AS shown_id,
            max(CASE WHEN n.starts = 1 THEN n.before_id END) AS before_id,
            max(CASE WHEN n.starts = 1 THEN n.leader_before END) AS leader_before
          FROM numbered n WHERE n.leader IS NOT NULL GROUP BY n.reign
      """)
    addTurns(to: &tables)
  }

  /// `turns`: the reigns of which one origin shows the old order before and the new one after; under `median` the
  /// medians of the origins that have both periods do. After a tie the old order is that the new leader did not stand
  /// alone.
  private func addTurns(to tables: inout CommonTables) {
    tables.add(
      "sides",
      """
      SELECT g.reign, a.origin_id, a.value AS old_before, b.value AS new_before, c.value AS new_after,
            d.value AS old_after
          FROM reigns g JOIN calendar t ON t.id = g.from_id
          JOIN figures a ON a.period_id = g.before_id AND a.subject = g.leader_before
          JOIN figures b ON b.period_id = g.before_id AND b.subject = g.leader AND b.origin_id = a.origin_id
          JOIN figures c ON c.period_id = g.from_id AND c.subject = g.leader AND c.origin_id = a.origin_id
          LEFT JOIN figures d ON d.period_id = g.from_id AND d.subject = g.leader_before AND d.origin_id = a.origin_id
            AND d.value IS NOT NULL
          LEFT JOIN closed s ON s.subject = g.leader_before
          WHERE a.value IS NOT NULL AND b.value IS NOT NULL AND c.value IS NOT NULL
            AND (d.value IS NOT NULL OR s.closed_on <= t.end_on)
      """)
    var sides: SQL = "sides"
    if scope.isMedian {
      sides = "median_sides"
      let columns: [SQL] = ["old_before", "new_before", "new_after", "old_after"]
      func places(_ column: SQL) -> SQL {
        """
        row_number() OVER (PARTITION BY s.reign ORDER BY CASE WHEN s.\(column) IS NULL THEN 1 ELSE 0 END, s.\(column))
                AS \(column)_place, count(s.\(column)) OVER (PARTITION BY s.reign) AS \(column)_voices
        """
      }
      func median(_ column: SQL) -> SQL {
        """
        avg(CASE WHEN 2 * \(column)_place BETWEEN \(column)_voices AND \(column)_voices + 2 THEN \(column) END)
              AS \(column)
        """
      }
      // Of four columns at once: SQLite copies a table for each mention of it.
      tables.add(
        sides,
        """
        SELECT reign, \(columns.map(median).joined(separator: ",\n          "))
            FROM (
              SELECT s.*, \(columns.map(places).joined(separator: ",\n            ")) FROM sides s
            ) AS placed GROUP BY reign
        """)
    }
    tables.add(
      "turns",
      """
      SELECT DISTINCT s.reign FROM \(sides) s
          WHERE s.old_before > s.new_before AND (s.new_after > s.old_after OR s.old_after IS NULL)
          UNION SELECT g.reign FROM reigns g
          JOIN own_leaders a ON a.period_id = g.before_id
          JOIN own_leaders b ON b.period_id = g.from_id AND b.origin_id = a.origin_id
          WHERE g.leader_before IS NULL AND a.second_value IS NOT NULL AND (a.leader IS NULL OR a.leader <> g.leader)
            AND b.leader = g.leader
      """)
  }

  /// `votes`: the origins with figures of their own for a reign's leader and runner-up in its last shown period;
  /// `counted_votes`: how many agree, and who says otherwise.
  private func addVotes(to tables: inout CommonTables) {
    tables.add(
      "votes",
      """
      SELECT g.reign, r.name AS origin, o.leader AS named, CASE WHEN o.leader = g.leader AND o.others > 0
              AND o.others_bounded = o.others AND o.first_low > o.others_high THEN 1 ELSE 0 END AS is_certain,
            CASE WHEN o.leader = g.leader THEN 1 ELSE 0 END AS agrees
          FROM reigns g JOIN leaders l ON l.period_id = g.shown_id
          JOIN figures a ON a.period_id = g.shown_id AND a.subject = g.leader AND a.value IS NOT NULL
          JOIN figures b ON b.period_id = g.shown_id AND b.subject = l.runner_up AND b.origin_id = a.origin_id
            AND b.value IS NOT NULL
          JOIN own_leaders o ON o.period_id = g.shown_id AND o.origin_id = a.origin_id
          JOIN sources r ON r.id = a.origin_id
      """)
    tables.add(
      "dissenters",
      """
      SELECT v.reign, row_number() OVER (PARTITION BY v.reign ORDER BY v.origin) AS place,
            v.origin || ': ' || CASE WHEN v.named IS NULL THEN 'a tie' ELSE \(scope.name) END AS says
          FROM votes v \(scope.nameJoin("v.named")) WHERE v.agrees = 0
      """)
    let first: SQL = "max(CASE WHEN d.place = 1 THEN d.says END)"
    let named = (2...Self.mostNamed).reduce(first) { text, place in
      text + " || coalesce(', ' || max(CASE WHEN d.place = \(place) THEN d.says END), '')"
    }
    tables.add(
      "dissent",
      """
      SELECT d.reign, \(named) || CASE WHEN count(*) > \(Self.mostNamed) THEN ' and others' ELSE '' END AS says
          FROM dissenters d GROUP BY d.reign
      """)
    tables.add(
      "counted_votes",
      """
      SELECT v.reign, count(*) AS votes, sum(v.agrees) AS agree, sum(v.is_certain) AS certain_votes,
            max(d.says) AS dissent
          FROM votes v LEFT JOIN dissent d ON d.reign = v.reign GROUP BY v.reign
      """)
  }
}

extension ReportScope {
  /// Joins the names of a second subject in the row.
  fileprivate func runnerUpJoin(_ subject: SQL) -> SQL {
    """
    LEFT JOIN products runner_up_products ON runner_up_products.id = \(subject)
      LEFT JOIN companies runner_up_companies ON runner_up_companies.id = 0 - \(subject)
    """
  }

  /// The name that `runnerUpJoin` found.
  fileprivate var nameOfRunnerUp: SQL { "coalesce(runner_up_products.name, runner_up_companies.name)" }
}
