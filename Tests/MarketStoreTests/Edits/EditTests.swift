import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct EditTests {
  @Test("a snapshot from arguments is a recorded import of its own, and can be undone") func addSnapshot() throws {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let row = [
        "product": "Vidu", "metric": "mau", "period": "2026-03", "value": "~2M", "source": "house",
        "published_on": "2026-04-10",
      ]
      let result = try store.add(.snapshot, [row], command: "add snapshot Vidu mau 2026-03 ~2M --source house")
      let number = try #require(result.number)
      let record = try store.importRecord(number)
      #expect(
        record.kind == "manual" && record.name == "add snapshot Vidu mau 2026-03 ~2M --source house"
          && record.inserted == 1)
      #expect(try Upkeep.count(store, "SELECT count(*) FROM import_files WHERE import_id = \(number)") == 0)
      let stored = try store.connection.first(
        "SELECT value_text || ' ' || qualifier FROM current_snapshots WHERE product = 'Vidu' AND metric = 'mau'"
      ) { $0.text(0) }
      #expect(stored == "~2M approx")
      _ = try store.undoImport(number)
      #expect(try Upkeep.dump(store) == before)
      // The same command again is no "same file again".
      #expect(try store.add(.snapshot, [row], command: "again").inserted == 1)
      try Upkeep.expectSound(store)
    }
  }

  @Test("the house overrides everybody") func house() throws {
    try Upkeep.seededStore { store, _ in
      try store.add(
        .snapshot,
        [
          [
            "product": "Sora", "metric": "mau", "period": "2026-03", "value": "4M", "source": "house",
            "published_on": "2026-01-01",
          ]
        ],
        command: "add snapshot")
      let value = try store.connection.first(
        "SELECT value FROM current_snapshots WHERE product = 'Sora' AND metric = 'mau'"
      ) {
        $0.double(0)
      }
      #expect(value == 4e6)
    }
  }

  @Test("everything that has a name can be added") func addNamed() throws {
    try Upkeep.seededStore { store, _ in
      try store.add(.company, [["company": "Pika Labs", "country": "us"]], command: "add company")
      try store.add(
        .product, [["product": "Pika", "company": "Pika Labs", "kind": "app", "segment": "AI video"]],
        command: "add product")
      try store.add(.metric, [["metric": "videos_made", "unit": "count"]], command: "add metric")
      try store.add(.source, [["source": "data.ai", "kind": "provider", "reliability": "2"]], command: "add source")
      try store.add(
        .segment,
        [["segment": "Clips"], ["segment": "Clips", "product": "Pika"], ["segment": "Clips", "product": "Vidu"]],
        command: "add segment")
      try store.add(.alias, [["alias": "Pika.art", "kind": "product", "name": "Pika"]], command: "add alias")
      try store.add(
        .event,
        [
          [
            "event_type": "launch", "title": "Pika starts", "status": "occurred", "effective": "2023-11",
            "subjects": "Pika",
            "source": "house",
            "published_on": "2026-04-01",
          ]
        ], command: "add event")
      #expect(try store.resolve(.product, "pika.art").name == "Pika")
      #expect(try store.members(ofSegment: store.resolve(.segment, "Clips").id).map(\.name) == ["Pika", "Vidu"])
      #expect(
        try Upkeep.count(store, "SELECT count(*) FROM imports WHERE kind = 'manual' AND closed_at IS NOT NULL") == 7)
      try Upkeep.expectSound(store)
    }
  }

  @Test("undoing an added segment takes its members out") func undoMembers() throws {
    try Upkeep.seededStore { store, _ in
      let result = try store.add(
        .segment, [["segment": "Clips"], ["segment": "Clips", "product": "Vidu"]], command: "add segment")
      _ = try store.undoImport(try #require(result.number))
      #expect(
        try Upkeep.count(
          store, "SELECT count(*) FROM segment_members m JOIN segments s ON s.id = m.segment_id WHERE s.name = 'Clips'")
          == 0
      )
    }
  }

  @Test(
    "what cannot be added is said, and nothing is written",
    arguments: [
      (AddedKind.product, ["product": "sora"], StoreError.Kind.usage, "already"),
      (.product, ["product": "Kling"], .usage, "another name"),
      (.product, ["product": "New", "company": "Nobody"], .name, "no company"),
      (.product, ["product": "New", "colour": "red"], .usage, "colour"),
      (.metric, ["metric": "Bad Code", "unit": "count"], .usage, "not a metric code"),
      (.metric, ["metric": "ok", "unit": "kg"], .usage, "not a unit"),
      (.alias, ["alias": "Sora", "kind": "product", "name": "Kling AI"], .usage, "already"),
      (.alias, ["alias": "Kling", "kind": "product", "name": "Sora"], .usage, "another name"),
      (
        .snapshot,
        [
          "product": "Sora", "metric": "mau", "period": "2026-13", "value": "1", "source": "house",
          "published_on": "2026-04-01",
        ], .usage,
        "2026-13"
      ),
      (
        .snapshot,
        [
          "product": "Sora", "metric": "mau", "period": "2026-03", "value": "", "source": "house",
          "published_on": "2026-04-01",
        ],
        .usage, "nothing"
      ),
      (
        .snapshot,
        [
          "product": "Sora", "metric": "nope", "period": "2026-03", "value": "1", "source": "house",
          "published_on": "2026-04-01",
        ], .name,
        "no metric"
      ),
      (.company, ["company": "  "], .usage, "empty"),
      (.source, ["source": "X", "reliability": "11"], .usage, "0 to 9"),
    ] as [(AddedKind, [String: String], StoreError.Kind, String)])
  func refused(_ kind: AddedKind, _ row: [String: String], _ failure: StoreError.Kind, _ said: String) throws {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let error = Upkeep.failure { try store.add(kind, [row], command: "add") }
      #expect(error?.kind == failure && error?.message.contains(said) == true, "\(String(describing: error))")
      #expect(try Upkeep.dump(store) == before)
      #expect(try Upkeep.count(store, "SELECT count(*) FROM imports") == 1)
    }
  }

  @Test("an edit changes fields, a new name keeps the old one as an alias, and undo restores all of it") func edit()
    throws
  {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let result = try store.edit(
        .product, "Kling AI", fields: [("company", "OpenAI"), ("note", ""), ("kind", "app")], newName: "Kling 2",
        command: "edit Kling")
      #expect(result.changes.count == 4 && result.notices == ["Kling AI stays as an alias"])
      #expect(try store.resolve(.product, "Kling AI").name == "Kling 2")
      #expect(try store.resolve(.product, "Kling").name == "Kling 2")
      let stored = try store.connection.first(
        "SELECT c.name || ' ' || p.kind, p.note FROM products p JOIN companies c ON c.id = p.company_id WHERE p.name = 'Kling 2'"
      ) { [$0.text(0), $0.optionalText(1)] }
      #expect(stored == ["OpenAI app", nil])
      try Upkeep.expectSound(store)
      _ = try store.undoImport(try #require(result.number))
      #expect(try Upkeep.dump(store) == before)
    }
  }

  @Test("an edit that changes nothing is no import") func nothing() throws {
    try Upkeep.seededStore { store, _ in
      let result = try store.edit(
        .product, "Sora", fields: [("kind", "product")], newName: "Sora", command: "edit Sora")
      #expect(result == EditResult())
      #expect(try Upkeep.count(store, "SELECT count(*) FROM imports") == 1)
    }
  }

  @Test("undoing the middle edit changes nothing at once, undoing the last then brings back the first") func middle()
    throws
  {
    try Upkeep.seededStore { store, _ in
      func url() throws -> String? {
        try store.connection.first("SELECT url FROM sources WHERE name = 'Sensor Tower'") { $0.optionalText(0) } ?? nil
      }
      let first = try store.edit(.source, "Sensor Tower", fields: [("url", "https://one.example")], command: "1")
      let second = try store.edit(.source, "Sensor Tower", fields: [("url", "https://two.example")], command: "2")
      let third = try store.edit(.source, "Sensor Tower", fields: [("url", "https://three.example")], command: "3")
      _ = try store.undoImport(try #require(second.number))
      #expect(try url() == "https://three.example")
      _ = try store.undoImport(try #require(third.number))
      #expect(try url() == "https://one.example")
      _ = try store.undoImport(try #require(first.number))
      #expect(try url() == nil)
    }
  }

  @Test("a name that another thing has taken meanwhile stops the undo of a rename") func takenMeanwhile() throws {
    try Upkeep.seededStore { store, _ in
      let rename = try store.edit(.product, "Vidu", fields: [], newName: "Vidu 2", command: "edit")
      try store.removeAlias("Vidu", command: "alias")
      try store.add(.product, [["product": "Vidu"]], command: "add")
      let before = try Upkeep.dump(store)
      let error = Upkeep.failure { _ = try store.undoImport(rename.number ?? 0) }
      #expect(error?.kind == .usage && error?.message.contains("taken") == true, "\(String(describing: error))")
      #expect(try Upkeep.dump(store) == before)
    }
  }

  @Test(
    "an edit that cannot be is refused",
    arguments: [
      (CatalogueKind.product, "Sora", "parent_product", "Sora app", StoreError.Kind.usage, "under itself"),
      (.product, "Sora", "kind", "toy", .usage, "toy"),
      (.product, "Sora", "company", "Nobody", .name, "no company"),
      (.product, "Sora", "colour", "red", .usage, "no field"),
      (.metric, "mau", "unit", "count", .usage, "fixed"), (.metric, "mau", "max_value", "10", .usage, "fixed"),
      (.source, "house", "reliability", "12", .usage, "12"),
      (.company, "OpenAI", "country", "USA", .usage, "USA"),
      (.metric, "new_users", "min_value", "x", .usage, "not a number"),
      (.product, "Nope", "kind", "app", .name, "no product"),
    ] as [(CatalogueKind, String, String, String, StoreError.Kind, String)])
  func refusedEdit(
    _ kind: CatalogueKind, _ name: String, _ field: String, _ value: String, _ failure: StoreError.Kind, _ said: String
  )
    throws
  {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let error = Upkeep.failure {
        _ = try store.edit(
          kind, name, fields: [("note", "x"), (field, value)].filter { $0.0 == field }, command: "edit")
      }
      #expect(error?.kind == failure && error?.message.contains(said) == true, "\(String(describing: error))")
      #expect(try Upkeep.dump(store) == before)
    }
  }

  @Test(
    "a new name may not be another thing's name or alias; its own alias it may",
    arguments: [("Sora", true), ("kling", true), ("Vidu AI", false), ("VIDU", false)])
  func newNames(_ name: String, _ isRefused: Bool) throws {
    try Upkeep.seededStore { store, _ in
      let error = Upkeep.failure { _ = try store.edit(.product, "Vidu", fields: [], newName: name, command: "edit") }
      #expect((error != nil) == isRefused, "\(String(describing: error))")
      if !isRefused { #expect(try store.resolve(.product, "Vidu").name == name) }
      try Upkeep.expectSound(store)
    }
  }

  @Test("aliases come and go, each undoable") func aliases() throws {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let added = try store.addAlias("Klingy", of: .product, named: "Kling AI", command: "alias")
      #expect(try store.resolve(.product, "klingy").name == "Kling AI")
      #expect(try store.addAlias("Klingy", of: .product, named: "Kling AI", command: "alias").number == nil)
      let removed = try store.removeAlias("kling", command: "alias --remove")
      #expect(
        Upkeep.failure { _ = try store.addAlias("Klingy", of: .product, named: "Sora", command: "alias") }?.kind
          == .usage)
      #expect(Upkeep.failure { _ = try store.removeAlias("nothing", command: "alias") }?.kind == .name)
      _ = try store.undoImport(try #require(added.number))
      _ = try store.undoImport(try #require(removed.number))
      #expect(try Upkeep.dump(store) == before)
    }
  }

  @Test("products come into a segment and out of it, each undoable") func segments() throws {
    try Upkeep.seededStore { store, _ in
      let before = try Upkeep.dump(store)
      let added = try store.addToSegment("AI video", products: ["ChatGPT", "Sora"], from: "2026-01-01", command: "add")
      #expect(added.changes.count == 2)
      let removed = try store.removeFromSegment("AI video", products: ["Vidu", "ChatGPT"], command: "remove")
      #expect(try store.members(ofSegment: store.resolve(.segment, "AI video").id).count == 6)
      #expect(
        Upkeep.failure { _ = try store.removeFromSegment("AI video", products: ["Vidu"], command: "remove") }?.kind
          == .name)
      _ = try store.undoImport(try #require(removed.number))
      _ = try store.undoImport(try #require(added.number))
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }
}
