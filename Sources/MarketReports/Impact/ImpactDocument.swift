import MarketModel
import MarketStore
import SQLite
import System

/// Sets the rows of an impact report as a document, with the difference in differences and the capture proxy.
struct ImpactDocument {
  let plan: ImpactPlan
  let rows: [[Cell]]

  private typealias Field = ImpactColumn

  /// - Throws: `StoreError` of kind `usage` when controls are named and none of them has figures.
  func document() throws -> ReportDocument {
    let event = plan.event
    if !lostControls.isEmpty, changes("control").isEmpty {
      throw StoreError(
        .usage, "no control is left: there is no \(measured) of \(listed(lostControls)) \(around)",
        remedy: .anyOf([.set(.control, nil), .omit(.control)]))
    }
    let did = try difference()
    let capture = try did.flatMap { try self.capture($0) }
    let unit = plan.scope.metric.unit
    var columns = [DisplayColumn("Product", .text(Field.product)), DisplayColumn("Role", .text(Field.role))]
    if plan.method == .levels {
      columns += [
        DisplayColumn(
          "Before",
          .quantity(value: Field.before, unit: unit, currency: plan.scope.currency)),
        DisplayColumn(
          "After",
          .quantity(value: Field.after, unit: unit, currency: plan.scope.currency)),
      ]
    }
    columns.append(
      plan.method == .levels && plan.isRatio
        ? DisplayColumn("Change", .points(value: Field.change))
        : DisplayColumn(plan.method == .levels ? "Change" : "Reported growth", .change(value: Field.change)))
    if plan.method == .levels {
      columns += [
        DisplayColumn("Periods before", .number(Field.periodsBefore, decimals: 0)),
        DisplayColumn("after", .number(Field.periodsAfter, decimals: 0)),
      ]
    }
    let bars = rows.compactMap { row in
      row[Field.product].string.map {
        BarChart.Bar(
          name: $0,
          point: ChartPoint(
            value: row[Field.change].number, low: nil, high: nil, qualifier: row[Field.change] == .null ? nil : .eq))
      }
    }
    let events = try plan.scope.events(
      subjects: plan.scope.subjects(Set(rows.compactMap { $0[Field.product].string })), .within(plan.days))
    let sources = rows.isEmpty ? [] : try plan.scope.store.connection.cells(try plan.sourcesStatement())
    return ReportDocument(
      report: ReportKind.impact.verb,
      title:
        "Impact of \"\(event.mark.title)\" (\(event.mark.effective?.label ?? event.start.description)) on "
        + "\(plan.scope.metricTitle)\(plan.scope.believing.phrase)",
      parameters: request.fields, asOf: plan.parameters.common.asOf?.description, columns: ImpactColumn.columns,
      rows: rows,
      display: columns,
      summary: summary(did, capture), summaryLines: lines(did, capture), events: events,
      sources: try plan.scope.store.footnotes([Column("origin"), Column("source"), Column("published_on")], sources),
      notes: try notes(did),
      charts: bars.isEmpty
        ? [] : [.bars(BarChart(title: "Change around the event", unit: .metric(.ratio), bars: bars))],
      command: request.command)
  }

  private var request: ReportRequest {
    let parameters = plan.parameters
    var request = ReportRequest(.impact, [parameters.event])
    request.addArgument("event", .string(parameters.event))
    request.add("product", parameters.common.products)
    request.add("segment", parameters.common.segment)
    request.add("metric", parameters.common.metric ?? "mau")
    request.addCommon(plan.asked, currency: parameters.common.currency, plan.scope.known, plan.scope.believing)
    request.add("window", parameters.window)
    request.add("control", parameters.controls)
    return request
  }

  // MARK: Difference in differences

  /// From levels: Δln of the treated minus the mean Δln of the controls. From reported growth: the same of the rates
  /// themselves, with the interval that their rounding leaves.
  struct Difference {
    var value: Double
    var low: Double?
    var high: Double?
    /// The growth of the treated before the controls' is taken off: a mean of fractions.
    var gross: Double
    /// From levels alone.
    var estimate: ImpactEstimate?
  }

  private func changes(_ role: String) -> [(name: String, row: [Cell], change: Double)] {
    rows.compactMap { row in
      guard row[Field.role] == .text(role), let name = row[Field.product].string, let change = row[Field.change].number
      else { return nil }
      return (name, row, change)
    }
  }

