import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct NamePageTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau", family: "users")
    try market.source("Panel", reliability: 2)
    try market.source("Blog", reliability: 6)
    try market.product("Alpha")
  }

  private func page() throws -> ReportDocument { try namePage("Alpha", clock: Market.clock, in: market.store) }

  @Test("of each period one claim about what was is believed, and one about what is to come")
  func believed() throws {
    try market.observe("Alpha", "mau", "2025-12", "100", by: "Blog")
    try market.observe("Alpha", "mau", "2025-12", "200", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "300", by: "Panel", on: "2026-04-01", status: .projected)
    try market.observe("Alpha", "mau", "2025-11", "50", by: "Blog")
    let page = try page()
    let columns = ["value", "believed"].map { name in page.columns.firstIndex { $0.name == name } ?? 0 }
    let rows = Set(page.rows.map { row in columns.map { row[$0] } })
    #expect(
      rows == [
        [.real(100), .integer(0)], [.real(200), .integer(1)], [.real(300), .integer(1)], [.real(50), .integer(1)],
      ])
  }

  @Test("reports of one event on one day are one, those of another day or none are told apart")
  func events() throws {
    func launch(_ title: String, _ day: String?, _ source: String) throws {
      try market.event(
        title, type: "launch", status: "occurred", effective: day, subjects: ["Alpha"], source: source)
    }
    try launch("First", "2025-06-02", "Panel")
    try launch("Again", "2025-06-02", "Blog")
    try launch("Later", "2025-09-01", "Blog")
    let events = try page().events
    #expect(events.map(\.title) == ["First", "Later"])
    #expect(events.map(\.corroboratedBy.count) == [1, 0])
  }

  @Test(
    "periods of different lengths that overlap contradict each other once",
    arguments: [
      "2025-Q4", "2025", "2025-H2", "2025-W52", "2025-12-31", "2025-11-20/2025-12-02", "2024-12-30/2025-12-28",
    ])
  func overlap(_ period: String) throws {
    try market.metric("active_users", family: "users")
    try market.observe("Alpha", "mau", "2025-12", "100", by: "Panel")
    try market.observe("Alpha", "active_users", period, "500", by: "Blog")
    try market.observe("Alpha", "active_users", "2026-02", "500", by: "Blog")
    let rows = try conflicts(ConflictsParameters(.init(clock: Market.clock)), in: market.store).named
    #expect(rows.count == 1 && rows[0].text("period") == "2025-12" && rows[0].text("other_metric") == "active_users")
  }
}
