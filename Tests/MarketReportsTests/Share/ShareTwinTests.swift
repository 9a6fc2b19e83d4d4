import MarketModel
@testable import MarketReports
import MarketStore
import SQLite
import TestSupport
import Testing

/// `share` computes its rows in Swift and prints a statement that says the same in SQL: on random markets both give the
/// same rows.
@Suite struct ShareTwinTests {
  private static let products = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"]
  private static let origins = ["Meter", "Panel", "Own", "Rumour"]

  /// Claims of every kind that contradict, restate, bound and withhold each other, in months and over spans, some of
  /// them taken back.
  private func randomMarket(_ random: inout SeededGenerator, metric: String, currencies: [String?]) throws -> Market {
    let market = try Market()
    try market.metric(
      metric, unit: metric == "mau" ? "persons" : "currency", aggregation: metric == "mau" ? "mean" : "sum")
    for month in ["2025-09", "2025-10", "2025-11", "2025-12"] { _ = try market.period(month) }
    for (index, origin) in Self.origins.enumerated() { try market.source(origin, reliability: [3, 3, 0, 7][index]) }
    for name in Self.products.shuffled(using: &random) { try market.product(name) }
    try market.segment("S", Self.products.filter { _ in Bool.random(using: &random) } + ["Eta"])
    if Bool.random(using: &random) {
      let member = try market.product("Eta")
      try market.connection.run("UPDATE segment_members SET valid_from = '2025-10-01' WHERE product_id = \(member)")
      try market.connection.run(
        "UPDATE segment_members SET valid_to = '2025-11-30' WHERE product_id <> \(member) AND product_id % 2 = 0")
    }
    var seen: Set<String> = []
    for round in 0..<2 {
      if round == 1 { try market.openImport(at: "2026-04-05T00:00:00.000Z") }
      for _ in 0..<60 {
        guard let product = (Self.products + ["Eta"]).randomElement(using: &random),
          let period = ["2025-09", "2025-10", "2025-11", "2025-12", "2025-11-03/2025-11-20"].randomElement(
            using: &random),
          let origin = Self.origins.randomElement(using: &random),
          let source = Self.origins.randomElement(using: &random),
          let day = ["2026-01-05", "2026-01-05", "2026-02-20"].randomElement(using: &random),
          let currency = currencies.randomElement(using: &random),
          seen.insert("\(product) \(period) \(origin) \(source) \(day) \(currency ?? "")").inserted
        else { continue }
        let number = Int.random(in: 0...900, using: &random)
        let text =
          [
            "\(number)K", "\(number)K", "~\(number)K", "<\(number + 1)K", ">\(number)K", "\(number)-\(number + 50)K",
            "undisclosed",
          ]
          .randomElement(using: &random) ?? ""
        let status: ObservationStatus? =
          text == "undisclosed" ? nil : Int.random(in: 0..<8, using: &random) == 0 ? .projected : nil
        try market.observe(
          product, metric, period, text, by: origin, in: source, on: day, status: status, currency: currency)
      }
    }
    let last = try market.openImport(at: "2026-04-08T00:00:00.000Z")
    try market.connection.run(
      "UPDATE observations SET retracted_by = \(last) WHERE (publication_id + period_id + origin_id + "
        + "series_id) % 7 = 0"
    )
    return market
  }

