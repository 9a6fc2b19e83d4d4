import MarketModel
import MarketReports
import MarketStore
import SQLite
import TestSupport
import Testing

/// What a report costs, counted in SQLite's steps: twice the claims under one key, and of one kind, take about twice
/// the work, never four times.
@Suite struct WorkCountedTests {
  /// Steps of the database's machine, in hundreds, that `body` takes on a store of `n` things.
  private func steps(_ n: Int, fill: (Market, Int) throws -> Void, _ body: (Store) throws -> Void) throws -> Int {
    let market = try Market()
    try market.metric("mau", family: "users")
    try market.metric("active_users", family: "users")
    try fill(market, n)
    return try stepsCounted(on: market.connection) { try body(market.store) }
  }

  private func expectLinear(
    _ n: Int = 60, fill: @escaping (Market, Int) throws -> Void, _ body: (Store) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let idle = try steps(0, fill: fill, body)
    let (one, four) = (try steps(n, fill: fill, body) - idle, try steps(4 * n, fill: fill, body) - idle)
    #expect(one > 0, sourceLocation: sourceLocation)
    #expect(Double(four) < 6 * Double(one), "\(one) for n, \(four) for 4 n", sourceLocation: sourceLocation)
  }

  private static func day(_ n: Int) -> String { CalendarDay(year: 2010, month: 1, day: 4)!.adding(days: n).description }

  private static func vintages(_ market: Market, _ n: Int) throws {
    try market.product("Alpha")
    for i in 0..<n { try market.observe("Alpha", "mau", "2009-12", "\(100 + i)", by: "Panel", on: day(i)) }
  }

  private static func sources(_ market: Market, _ n: Int) throws {
    try market.product("Alpha")
    for i in 0..<n { try market.observe("Alpha", "mau", "2009-12", "\(100 + i)", by: "Panel \(i)") }
  }

  @Test("a name's page with many vintages of one figure") func pageOfVintages() throws {
    try expectLinear(fill: Self.vintages) { _ = try namePage("Alpha", clock: Market.clock, in: $0) }
  }

  @Test("a name's page with many sources of one figure") func pageOfSources() throws {
    try expectLinear(fill: Self.sources) { _ = try namePage("Alpha", clock: Market.clock, in: $0) }
  }

  @Test("a page of a site with many vintages of one figure") func sitePage() throws {
    try expectLinear(fill: Self.vintages) { store in
      let site = try Site(store, clock: Market.clock)
      _ = try site.page(SiteTopic(.product, "Alpha")) { _ in .failure(SiteProblem("")) }
    }
  }

  @Test("a product's page of a site does not look through the other products") func pageAmongMany() throws {
    func steps(_ n: Int) throws -> Int {
      let market = try Market()
      try market.metric("mau", family: "users")
      for i in 0..<n { try market.product("Product \(i)") }
      let site = try Site(market.store, clock: Market.clock)
      return try stepsCounted(on: market.connection) {
        _ = try site.page(SiteTopic(.product, "Product 0")) { _ in .failure(SiteProblem("")) }
      }
    }
    let (few, many) = (try steps(20), try steps(4_000))
    #expect(many < 2 * few, "\(few) among 20, \(many) among 4,000")
  }

  private func conflictSteps(_ fill: @escaping (Market, Int) throws -> Void) throws {
    try expectLinear(fill: fill) { _ = try conflicts(ConflictsParameters(.init(clock: Market.clock)), in: $0) }
  }

  @Test("conflicts of months under two definitions") func months() throws {
    try conflictSteps { market, n in
      for i in 0..<n {
        let month = "\(1900 + i / 12)-\(i % 12 < 9 ? "0" : "")\(i % 12 + 1)"
        try market.observe("Alpha", "mau", month, "100", by: "Panel")
        try market.observe("Alpha", "active_users", month, "200", by: "Blog")
      }
    }
  }

  @Test("conflicts of spans that all overlap") func spans() throws {
    try conflictSteps { market, n in
      for i in 0..<n {
        let span = "\(Self.day(i))/\(Self.day(i + 5000))"
        try market.observe("Alpha", "mau", span, "\(100 + i)", by: "Panel")
        try market.observe("Alpha", "active_users", span, "\(100_000 + i)", by: "Blog")
      }
    }
  }

  @Test("that not all spans were compared is said") func spansLeftOut() throws {
    let market = try Market()
    try market.metric("mau", family: "users")
    func notes() throws -> [String] {
      try conflicts(ConflictsParameters(.init(clock: Market.clock)), in: market.store).document.notes
    }
    for i in 0..<100 { try market.observe("Alpha", "mau", "\(Self.day(i))/\(Self.day(i + 500))", "100", by: "Panel") }
    #expect(try !notes().contains { $0.contains("spans") })
    try market.observe("Alpha", "mau", "\(Self.day(0))/\(Self.day(700))", "100", by: "Panel")
    #expect(try notes().contains { $0.hasPrefix("1 series has more than 100 spans") })
  }

  @Test("conflicts of the same event, told many times on two dates") func equalEvents() throws {
    try conflictSteps { market, n in
      try market.product("Alpha")
      for i in 0..<n {
        try market.event(
          "Launch \(i)", type: "launch", status: "occurred", effective: Self.day(i % 2), subjects: ["Alpha"],
          source: "Panel \(i)")
      }
    }
  }

  @Test("conflicts of one event on many dates") func manyDates() throws {
    try conflictSteps { market, n in
      try market.product("Alpha")
      for i in 0..<n {
        try market.event(
          "Launch \(i)", type: "launch", status: "occurred", effective: Self.day(i), subjects: ["Alpha"],
          source: "Panel \(i)")
      }
    }
  }
}
