import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct MergeTests {
  /// Two products that are one: one claim told of both, one of each alone, events, memberships, a part.
  private func twins(_ body: (Store, TemporaryFolder) throws -> Void) throws {
    try Upkeep.seededStore { store, folder in
      try Upkeep.take(
        "product,company,parent_product,kind\nTwin A,OpenAI,,app\nTwin B,OpenAI,,app\nTwin part,OpenAI,Twin A,api\n",
        into: store)
      try Upkeep.take(
        "segment,definition,product,valid_from,valid_to\nTwins,two,,,\nTwins,,Twin A,2026-01-01,2026-02-28\nTwins,,Twin B,2026-02-01,\nAI video,,Twin A,,\n",
        into: store)
      try Upkeep.take(
        "product,metric,period,value,source,published_on,plan\n"
          + "Twin A,mau,2026-01,1M,Sensor Tower,2026-02-10,\nTwin B,mau,2026-01,1M,Sensor Tower,2026-02-10,\n"
          + "Twin A,mau,2026-02,<2M,Sensor Tower,2026-03-10,\nTwin B,mau,2026-03,3M,Sensor Tower,2026-04-10,\nTwin A,mau,2026-03,1M,OpenAI,2026-04-10,pro\n",
        into: store)
      try Upkeep.take(
        "event_type,title,status,subjects,partners,source,published_on\n"
          + "launch,A starts,occurred,Twin A;Sora,,house,2026-04-01\npartnership,A and B,occurred,Twin A;Twin B,Twin A,house,2026-04-01\n",
        into: store)
      try body(store, folder)
    }
  }

  @Test("everything of one product is shown under the other") func merges() throws {
    try twins { store, _ in
      let result = try store.merge("twin a", into: "Twin B", command: "merge 'Twin A' into 'Twin B'")
      #expect(try store.importRecord(try #require(result.number)).kind == "manual")
      let rows = try store.connection.query(
        "SELECT product || ' ' || plan || ' ' || period || ' ' || qualifier || ' ' || high FROM snapshots WHERE product LIKE 'Twin%' ORDER BY 1"
      ) { $0.text(0) }
      #expect(
        rows == [
          "Twin B all 2026-01 eq 1500000.0", "Twin B all 2026-02 lt 2000000.0", "Twin B all 2026-03 eq 3500000.0",
          "Twin B pro 2026-03 eq 1500000.0",
        ])
      let parties = try store.connection.query(
        "SELECT title || ': ' || subjects || ' / ' || ifnull(partners, '') FROM event_log WHERE title LIKE 'A %' ORDER BY 1"
      ) { $0.text(0) }
      #expect(parties == ["A and B: Twin B / Twin B", "A starts: Twin B; Sora / "])
      let members = try store.connection.query(
        """
        SELECT s.name || ' ' || p.name || ' ' || ifnull(m.valid_from, '') || '/' || ifnull(m.valid_to, '')
          FROM segment_members m
        JOIN segments s ON s.id = m.segment_id JOIN products p ON p.id = m.product_id WHERE p.name LIKE 'Twin%'
          ORDER BY 1
        """
      ) { $0.text(0) }
      #expect(members == ["AI video Twin B /", "Twins Twin B 2026-01-01/"])
      #expect(try store.resolve(.product, "Twin A").name == "Twin B")
      #expect(
        try store.connection.first(
          "SELECT q.name FROM products p JOIN products q ON q.id = p.parent_id WHERE p.name = 'Twin part'"
        ) {
          $0.text(0)
        } == "Twin B")
      try Upkeep.expectSound(store)
      // What is told of the old name from now on belongs to the new one.
      try Upkeep.take(Upkeep.header + "Twin A,mau,2026-04,4M,Sensor Tower,2026-05-10\n", into: store)
      #expect(
        try Upkeep.count(store, "SELECT count(*) FROM snapshots WHERE product = 'Twin B' AND period = '2026-04'") == 1)
    }
  }

  @Test("undoing a merge restores everything, and it can be done again") func undo() throws {
    try twins { store, _ in
      let before = try Upkeep.dump(store)
      let merge = try store.merge("Twin A", into: "Twin B", command: "merge")
      let after = try Upkeep.dump(store)
      #expect(after != before)
      _ = try store.undoImport(try #require(merge.number))
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
      let again = try store.merge("Twin A", into: "Twin B", command: "merge")
      #expect(try Upkeep.dump(store) == after)
      _ = try store.undoImport(try #require(again.number))
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test("different values under one key refuse the merge, with both shown") func contradiction() throws {
    try twins { store, _ in
      try Upkeep.take(Upkeep.header + "Twin A,mau,2026-03,5M,Sensor Tower,2026-04-10\n", into: store)
      let before = try Upkeep.dump(store)
      let error = Upkeep.failure { _ = try store.merge("Twin A", into: "Twin B", command: "merge") }
      #expect(error?.kind == .findings)
      #expect(
        error?.message.contains("mau 2026-03, Sensor Tower, 2026-04-10: Twin A 5M, Twin B 3M") == true,
        "\(error?.message ?? "")")
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test("an import whose rows a merge has moved is undone only after the merge") func underMerge() throws {
    try twins { store, _ in
      let merge = try #require(try store.merge("Twin A", into: "Twin B", command: "merge").number)
      let file = merge - 2
      let error = Upkeep.failure { _ = try store.undoImport(file) }
      #expect(
        error?.kind == .usage && error?.remedy?.description.contains("undo #\(merge)") == true,
        "\(String(describing: error))")
      _ = try store.undoImport(merge)
      _ = try store.undoImport(file)
      #expect(try Upkeep.count(store, "SELECT count(*) FROM snapshots WHERE product LIKE 'Twin%'") == 0)
      try Upkeep.expectSound(store)
    }
  }

  @Test("a chain of merges ends at the last, and comes apart in order") func chain() throws {
    try twins { store, _ in
      let before = try Upkeep.dump(store)
      let first = try store.merge("Twin A", into: "Twin B", command: "merge")
      let second = try store.merge("Twin B", into: "Vidu", command: "merge")
      #expect(try store.resolve(.product, "Twin A").name == "Vidu")
      for name in ["Twin A", "Twin B"] {
        #expect(Upkeep.failure { _ = try store.merge(name, into: "Sora", command: "merge") }?.kind == .usage)
        #expect(Upkeep.failure { _ = try store.merge("Vidu", into: name, command: "merge") }?.kind == .usage)
      }
      try Upkeep.expectSound(store)
      _ = try store.undoImport(try #require(second.number))
      _ = try store.undoImport(try #require(first.number))
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test("a product may be merged into its own part") func intoPart() throws {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let merge = try store.merge("Sora", into: "Sora app", command: "merge")
      #expect(try Upkeep.count(store, "SELECT parent_id IS NULL FROM products WHERE name = 'Sora app'") == 1)
      try Upkeep.expectSound(store)
      _ = try store.undoImport(try #require(merge.number))
      #expect(try Upkeep.dump(store) == before)
    }
  }
}