  private func expectTwins(_ market: Market, _ parameters: ShareParameters, _ what: String) throws -> Int {
    let run = try share(parameters, in: market.store)
    let statement = try market.connection.prepare(String(run.sql.dropLast()))
    var rows: [[Value]] = []
    while try statement.step() { rows.append(statement.row.values) }
    #expect(rows.count == run.document.rows.count, "\(what)")
    for (row, cells) in zip(rows, run.document.rows) {
      for (index, (value, cell)) in zip(row, cells).enumerated() {
        let agrees =
          switch (value, cell) {
          case (.null, .null): true
          case (.text(let a), .text(let b)): a == b
          case (.real(let a), .real(let b)): abs(a - b) <= 1e-12 * max(1, abs(b))
          case (.integer(let a), .real(let b)): Double(a) == b
          case (.integer(let a), .integer(let b)): a == b
          default: false
          }
        #expect(
          agrees, "\(what), \(cells[0]) \(cells[1]) \(run.document.columns[index].name): \(cell) but in SQL \(value)")
      }
    }
    return rows.count
  }

  private static let changes: [(String, @Sendable (inout CommonParameters) throws -> Void)] = [
    ("as it is", { _ in }), ("as of a day", { $0.asOf = CalendarDay.parse("2026-01-31") }),
    ("as recorded", { $0.recordedAsOf = "2026-04-06" }), ("of an origin", { $0.origin = "Panel" }),
    ("in a source", { $0.source = "Meter" }),
    (
      "late",
      {
        $0.from = try Period.parse("2025-11").get()
        $0.to = try Period.parse("2025-12").get()
      }
    ), ("by quarter", { $0.by = .quarter }),
  ]

  @Test(
    "of users: as known and as recorded, of products, a segment and all, with a top and a what-if",
    arguments: 0..<6 as Range<UInt64>)
  func users(_ seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let market = try randomMarket(&random, metric: "mau", currencies: [nil])
    var rows = 0
    for (name, change) in Self.changes {
      for (products, segment) in [([], nil), (["Beta", "Alpha", "Zeta"], nil), ([], "S")] as [([String], String?)] {
        for top in [nil, 2] {
          for whatIf in [[], ["Zeta=<100K", "Alpha=300K"]] where segment == nil {
            var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
            try change(&common)
            let parameters = ShareParameters(common, top: top, whatIf: whatIf)
            rows += try expectTwins(
              market, parameters, "seed \(seed) \(name) \(products) \(segment ?? "") \(top ?? 0) \(whatIf)")
          }
        }
        var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
        try change(&common)
        rows += try expectTwins(
          market, ShareParameters(common, top: 3), "seed \(seed) \(name) \(products) \(segment ?? "")")
        // The policies, for a segment and for all.
        for believe in [["latest"], ["median"], ["Rumour", "Panel"], ["only:Panel"]] where products.isEmpty {
          common.believe = believe
          rows += try expectTwins(market, ShareParameters(common, top: 2), "seed \(seed) \(name) \(believe)")
        }
      }
    }
    #expect(rows > 200)
  }

  @Test("what a share is computed from is what current_snapshots shows", arguments: 0..<6 as Range<UInt64>)
  func view(_ seed: UInt64) throws {
    var random = SeededGenerator(state: seed + 300)
    let market = try randomMarket(&random, metric: "mau", currencies: [nil])
    let run = try share(ShareParameters(CommonParameters(by: .month, clock: Market.clock)), in: market.store)
    let found = run.named.map {
      "\($0.text("period") ?? "") \($0.text("product") ?? "") \($0["value"]) \($0["low"]) \($0["high"]) "
        + "\($0["origin"]) \($0["source"])"
    }
    let shown = try market.connection.query(
      """
      SELECT period, product, value, low, high, origin, source FROM current_snapshots
      WHERE metric = 'mau' AND granularity = 'month' AND NOT forward_looking AND qualifier <> 'nd'
      """
    ) { row in
      "\(row.text(0)) \(row.text(1)) \(Cell(row.optionalDouble(2))) \(Cell(row.optionalDouble(3))) "
        + "\(Cell(row.optionalDouble(4)))"
        + " \(Cell.text(row.text(5))) \(Cell.text(row.text(6)))"
    }
    #expect(!found.isEmpty && found.sorted() == shown.sorted())
  }

  @Test("the claims of products, of a segment and of a metric are found by the record's key, without sorting")
  func plan() throws {
    let market = try Market.seeded()
    for (products, segment) in [(["Kling AI", "Kuaishou"], nil), ([], "AI video"), ([], nil)] as [([String], String?)] {
      let common = CommonParameters(products: products, segment: segment, clock: Market.clock)
      let scope = try ReportScope(common, defaultMetric: "mau", in: market.store)
      let statement = try scope.claimStatement(Timeline(.month, from: nil, to: nil))
      let steps = try market.connection.prepare("EXPLAIN QUERY PLAN " + statement.literalText)
      var plan: [String] = []
      while try steps.step() { plan.append(steps.row.text(3)) }
      #expect(
        plan.contains { $0.hasPrefix("SEARCH o USING PRIMARY KEY (series_id=? AND period_id>? AND period_id<?)") },
        "\(plan)")
      #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }

  @Test("of spans, where no period is the one before another", arguments: 0..<3 as Range<UInt64>)
  func spans(_ seed: UInt64) throws {
    var random = SeededGenerator(state: seed + 100)
    let market = try Market()
    for product in Self.products {
      for span in ["2025-11-03/2025-11-20", "../2025-12-31", "2025-01-15/2025-02-03"] {
        try market.observe(product, "mau", span, "\(Int.random(in: 1...900, using: &random))K")
      }
    }
    for top in [nil, 2] {
      let rows = try expectTwins(
        market, ShareParameters(CommonParameters(clock: Market.clock), top: top), "seed \(seed)")
      #expect(rows >= 9)
    }
  }

  @Test("of money, converted and as it is", arguments: 0..<4 as Range<UInt64>)
  func money(_ seed: UInt64) throws {
    var random = SeededGenerator(state: seed + 200)
    let market = try randomMarket(&random, metric: "revenue", currencies: ["USD", "CNY"])
    for month in ["2025-09", "2025-11", "2025-12"] { try market.rate("USD", "CNY", "average", month, 7.1, 7.05, 7.15) }
    for currency in ["USD", "CNY", "EUR"] {
      for top in [nil, 2] {
        var common = CommonParameters(metric: "revenue", clock: Market.clock)
        common.currency = currency
        let rows = try expectTwins(market, ShareParameters(common, top: top), "seed \(seed) \(currency) \(top ?? 0)")
        #expect(rows > 0 || currency == "EUR")
      }
    }
  }
}
