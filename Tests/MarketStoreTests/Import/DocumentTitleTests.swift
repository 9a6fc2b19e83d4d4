import MarketModel
import TestSupport
import Testing

@testable import MarketStore

/// A publication is a source, a day and a title: two articles of one source on one day are two.
@Suite struct DocumentTitleTests {
  private static let header = "product,metric,period,value,source,published_on,document_title\n"

  private func titles(_ market: Market) throws -> [String] {
    try market.query(
      """
      SELECT p.name || ' ' || o.value || ' ' || b.title FROM observations o JOIN series s ON s.id = o.series_id
        JOIN products p ON p.id = s.product_id JOIN publications b ON b.id = o.publication_id
      WHERE o.retracted_by IS NULL ORDER BY 1
      """)
  }

  @Test("two articles of one source and day are two vintages of a figure") func two() throws {
    try Market.open { market in
      let rows =
        "Sora,mau,2026-01,5M,Similarweb,2026-02-01,Morning\nSora,mau,2026-01,6M,Similarweb,2026-02-01,Evening\n"
      let first = try market.take(Self.header + rows)
      #expect(first.inserted == 2)
      #expect(try titles(market) == ["Sora 5000000.0 Morning", "Sora 6000000.0 Evening"])
      // Read again, each meets its own.
      #expect(
        try market.take(Self.header + rows + "Vidu,mau,2026-01,1M,Similarweb,2026-02-01,Evening\n").unchanged == 2)
    }
  }

  @Test("a row without a title means the only publication, whatever its title") func onlyOne() throws {
    try Market.open { market in
      try market.take(Self.header + "Sora,mau,2026-01,5M,Similarweb,2026-02-01,Morning\n")
      let result = try market.take(Self.header + "Sora,mau,2026-01,5M,Similarweb,2026-02-01,\n")
      #expect(result.unchanged == 1)
      // With several it means the one without a title.
      try market.take(Self.header + "Vidu,mau,2026-01,1M,Similarweb,2026-02-01,Evening\n")
      #expect(try market.take(Self.header + "Sora,mau,2026-01,7M,Similarweb,2026-02-01,\n").inserted == 1)
      #expect(
        try titles(market) == ["Sora 5000000.0 Morning", "Sora 7000000.0 ", "Vidu 1000000.0 Evening"])
    }
  }

  @Test("an untitled publication gets the title of a row that meets it, and loses it when that is undone")
  func retitled() throws {
    try Market.open { market in
      try market.take(Self.header + "Sora,mau,2026-01,5M,Similarweb,2026-02-01,\n")
      let second = try market.take(Self.header + "Sora,mau,2026-01,5M,Similarweb,2026-02-01,Morning\n")
      #expect(second.unchanged == 1)
      #expect(try titles(market) == ["Sora 5000000.0 Morning"])
      _ = try market.store.undoImport(try #require(second.number))
      #expect(try titles(market) == ["Sora 5000000.0 "])
    }
  }

  @Test("in one file a title does not take over what its rows without one mean") func inOneFile() throws {
    try Market.open { market in
      let rows = "Sora,mau,2026-01,5M,Similarweb,2026-02-01,\nVidu,mau,2026-01,1M,Similarweb,2026-02-01,Morning\n"
      try market.take(Self.header + rows)
      #expect(try titles(market) == ["Sora 5000000.0 ", "Vidu 1000000.0 Morning"])
      let again = try market.take(Self.header + rows + "Sora,mau,2026-02,5M,Similarweb,2026-02-01,\n")
      #expect(again.unchanged == 2 && again.inserted == 1)
    }
  }

  @Test("a refused row leaves no publication, and no title") func refused() throws {
    try Market.open { market in
      var options = ImportOptions()
      (options.createsMissing, options.keepsGoing) = (true, true)
      try market.take(Self.header + "Sora,mau,2026-01,5M,Similarweb,2026-02-01,\n")
      let before = try market.query("SELECT id, source_id, title FROM publications")
      let result = try market.take(
        Self.header + """
          Sora,mau,2026-02,5 apples,New source,2026-01-15,
          Sora,mau,2026-02,5 apples,Similarweb,2026-02-01,Morning
          Sora,mau,2026-02,5 apples,Similarweb,2026-02-02,Evening

          """, options)
      #expect(result.refused == 3)
      #expect(try market.query("SELECT id, source_id, title FROM publications") == before)
      #expect(try market.query("SELECT count(*) FROM catalogue_changes WHERE kind = 'publication'") == ["0"])
      #expect(try market.store.check(today: try #require(Upkeep.today)).failures == [])
    }
  }

  @Test("a title stands in for the column, and events have it too") func flags() throws {
    try Market.open { market in
      var options = ImportOptions()
      options.defaults["document_title"] = "Morning"
      try market.take(
        "product,metric,period,value,source,published_on\nSora,mau,2026-01,5M,Similarweb,2026-02-01\n", options)
      try market.take(
        "event_type,title,status,effective,subjects,source,published_on,document_title\n"
          + "launch,Sora 3,occurred,2026-01-05,Sora,Similarweb,2026-02-01,Evening\n")
      #expect(try titles(market) == ["Sora 5000000.0 Morning"])
      #expect(try market.query("SELECT document_title FROM event_log") == ["Evening"])
    }
  }
}
