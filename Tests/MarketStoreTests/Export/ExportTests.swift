import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct ExportTests {
  private func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    return files
  }

  /// Exports, imports into an empty store, exports again: the bytes must be the same, and so must what the stores say.
  private func expectRoundTrip(_ store: Store, _ folder: TemporaryFolder, sameDump: Bool = true, _ note: String = "")
    throws
  {
    let result = try store.export(to: folder.path("out"))
    #expect(result.files.map(\.name) == Store.exportFileNames)
    try? FileManager.default.removeItem(atPath: folder.path("other.db"))
    let other = try Store.create(at: folder.path("other.db"))
    let taken = try other.importFiles(
      Store.exportFileNames.map { .file(folder.path("out/\($0)")) }, options: ImportOptions())
    try #require(
      taken.problems.isEmpty,
      "\(note): \(taken.problems.prefix(3).map { "\($0.file):\($0.line) \($0.message) \($0.raw)" })")
    _ = try other.export(to: folder.path("again"))
    let (first, second) = (try contents(folder.path("out")), try contents(folder.path("again")))
    #expect(first.keys == second.keys)
    for (name, data) in first where second[name] != data {
      let (a, b) = (
        String(decoding: data, as: UTF8.self).split(separator: "\n"),
        String(decoding: second[name] ?? Data(), as: UTF8.self).split(separator: "\n")
      )
      let line = zip(a, b).first { $0 != $1 }
      Issue.record("\(note): \(name) differs: \(line.map { "\($0.0)\n\($0.1)" } ?? "\(a.count) and \(b.count) lines")")
    }
    // Aliases are compared by name in the files; their ids differ.
    func plain(_ store: Store) throws -> [String] { try Upkeep.dump(store).filter { !$0.hasPrefix("6 ") } }
    if sameDump {
      let (before, after) = (try plain(store), try plain(other))
      let difference = after.difference(from: before)
      #expect(difference.isEmpty, "\(note): \(difference)")
    }
    try Upkeep.expectSound(other)
    try other.close()
  }

  @Test("the starter market goes out and in and out again with the same bytes") func seeds() throws {
    try Upkeep.seededStore { store, folder in
      try expectRoundTrip(store, folder)
      let snapshots = try String(contentsOfFile: folder.path("out/08-snapshots.csv"), encoding: .utf8)
      #expect(
        snapshots.contains("Sora,,active_users,2026-03-24,\"below 500,000\",,,,,,,lt,0,500000,reported,Moon Kim blog"))
    }
  }

  @Test("an export goes into a store that has the metric dictionary already") func intoInitialised() throws {
    try Upkeep.seededStore { store, folder in
      _ = try store.export(to: folder.path("out"))
      let other = try Store.create(at: folder.path("other.db"))
      try other.seed(["metrics"])
      let taken = try other.importFiles(
        Store.exportFileNames.map { .file(folder.path("out/\($0)")) }, options: ImportOptions())
      #expect(taken.problems.isEmpty)
      _ = try other.export(to: folder.path("again"))
      #expect(try contents(folder.path("out")) == contents(folder.path("again")))
    }
  }

  @Test("edits, merges and undone imports come through as what is live") func afterEdits() throws {
    try Upkeep.seededStore { store, folder in
      try store.edit(.product, "Vidu", fields: [("parent_product", "Sora")], newName: "A; \"B\", c", command: "edit")
      try store.edit(.company, "Kuaishou", fields: [("parent_company", "Samsung")], command: "edit")
      try store.add(
        .event,
        [
          [
            "event_type": "other", "title": "t", "status": "occurred", "subjects": "\"A; \"\"B\"\", c\";Sora",
            "source": "house",
            "published_on": "2026-04-01",
          ]
        ],
        command: "add")
      try store.merge("Google text-to-video", into: "xAI text-to-video", command: "merge")
      let undone = try Upkeep.take(Upkeep.header + "Sora,mau,2026-02,5M,Sensor Tower,2026-03-10\n", into: store)
      _ = try store.undoImport(try #require(undone.number))
      // A merged product becomes an alias, so the stores are equal but for that row.
      try expectRoundTrip(store, folder, sameDump: false)
      let result = try store.export(to: folder.path("third"))
      #expect(
        result.notices.contains { $0.contains("retracted rows are not exported") }
          && result.notices.contains { $0.contains("1 merged") })
    }
  }

  @Test("a party whose name another kind has too keeps its kind") func ambiguousParty() throws {
    try Upkeep.seededStore { store, folder in
      try Upkeep.take("product,company\nSamsung,Samsung\n", into: store)
      try expectRoundTrip(store, folder)
      let events = try String(contentsOfFile: folder.path("out/09-events.csv"), encoding: .utf8)
      #expect(events.contains("company:Samsung"))
    }
  }

  @Test("figures read with options of their import are written so that they read without") func decimalComma() throws {
    try Upkeep.seededStore { store, folder in
      var options = ImportOptions()
      options.decimalComma = true
      try Upkeep.take(
        Upkeep.header
          + "Sora,mau,2026-01,\"4,25M\",Sensor Tower,2026-02-10\nSora,mau,2026-02,\"~1,5M\",Sensor Tower,2026-03-10\n",
        into: store, options)
      try expectRoundTrip(store, folder, sameDump: false)
      let snapshots = try String(contentsOfFile: folder.path("out/08-snapshots.csv"), encoding: .utf8)
      #expect(
        snapshots.contains("mau,2026-01,4250000,,,,,,,eq,4245000,4255000")
          && snapshots.contains("mau,2026-02,1500000,,,,,,,approx,1450000,1550000"))
    }
  }

  @Test("random stores with hostile names come back byte for byte", arguments: 0..<25) func random(seed: UInt64) throws
  {
    try Upkeep.seededStore { store, folder in
      var maker = RandomMarket(seed: seed)
      try maker.fill(store)
      try expectRoundTrip(store, folder, "seed \(seed)")
    }
  }

  @Test("an earlier export is replaced; anything else is left alone") func targets() throws {
    try Upkeep.seededStore { store, folder in
      let out = folder.path("out")
      try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
      _ = try store.export(to: out)
      let before = try contents(out)
      try Upkeep.take(Upkeep.header + "Sora,mau,2026-02,5M,Sensor Tower,2026-03-10\n", into: store)
      _ = try store.export(to: out + "/")
      #expect(try contents(out) != before)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: out + "/notes.txt"))
      let now = try contents(out)
      let error = Upkeep.failure { _ = try store.export(to: out) }
      #expect(error?.kind == .unusable && error?.message.contains("notes.txt") == true)
      #expect(try contents(out) == now)
      for name in ["market.db", "missing/out", "market.db/out"] {
        #expect(Upkeep.failure { _ = try store.export(to: folder.path(name)) }?.kind == .unusable)
      }
      #expect(throws: CancellationError.self) { _ = try store.export(to: folder.path("third"), isCancelled: { true }) }
      #expect(folder.names == ["market.db", "market.db-shm", "market.db-wal", "out"])
    }
  }

  @Test(
    "plain decimals read back as the same double",
    arguments: [
      0, 1, -1, 0.1, 1e-7, 123_456_789.125, 1e18, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1 + 0.2, -4.9e-10,
      1e15, 1e16,
      123456789012345680,
    ])
  func decimals(_ value: Double) {
    let text = plainDecimal(value)
    #expect(Double(text) == value && !text.contains("e"), "\(text)")
  }

  @Test("lists of parties keep names with semicolons and quotes")
  func partyLists() {
    #expect(partyList("Sora; Kling AI;;Vidu ") == ["Sora", "Kling AI", "Vidu"])
    #expect(partyList("\"a; \"\"b\"\"\" ; c") == ["a; \"b\"", "c"])
    #expect(partyList("\"Loud\" brand;x") == ["\"Loud\" brand", "x"])
    #expect(partyList("\"never closed; x") == ["\"never closed", "x"])
    for names in [["a;b", "c"], ["\"", "\";\"", "x\"y;z"], ["plain"]] {
      #expect(partyList(names.map(PartyName.item).joined(separator: ";")) == names)
    }
  }
}
