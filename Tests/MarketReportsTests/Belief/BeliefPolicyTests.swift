import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

/// `--believe`: which of several claims a report uses, said in its title and its parameters.
@Suite struct BeliefPolicyTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    for (origin, reliability) in [("Alpha", 1), ("Beta", 2), ("Gamma", 3), ("Own", 0)] {
      try market.source(origin, reliability: reliability)
    }
  }

  private func common(_ believe: [String]) -> CommonParameters {
    CommonParameters(believe: believe, events: false, clock: Market.clock)
  }

  private func trendRun(_ believe: String..., base: String? = nil) throws -> ReportRun {
    let base = try base.map { try Period.parse($0).get() }
    let run = try trend(TrendParameters(common(believe), base: base, movingAverage: 2), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  private func shareRun(_ believe: String..., top: Int? = nil, whatIf: [String] = []) throws -> ReportRun {
    let run = try share(ShareParameters(common(believe), top: top, whatIf: whatIf), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  /// "2025-01 Alpha 2025-03-01 A=10M B=9M": figures of one origin, published on one day.
  private func observe(_ lines: String...) throws {
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      for word in words.dropFirst(3) {
        let parts = word.split(separator: "=").map(String.init)
        try market.observe(parts[0], "mau", words[0], parts[1], by: words[1], on: words[2])
      }
    }
  }

  // MARK: Words

  @Test("the title and the parameters say what is believed; nothing where nothing was asked")
  func said() throws {
    try observe("2025-01 Alpha 2025-03-01 A=10M")
    func told(_ believe: String...) throws -> (title: String, words: JSONValue?, command: [String]) {
      let document = try trend(TrendParameters(common(believe)), in: market.store).document
      return (document.title, document.parameters.first { $0.name == "believe" }?.value, document.command)
    }
    let plain = try told()
    #expect(plain.title == "MAU of all products, by month" && plain.words == nil)
    #expect(try told("ranked").title == plain.title && told("ranked").words == .array(["ranked"]))
    #expect(try told("Latest").title == plain.title + ", believing the latest")
    #expect(try told("median").title == plain.title + ", believing the median")
    let named = try told("bet", "alpha", "Beta")
    #expect(named.title == plain.title + ", believing Beta, then Alpha first")
    #expect(named.words == .array(["Beta", "Alpha"]))
    #expect(named.command.suffix(5) == ["--believe", "Beta", "--believe", "Alpha", "--no-events"])
    let only = try told("only:beta")
    #expect(only.title == plain.title + ", believing Beta only" && only.words == .array(["only:Beta"]))
    #expect(!only.command.contains("--origin"))
    // An origin that is called like a policy.
    try market.source("Median")
    #expect(try told("origin:median").title == plain.title + ", believing Median first")
    #expect(try told("origin:median").words == .array(["origin:Median"]))
  }

  @Test("policies exclude each other, and a name must be known")
  func refused() throws {
    for words in [["latest", "Alpha"], ["Alpha", "only:Beta"], ["median", "median"]] {
      let error = #expect(throws: StoreError.self) {
        try trend(TrendParameters(common(words)), in: market.store)
      }
      #expect(error?.kind == .usage, "\(words)")
    }
    let unknown = #expect(throws: StoreError.self) { try trendRun("Delta") }
    #expect(unknown?.kind == .name)
    var both = common(["only:Alpha"])
    both.origin = "Beta"
    let clash = #expect(throws: StoreError.self) { try trend(TrendParameters(both), in: market.store) }
    #expect(clash?.kind == .usage)
    both.origin = "alpha"
    _ = try trend(TrendParameters(both), in: market.store)
  }

  @Test("a forecast, an impact, retention, conflicts and revisions refuse the median and name a source instead")
  func noMedian() throws {
    try market.metric("retention", unit: "ratio", aggregation: "none", additive: false, byDay: true)
    let (common, store) = (common(["median"]), market.store)
    let since = CalendarDay(year: 2026, month: 1, day: 1)!
    let runs: [() throws -> ReportRun] = [
      { try forecast(ForecastParameters(common), in: store) },
      { try impact(ImpactParameters(common, event: "1"), in: store) },
      { try retention(RetentionParameters(common), in: store) },
      { try conflicts(ConflictsParameters(common), in: store) },
      { try revisions(RevisionsParameters(common, since: since), in: store) },
    ]
    for run in runs {
      let error = #expect(throws: StoreError.self) { try run() }
      #expect(error?.kind == .usage && error?.remedy == .set(.believe, nil), "\(String(describing: error))")
    }
  }

  // MARK: Order

  @Test("each policy believes another one; a source's own order stays, and the spread is the same")
  func policies() throws {
    try observe(
      "2025-01 Alpha 2025-03-01 A=10M", "2025-01 Beta 2025-04-01 A=20M", "2025-01 Gamma 2025-05-01 A=30M",
      "2025-02 Gamma 2025-05-01 A=33M", "2025-02 Alpha 2025-06-01 A=<11M")
    // Alpha's own is quoted later, with another figure.
    try market.observe("A", "mau", "2025-01", "12M", by: "Alpha", in: "Beta", on: "2025-06-01")
    func believed(_ words: String...) throws -> [String] {
      let run = try trend(TrendParameters(common(words)), in: market.store)
      try expectShellAgrees(run, market)
      let shares = try share(ShareParameters(common(words)), in: market.store)
      try expectShellAgrees(shares, market)
      #expect(run.named.map { $0.number("sources") } == [3, 2])
      #expect(run.named[0].number("sources_low") == 9_500_000, "by its first-hand figure, whatever is believed")
      #expect(run.named.map { $0["value"] } == shares.named.map { $0["value"] }, "\(words)")
      return run.named.map { "\($0.text("origin") ?? "") \((($0.number("value") ?? 0) / 1e6))" }
    }
    #expect(try believed() == ["Alpha 10.0", "Alpha 0.0"])
    #expect(try believed("latest") == ["Alpha 12.0", "Alpha 0.0"])
    #expect(try believed("Beta") == ["Beta 20.0", "Alpha 0.0"])
    #expect(try believed("Gamma") == ["Gamma 30.0", "Gamma 33.0"])
    #expect(try believed("Beta", "Gamma") == ["Beta 20.0", "Gamma 33.0"])
    #expect(try believed("only:Gamma") == ["Gamma 30.0", "Gamma 33.0"])
    // Bounds do not enter a median; of one point it is that.
    #expect(try believed("median") == ["median of 3 20.0", "median of 1 33.0"])
    // The analyst's own stands above all but only:.
    try observe("2025-01 Own 2025-01-01 A=15M")
    for words in [[], ["latest"], ["Gamma"], ["median"]] {
      let row = try trend(TrendParameters(common(words)), in: market.store).named[0]
      #expect(row.text("origin") == "Own" && row.number("value") == 15e6, "\(words)")
    }
    #expect(try trendRun("only:Gamma").named[0].text("origin") == "Gamma")
  }

  @Test("what only one origin says of one is the same under every policy, rolled up or not")
  func quarters() throws {
    for month in ["2025-01", "2025-02", "2025-03"] {
      try observe(
        "\(month) Alpha 2025-05-01 A=10M", "\(month) Beta 2025-06-01 A=20M", "\(month) Gamma 2025-06-01 A=60M")
    }
    func quarter(_ words: String...) throws -> NamedRow {
      var common = common(words)
      common.by = .quarter
      let run = try trend(TrendParameters(common), in: market.store)
      try expectShellAgrees(run, market)
      return try #require(run.named.first)
    }
    #expect(try quarter().number("value") == 10e6)
    #expect(try quarter("latest").text("origin") == "Beta")
    #expect(try quarter("Gamma").number("value") == 60e6)
    let median = try quarter("median")
    #expect(
      median.number("value") == 20e6 && median.text("origin") == "median of 3" && median.text("status") == "derived")
    #expect(median.number("low") == 19_500_000 && median.number("sources_high") == 60_500_000)
  }

  @Test("--recorded-as-of uses the reliability that the store held then")
  func then() throws {
    try observe("2025-01 Alpha 2025-03-01 A=10M B=1M", "2025-01 Beta 2025-04-01 A=20M B=1M")
    _ = try market.store.edit(.source, "Alpha", fields: [("reliability", "9")], command: "test")
    _ = try market.store.edit(.source, "Alpha", fields: [("reliability", "4")], command: "test")
    #expect(try trendRun().named[0].text("origin") == "Beta")
    var past = common([])
    past.products = ["A", "B"]
    past.recordedAsOf = "2026-04-03"
    let run = try trend(TrendParameters(past), in: market.store)
    try expectShellAgrees(run, market)
    #expect(run.named[0].text("origin") == "Alpha")
    let shares = try share(ShareParameters(past), in: market.store)
    try expectShellAgrees(shares, market)
    #expect(shares.named[0].number("value") == 10e6)
  }

  // MARK: Median

  @Test("of an even count the median is the mean of the two middle ones, with their hull; a change is one of changes")
  func evenMedian() throws {
    try observe(
      "2025-01 Alpha 2025-03-01 A=10M", "2025-01 Beta 2025-03-01 A=20M", "2025-01 Gamma 2025-03-01 A=40M",
      "2025-02 Alpha 2025-04-01 A=11M", "2025-02 Beta 2025-04-01 A=24M")
    let run = try trendRun("median", base: "2025-01")
    let february = try #require(run.row("A", "2025-02"))
    #expect(february.number("value") == 17_500_000 && february.text("origin") == "median of 2")
    #expect(february.number("low") == 10_500_000 && february.number("high") == 24_500_000)
    // (10% + 20%)/2: that Gamma, which says most, drops out moves nothing. Never 17.5/20.
    #expect(near(february.number("change"), 0.15))
    #expect(
      near(february.number("change_low"), 10.5 / 10.5 - 1) && near(february.number("change_high"), 24.5 / 19.5 - 1))
    #expect(near(february.number("index"), 115))
    #expect(near(february.number("moving_average"), (17_500_000 + 17_500_000 / 1.15) / 2))
    let growth = try #require(run.document.summary["products"]?[0])
    #expect(near(growth["cmgr"]?.number, 0.15) && growth["chained"] == true)
    #expect(run.document.sources.map(\.source).sorted() == ["Alpha", "Alpha", "Beta", "Beta", "Gamma"])
    #expect(!run.document.notes.contains { $0.contains("origin changed") })
  }

  @Test("y/y under the median is the median of the origins' own")
  func yearMedian() throws {
    try observe(
      "2024-01 Alpha 2025-03-01 A=10M", "2024-01 Beta 2025-03-01 A=20M", "2024-01 Gamma 2025-03-01 A=90M",
      "2025-01 Alpha 2025-03-01 A=11M", "2025-01 Beta 2025-03-01 A=30M")
    #expect(near(try trendRun("median").row("A", "2025-01")?.number("change_year"), 0.3))
  }

  @Test("a share is the median of the shares of the origins that have every member, scaled to sum to 1")
  func medianShares() throws {
    // Shares of A: Alpha .5, Beta .6, Gamma .8; of B .3, .3, .1; of C .2, .1, .1: medians .6, .3, .1.
    try observe(
      "2025-01 Alpha 2025-03-01 A=50M B=30M C=20M", "2025-01 Beta 2025-03-01 A=120M B=60M C=20M",
      "2025-01 Gamma 2025-03-01 A=80M B=10M C=10M")
    // Of two: A (.5 + .7)/2 = .6, B (.3 + .2)/2, C (.2 + .1)/2. Gamma lacks C.
    try observe(
      "2025-02 Alpha 2025-04-01 A=50M B=30M C=20M", "2025-02 Beta 2025-04-01 A=70M B=20M C=10M",
      "2025-02 Gamma 2025-04-01 A=990M B=10M")
    let run = try shareRun("median")
    #expect(
      run.row("A", "2025-01")?.number("value") == 80e6 && run.row("A", "2025-01")?.text("origin") == "median of 3")
    #expect(run.row("A", "2025-02")?.number("value") == 70e6)
    for (month, shares) in [("2025-01", [0.6, 0.3, 0.1]), ("2025-02", [0.6, 0.25, 0.15])] {
      for (product, share) in zip(["A", "B", "C"], shares) {
        #expect(near(run.row(product, month)?.number("share"), share), "\(product) \(month)")
      }
    }
    // Alpha's own shift is 0 and Beta's .1; Gamma has no February.
    #expect(near(run.row("A", "2025-02")?.number("share_change"), 0.05))
    #expect(near(run.row("C", "2025-02")?.number("share_change"), 0))
    let summary = try #require(run.document.summary["periods"]?[0])
    #expect(near(summary["hhi"]?.number, 0.36 + 0.09 + 0.01) && near(summary["total"]?.number, 80e6 + 30e6 + 20e6))
    // "other" is B and C: Alpha .5, Beta .4, Gamma .2.
    let top = try shareRun("median", top: 1)
    #expect(near(top.row("other", "2025-01")?.number("share"), 0.4))
    #expect(near(top.document.summary["periods"]?[0]?["hhi"]?.number, 0.46), "of all members")
    // The what-if takes its member's place in every panel.
    let whatIf = try shareRun("median", whatIf: ["C=20M"])
    let sum = whatIf.named.filter { $0.text("period") == "2025-01" }.compactMap { $0.number("share") }.reduce(0, +)
    #expect(near(sum, 1))
    #expect(whatIf.row("C", "2025-01")?.text("origin") == "what-if")
  }

  @Test("medians that do not sum to 1 are scaled")
  func scaled() throws {
    // A .6 .2 .2, B .2 .6 .2, C .2 .2 .6: medians .2 each.
    try observe(
      "2025-01 Alpha 2025-03-01 A=60M B=20M C=20M", "2025-01 Beta 2025-03-01 A=20M B=60M C=20M",
      "2025-01 Gamma 2025-03-01 A=20M B=20M C=60M")
    let rows = try shareRun("median").named
    #expect(rows.allSatisfy { near($0.number("share"), 1 / 3.0) })
    // The interval is the middle one's own: [19.5/(19.5 + 60.5 + 20.5), …]/.6.
    let low = try #require(rows[0].number("share_low"))
    #expect(near(low, 19.5 / (19.5 + 81) / 0.6) || near(low, 19.5 / (19.5 + 81) / 0.6, 1e-9))
  }

  @Test("without an origin that has every member there is no median of shares, which is said")
  func noShares() throws {
    try observe("2025-01 Alpha 2025-03-01 A=50M", "2025-01 Beta 2025-03-01 B=60M")
    let run = try shareRun("median")
    #expect(run.named.allSatisfy { $0["share"] == .null && $0["share_low"] != .null })
    #expect(run.document.notes.contains { $0.hasPrefix("No single origin has a point for every product in 2025-01") })
  }
}
