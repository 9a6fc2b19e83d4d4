import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct ImpactTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    try market.segment("S", ["Alpha", "Beta", "Gamma"])
  }

  private func run(
    _ event: String, window: Int = 3, controls: [String] = [], products: [String] = [], from: String? = nil,
    to: String? = nil
  ) throws -> ReportRun {
    let common = CommonParameters(
      products: products, from: try from.map { try Period.parse($0).get() },
      to: try to.map { try Period.parse($0).get() },
      clock: Market.clock)
    let result = try impact(
      ImpactParameters(common, event: event, window: window, controls: controls), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("means of whole months on both sides, the event's own left out, against the rest of the segment")
  func levels() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for (month, alpha, beta) in [
      ("2025-07", "9.0M", "9.0M"), ("2025-08", "1.0M", "4.0M"), ("2025-09", "3.0M", "4.0M"), ("2025-10", "50M", "50M"),
      ("2025-11", "3.0M", "4.0M"),
      ("2025-12", "5.0M", "6.0M"),
    ] {
      try market.observe("Alpha", "mau", month, alpha)
      try market.observe("Beta", "mau", month, beta)
    }
    let result = try run("alpha gets", window: 2)
    #expect(
      result.named.map { [$0.text("product"), $0.text("role")] } == [["Alpha", "treated"], ["Beta", "control"]])
    // The geometric means of 1M and 3M, of 3M and 5M: √5 times as much; of Beta √24 / 4.
    #expect(near(result.named[0].number("before"), 1_732_050.8075688772))
    #expect(near(result.named[0].number("after"), 3_872_983.346207417))
    #expect(near(result.named[0].number("change"), 1.23606797749979))
    #expect(near(result.named[1].number("change"), 0.224744871391589))
    // ln 5 / 2 − ln 24 / 2 + ln 4
    #expect(near(result.document.summary["difference_in_differences"]?.number, 0.6019864021629679))
    #expect(result.document.summary["causal"] == .bool(false))
    #expect(result.document.notes.contains { $0.hasPrefix("Not causal") })
    #expect(try run("1", window: 2).document.rows == result.document.rows)
  }

  @Test("the periods asked for bound those on both sides")
  func bounds() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for (month, alpha) in [("2025-08", "1.0M"), ("2025-09", "3.0M"), ("2025-11", "4.0M"), ("2025-12", "8.0M")] {
      try market.observe("Alpha", "mau", month, alpha)
      try market.observe("Beta", "mau", month, "5.0M")
    }
    func sides(_ from: String?, _ to: String?) throws -> [Double] {
      let row = try run("Alpha gets cheaper", from: from, to: to).named[0]
      return ["before", "after", "periods_before", "periods_after"].map { (row.number($0) ?? -1).rounded() }
    }
    // √3 M and √32 M.
    #expect(try sides(nil, nil) == [1_732_051, 5_656_854, 2, 2])
    #expect(try sides("2025-09", nil) == [3e6, 5_656_854, 1, 2])
    #expect(try sides("2025-09", "2025-11") == [3e6, 4e6, 1, 1])
    #expect(throws: StoreError.self) { try sides("2025-11", "2025-09") }
  }

  @Test("without a control there is no difference in differences; unknown, ambiguous and undated events are refused")
  func refusals() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    try market.event("Alpha gets slower", type: "other", subjects: ["Alpha"])
    for month in ["2025-09", "2025-11"] { try market.observe("Alpha", "mau", month, "5.0M") }
    let result = try run("Alpha gets cheaper")
    #expect(result.document.summary["difference_in_differences"] == .null)
    #expect(result.document.notes.contains("No control with figures, so there is no difference in differences."))
    #expect(throws: StoreError.self) { try run("Alpha gets") }
    #expect(throws: StoreError.self) { try run("Alpha gets slower") }
    #expect(throws: StoreError.self) { try run("Nothing") }
    #expect(throws: StoreError.self) { try run("Alpha gets cheaper", window: 0) }
    #expect(throws: StoreError.self) { try run("Alpha gets cheaper", controls: ["Alpha"], products: ["Alpha"]) }
  }

  @Test("a named control without figures is said by name; when none is left, that is an error")
  func lostControls() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for product in ["Alpha", "Beta"] {
      for month in ["2025-09", "2025-11"] { try market.observe(product, "mau", month, "5.0M") }
    }
    try market.observe("Gamma", "mau", "2025-09", "5.0M")
    try market.product("Delta")
    let result = try run("Alpha gets cheaper", controls: ["Beta", "Gamma", "Delta"])
    #expect(result.document.summary["difference_in_differences"]?.number == 0)
    #expect(
      result.document.notes.contains(
        "Left out as a control, because there is no MAU of it on both sides of the event: Gamma and Delta."))
    #expect(try !run("Alpha gets cheaper", controls: ["Beta"]).document.notes.contains { $0.hasPrefix("Left out") })
    let error = #expect(throws: StoreError.self) { try run("Alpha gets cheaper", controls: ["Gamma", "Delta"]) }
    #expect(
      error?.kind == .usage
        && error?.message == "no control is left: there is no MAU of Gamma and Delta on both sides of the event")
  }

  @Test("the events shown are those of the days looked at, and an unknown one has its nearest named")
  func eventsAround() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    try market.event("Beta gets a new voice", type: "feature", effective: "2025-12-31", subjects: ["Beta"])
    try market.event("Beta gets an old voice", type: "feature", effective: "2026-01-01", subjects: ["Beta"])
    try market.event("Alpha is said to be great", type: "claim", status: "asserted", subjects: ["Alpha"])
    for product in ["Alpha", "Beta"] {
      for month in ["2025-09", "2025-11"] { try market.observe(product, "mau", month, "5.0M") }
    }
    #expect(
      try run("Alpha gets", window: 2).document.events.map(\.title) == ["Alpha gets cheaper", "Beta gets a new voice"])
    #expect(try run("Alpha gets", window: 1).document.events.map(\.title) == ["Alpha gets cheaper"])
    let error = #expect(throws: StoreError.self) { try run("alpha gtes cheap") }
    #expect(
      error?.kind == .name
        && error?.remedy == .anyOf(["did you mean \"Alpha gets cheaper\"?", .see(.listing("events"))]))
    #expect(#expect(throws: StoreError.self) { try run("zzzzzzzz") }?.remedy == .see(.listing("events")))
  }
}