  /// Controls named by whoever asked that have nothing to be compared with.
  private var lostControls: [String] {
    guard !plan.parameters.controls.isEmpty else { return [] }
    let found = changes("control").map(\.name)
    return plan.controls.map(\.name).filter { !found.contains($0) }
  }

  private var measured: String { plan.method == .levels ? plan.scope.metricTitle : "reported growth" }
  private var around: String { plan.method == .levels ? "on both sides of the event" : "after the event" }

  private func difference() throws -> Difference? {
    let treated = changes("treated")
    let controls = changes("control")
    guard !treated.isEmpty, !controls.isEmpty else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let gross = mean(treated.map(\.change))
    switch plan.method {
    case .levels:
      guard let windows = plan.windows else { return nil }
      let series = try plan.series()
      func all(_ list: [(name: String, row: [Cell], change: Double)]) -> [ImpactEstimate.Series] {
        list.map { series[$0.name] ?? [:] }
      }
      return ImpactEstimate(
        treated: all(treated), controls: all(controls), windows: windows, isRatio: plan.isRatio
      ).map { Difference(value: $0.difference, low: $0.low, high: $0.high, gross: gross, estimate: $0) }
    case .reportedGrowth:
      let intervals = try plan.growthIntervals()
      func ends(
        _ list: [(name: String, row: [Cell], change: Double)],
        _ end: (((low: Double?, high: Double?, label: String)) -> Double?)
      )
        -> Double?
      {
        let known = list.compactMap { intervals[$0.name].flatMap(end) }
        return known.count == list.count ? mean(known) : nil
      }
      let low = ends(treated, { $0.low }).flatMap { treated in ends(controls, { $0.high }).map { treated - $0 } }
      let high = ends(treated, { $0.high }).flatMap { treated in ends(controls, { $0.low }).map { treated - $0 } }
      return Difference(value: gross - mean(controls.map(\.change)), low: low, high: high, gross: gross)
    }
  }

  // MARK: Capture

  /// Persons that the treated products may have taken over, before and after taking off what the controls gained too.
  struct Capture {
    var gross: Double
    var net: Double
    var low: Double?
    var high: Double?
    /// The users of the event's own product that they are a part of.
    var whole: Double
    var from: String
  }

  /// Only where the event is about a product that others can take over from.
  private func capture(_ difference: Difference) throws -> Capture? {
    let treated = changes("treated")
    let subjects = plan.subjects.filter { subject in !treated.contains { $0.name == subject.name } }
    guard !subjects.isEmpty, ["shutdown", "announcement", "acquisition"].contains(plan.event.mark.type) else {
      return nil
    }
    let users = try plan.usersAtEvent(subjects + plan.treated)
    let lost = subjects.compactMap { users[$0.name] }
    let gained = treated.compactMap { users[$0.name] }
    guard lost.count == subjects.count, gained.count == treated.count, !gained.isEmpty else { return nil }
    let whole = lost.reduce(0) { $0 + $1.value }
    guard whole > 0 else { return nil }
    func sum(_ end: ((value: Double, low: Double, high: Double, label: String)) -> Double) -> Double {
      gained.reduce(0) { $0 + end($1) }
    }
    func rate(_ value: Double) -> Double { plan.method == .levels && !plan.isRatio ? expm1(value) : value }
    let netRate = rate(difference.value)
    // The ends of a product of two intervals, the users being positive.
    let low = difference.low.map(rate).map { $0 * sum($0 < 0 ? { $0.high } : { $0.low }) }
    let high = difference.high.map(rate).map { $0 * sum($0 < 0 ? { $0.low } : { $0.high }) }
    let gross = treated.reduce(0.0) { $0 + $1.change * (users[$1.name]?.value ?? 0) }
    return Capture(
      gross: gross, net: netRate * sum { $0.value }, low: low, high: high, whole: whole,
      from: listed(subjects.map(\.name)))
  }

  // MARK: Words

  private func summary(_ difference: Difference?, _ capture: Capture?) -> JSONValue {
    let captured: JSONValue =
      capture.map { capture in
        .object([
          JSONField("gross", .real(capture.gross)), JSONField("net", .real(capture.net)),
          JSONField("low", JSONValue(capture.low)),
          JSONField("high", JSONValue(capture.high)), JSONField("gross_share", .real(capture.gross / capture.whole)),
          JSONField("net_share", .real(capture.net / capture.whole)), JSONField("of", .string(capture.from)),
          JSONField("proxy", .bool(true)),
        ])
      } ?? .null
    let estimate = difference?.estimate
    func rank(_ rank: ImpactEstimate.Rank?, hasP: Bool) -> JSONValue {
      guard let rank else { return .null }
      return .object(
        [JSONField("rank", .integer(Int64(rank.rank))), JSONField("of", .integer(Int64(rank.of)))]
          + (hasP ? [JSONField("p", JSONValue(rank.p))] : []))
    }
    return .object([
      JSONField("difference_in_differences", JSONValue(difference?.value)),
      JSONField("low", JSONValue(difference?.low)), JSONField("high", JSONValue(difference?.high)),
      JSONField("trend_adjusted", JSONValue(estimate?.adjusted)),
      JSONField(
        "pre_trend",
        estimate?.preTrend.map {
          .object([JSONField("treated", .real($0.treated)), JSONField("controls", .real($0.controls))])
        } ?? .null),
      JSONField("placebo", rank(estimate?.placebo, hasP: true)),
      JSONField("placebo_in_space", rank(estimate?.placeboInSpace, hasP: false)), JSONField("capture", captured),
      JSONField("method", .string(plan.method == .levels ? "levels" : "reported growth")),
      JSONField("controls", .array(changes("control").map { .string($0.name) })), JSONField("causal", .bool(false)),
    ])
  }

  private func lines(_ difference: Difference?, _ capture: Capture?) -> [String] {
    guard let difference else { return [] }
    let treated = listed(changes("treated").map(\.name))
    let controls = listed(changes("control").map(\.name))
    var lines: [String] = []
    switch plan.method {
    case .reportedGrowth:
      var line = "\(treated): \(FigureStyle.ratio.points(difference.value).joined)"
      if let low = difference.low, let high = difference.high {
        line += " [\(FigureStyle.ratio.percentRange(low, high))]"
      }
      lines.append("\(line) against the controls (\(controls)), from reported growth; not causal.")
    case .levels:
      lines += ImpactSentences(
        treated: treated, controls: controls, isRatio: plan.isRatio, length: plan.timeline.granularity.name
      ).lines(difference.estimate)
    }
    if let capture {
      let persons = FigureStyle(unit: .persons)
      func share(_ part: Double) -> String { FigureStyle.ratio.percent(part / capture.whole).joined }
      var line =
        "Capture proxy: \(persons.number(capture.gross)) gross = \(share(capture.gross)) of \(capture.from)'s MAU"
      line += "; net of controls \(persons.number(capture.net)) = \(share(capture.net))"
      if let low = capture.low, let high = capture.high { line += " [\(persons.range(low, high))]" }
      lines.append(line + ".")
    }
    return lines
  }

  private func notes(_ difference: Difference?) throws -> [String] {
    var notes: [String] = []
    if let fallback = plan.fallback { notes.append(fallback) }
    if rows.isEmpty { notes.append("There are no figures of \(plan.scope.metricTitle) around the event.") }
    let shown = Set(rows.compactMap { $0[Field.product].string })
    let missing = plan.scope.names.filter { !shown.contains($0) }
    if !missing.isEmpty { notes += try plan.scope.partNotes(of: missing) }
    if plan.method == .levels {
      let window = plan.parameters.window
      let own = plan.windows?.leftOut == 0 ? "the event's own being the first after it" : "the event's own left out"
      notes.append(
        "\(plan.isRatio ? "Means" : "Geometric means") over up to \(counted(window, "whole period")) on each side, "
          + "\(own). Difference in differences: Huntington-Klein, The Effect, ch. 18.")
      let thin = rows.filter {
        ($0[Field.periodsBefore].number ?? 0) < Double(window) || ($0[Field.periodsAfter].number ?? 0) < Double(window)
      }
      if !thin.isEmpty {
        notes.append("Fewer periods than asked for: \(listed(thin.compactMap { $0[Field.product].string })).")
      }
    }
    if !lostControls.isEmpty {
      notes.append("Left out as a control, because there is no \(measured) of it \(around): \(listed(lostControls)).")
    }
    if difference == nil, !rows.isEmpty {
      notes.append(
        changes("control").isEmpty
          ? "No control with figures, so there is no difference in differences."
          : "No treated product has figures on both sides of the event, so there is no difference in differences.")
    }
    if difference != nil {
      notes.append(
        "Rivals as controls are touched too: sharing a windfall pulls the estimate to zero, receiving what the treated "
          + "lose exaggerates it.")
    }
    notes.append("Not causal: whatever else happened to these products at the time is in the figures too.")
    return notes
  }
}
