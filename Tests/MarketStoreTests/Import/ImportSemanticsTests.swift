import Foundation
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import MarketStore

@Suite struct ImportSemanticsTests {
  private static let header = "product,metric,period,value,source,published_on"

  private func feed(_ rows: String...) -> String { ([Self.header] + rows).joined(separator: "\n") + "\n" }

  @Test(
    "the same value again is unchanged, another value under the same key a revision, a later publication a vintage beside the first"
  )
  func vintages() throws {
    try Market.open { market throws in
      #expect(try market.take(feed("Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02")).figures == "1/1/0/0/0")
      #expect(try market.take(feed("Sora,mau,2026-03, 4.7M,Sensor Tower,2026-04-02")).figures == "1/0/1/0/0")
      // 4,700,000 claims a narrower interval than 4.7M.
      #expect(try market.take(feed("Sora,mau,2026-03,\"4,700,000\",Sensor Tower,2026-04-02")).figures == "1/0/0/1/0")
      #expect(try market.take(feed("Sora,mau,2026-03,4.9M,Sensor Tower,2026-05-02")).figures == "1/1/0/0/0")
      #expect(try market.take(feed("Sora,mau,2026-03,4.7M,Similarweb,2026-04-02")).figures == "1/1/0/0/0")
      let rows = try market.query("SELECT value, low, published_on, source FROM snapshots ORDER BY 3, 4")
      #expect(
        rows == [
          "4700000|4699999.5|2026-04-02|Sensor Tower", "4700000|4650000|2026-04-02|Similarweb",
          "4900000|4850000|2026-05-02|Sensor Tower",
        ])
      #expect(try market.query("SELECT count(*) FROM observations") == ["4"])
      try market.expectSound()
    }
  }

  @Test("status, qualifier and cohort size belong to the claim; a note and its spelling do not")
  func claims() throws {
    try Market.open { market throws in
      let header = "product,metric,period,value,day_offset,cohort_size,status,source,published_on,note\n"
      let base = "Sora,retention,2026-03,8%,30,1000,reported,Sensor Tower,2026-04-02,a\n"
      #expect(try market.take(header + base).figures == "1/1/0/0/0")
      #expect(try market.take(header + base.replacingOccurrences(of: ",a\n", with: ",b\n")).figures == "1/0/1/0/0")
      #expect(try market.query("SELECT note FROM snapshots") == ["a"])
      #expect(try market.take(header + base.replacingOccurrences(of: "8%", with: "0.08")).figures == "1/0/1/0/0")
      #expect(
        try market.take(header + base.replacingOccurrences(of: "reported", with: "estimated")).figures == "1/0/0/1/0")
      #expect(try market.take(header + base.replacingOccurrences(of: "1000", with: "1001")).figures == "1/0/0/1/0")
      #expect(try market.take(header + base.replacingOccurrences(of: "8%", with: "<8%")).figures == "1/0/0/1/0")
    }
  }

  @Test("the same file again does nothing; once undone it can be imported again")
  func sameFile() throws {
    try Market.open { market throws in
      let text = feed("Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02")
      let first = try market.take(text)
      let again = try market.take(text, name: "another-name.csv")
      #expect(again.number == nil)
      #expect(again.alreadyImportedAs == first.number)
      #expect(again.figures == "0/0/0/0/0")
      let undo = try market.store.undoImport(Market.first)
      #expect(undo.undoes == Market.first)
      #expect(try market.rows() == [])
      let third = try market.take(text)
      #expect(third.alreadyImportedAs == nil)
      #expect(third.number == Market.first + 2)
      #expect(third.figures == "1/1/0/0/0")
      #expect(try market.rows().count == 1)
      try market.expectSound()
    }
  }

  @Test(
    "identical rows of one file count once; contradicting ones are all refused, and each names the others",
    arguments: [1 << 18, 2])
  func repeats(chunkRows: Int) throws {
    try Market.open { market throws in
      var options = ImportOptions.keepGoing
      (options.chunkRows, options.batchRows) = (chunkRows, chunkRows)
      let result = try market.take(
        feed(
          "Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02", "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-02",
          "Vidu,mau,2026-02,1M,Sensor Tower,2026-04-02",
          "Sora,mau,2026-03,4.8M,Sensor Tower,2026-04-02", "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-02",
          "Vidu,mau,2026-01,1M,Sensor Tower,2026-04-02",
          "\"Sora\",mau,2026-03,4.7M,Sensor Tower,2026-04-02"), options)
      #expect(result.figures == "7/3/0/0/3 duplicates 1")
      #expect(result.places == ["2:1 [key]", "5:1 [key]", "8:1 [key]"])
      #expect(
        result.problems.map(\.message) == [
          "another value under the same key stands on line 5, 8",
          "another value under the same key stands on line 2, 8",
          "another value under the same key stands on line 2, 5",
        ])
      #expect(result.problems.last?.raw == "\"Sora\",mau,2026-03,4.7M,Sensor Tower,2026-04-02")
      #expect(try market.store.refusedRows(ofImport: Market.first).map(\.line) == [2, 5, 8])
      #expect(try market.rows().count == 3)
      try market.expectSound()
    }
  }

  @Test("contradicting rows more than a chunk apart are both found, and identical ones count once")
  func farApart() throws {
    try Market.open { market throws in
      let count = 270_000
      var text =
        Self.header
        + ",region\nSora,mau,2026-03,1M,Sensor Tower,2026-04-02,x\nVidu,mau,2026-03,1M,Sensor Tower,2026-04-02,x\n"
      text.reserveCapacity(count * 64)
      for n in 0..<count {
        text += "Sora,mau,2026-03,\(n),Sensor Tower,2026-04-02,r\(n % 9000 * 31 % 9000)p\(n / 9000)\n"
      }
      text += "Sora,mau,2026-03,2M,Sensor Tower,2026-04-02,x\nVidu,mau,2026-03,1M,Sensor Tower,2026-04-02,x\n"
      let result = try market.take(text, .keepGoing)
      #expect(result.figures == "\(count + 4)/\(count + 1)/0/0/2 duplicates 1")
      #expect(result.places == ["2:1 [key]", "\(count + 4):1 [key]"])
      #expect(result.problems.map(\.message).first == "another value under the same key stands on line \(count + 4)")
      #expect(result.problems.last?.raw == "Sora,mau,2026-03,2M,Sensor Tower,2026-04-02,x")
    }
  }

  @Test(
    "a thousand identical rows under one key count once, however small the batches; as many contradicting ones end the import"
  )
  func crowdedKey() throws {
    try Market.open { market throws in
      var options = ImportOptions()
      (options.chunkRows, options.batchRows) = (16, 8)
      let same = [String](repeating: "Sora,mau,2026-03,1M,Sensor Tower,2026-04-02", count: 1000)
      #expect(
        try market.take(([Self.header] + same).joined(separator: "\n"), options).figures
          == "1000/1/0/0/0 duplicates 999")
      let different = (0..<1000).map { "Sora,mau,2026-03,\($0),Sensor Tower,2026-04-02" }
      let error = try storeFailure { try market.take(([Self.header] + different).joined(separator: "\n"), options) }
      #expect(error?.kind == .findings)
      // All in one chunk they are refused one by one, and quickly.
      let result = try market.take(([Self.header] + different).joined(separator: "\n"))
      #expect(result.refused == 1000)
      #expect(
        result.problems.last?.message == "another value under the same key stands on line 2, 3, 4, 5, 6 and 994 more")
    }
  }

  @Test("contradictions in UTF-16, behind a byte order mark and on one line of JSON show the right row")
  func contradictionPlaces() throws {
    let text = feed("快手,mau,2026-03,1M,Sensor Tower,2026-04-02", "快手,mau,2026-03,2M,Sensor Tower,2026-04-02")
      .replacingOccurrences(
        of: "快手", with: "Kling AI")
    let noted = text.replacingOccurrences(of: "published_on\n", with: "published_on,note\n").replacingOccurrences(
      of: "-02\n", with: "-02,\"快\n手\"\n")
    let wide: [UInt8] = [0xFF, 0xFE] + Array(noted.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [wide, [0xEF, 0xBB, 0xBF] + Array(noted.utf8)] {
      try Market.open { market throws in
        let result = try market.take(bytes)
        #expect(result.places == ["2:1 [key]", "4:1 [key]"])
        #expect(
          result.problems.map(\.raw) == [
            "Kling AI,mau,2026-03,1M,Sensor Tower,2026-04-02,\"快\n手\"",
            "Kling AI,mau,2026-03,2M,Sensor Tower,2026-04-02,\"快\n手\"",
          ])
        #expect(result.problems.first?.excerpt == "Kling AI,mau,2026-03,1M,Sensor Tower,2026-04-02,\"快")
        #expect(result.figures == "2/0/0/0/2")
      }
    }
    try Market.open { market throws in
      let object =
        #"{"product":"Sora","metric":"mau","period":"2026-01","value":1,"source":"Sensor Tower","published_on":"2026-04-02"}"#
      let other = object.replacingOccurrences(of: ":1,", with: ":2,")
      let result = try market.take("[\(object), \(other)]", name: "f.json")
      #expect(result.places == ["1:2 [key]", "1:\(object.count + 4) [key]"])
      #expect(result.problems.map(\.raw) == [object, other])
    }
  }

  @Test("one refused row refuses the file; --keep-going takes the rest and keeps the refused rows as they stood")
  func allOrNothing() throws {
    try Market.open { market throws in
      let text = feed(
        "Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02", "Sora,mau,2026-13,x y,Sensor Towr,2026-04-02",
        "Vidu,mau,2026-03,\"12,3M\",Sensor Tower,2026-04-02")
      let refused = try market.take(text)
      #expect(refused.number == nil)
      #expect(refused.figures == "3/0/0/0/2")
      #expect(try market.query("SELECT count(*) FROM imports") == ["\(Market.first - 1)"])
      #expect(refused.places == ["3:10 [period]", "3:22 [source]", "3:18 [value]", "4:18 [value]"])
      #expect(refused.problems.last?.length == 7)
      #expect(refused.problems.last?.raw == "Vidu,mau,2026-03,\"12,3M\",Sensor Tower,2026-04-02")
      let kept = try market.take(text, .keepGoing)
      #expect(kept.figures == "3/1/0/0/2")
      let rows = try market.store.refusedRows(ofImport: Market.first)
      #expect(rows.map { "\($0.line):\($0.column):\($0.byte) \($0.kind)" } == ["3:10:94 period", "4:18:138 value"])
      #expect(rows.map(\.raw) == text.split(separator: "\n").suffix(2).map(String.init))
      let message = rows.first?.message
      #expect(
        message?.contains("no source \"Sensor Towr\" (did you mean \"Sensor Tower\"?, or set create)") == true,
        "\(message ?? "")")
      let record = try market.store.importRecord(Market.first)
      #expect([record.read, record.inserted, record.unchanged, record.revised, record.refused] == [3, 1, 0, 0, 2])
    }
  }

  @Test("a dry run gives the same counts and writes nothing")
  func dryRun() throws {
    try Market.open { market throws in
      let before = try Data(contentsOf: URL(fileURLWithPath: market.path))
      let text = feed("Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02", "Pika,mau,2026-03,1M,Sensor Tower,2026-04-02")
      let dry = try market.take(
        text,
        .with {
          $0.isDryRun = true; $0.createsMissing = true
        })
      #expect(dry.figures == "2/2/0/0/0")
      #expect(dry.number == nil)
      #expect(dry.created == ["product Pika"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: market.path)) == before)
      #expect(try market.query("SELECT count(*) FROM products WHERE name = 'Pika'") == ["0"])
      #expect(try market.take(text, .with { $0.createsMissing = true }).figures == "2/2/0/0/0")
    }
  }

  @Test("--create adds products, companies, sources and segments once, says so, and never adds metrics")
  func creates() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.createsMissing = true; $0.keepsGoing = true
      }
      let result = try market.take(
        """
        product,company,metric,period,value,source,origin,published_on
        Pika,Pika Labs,mau,2026-03,1M,New Source,Other,2026-04-02
        PIKA,,mau,2026-02,1M,new-source,,2026-04-02
        Luma,,mau,2026-02,1M,Similarweb,,2026-04-02
        ,Minimax,mau,2026-02,1M,Similarweb,,2026-04-02
        Ghost,,mau,2026-02,12.3.4,Similarweb,,2026-04-02
        Sora,,mua,2026-02,1M,Similarweb,,2026-04-02
        """, options)
      #expect(
        result.created == [
          "product Pika", "company Pika Labs", "source New Source", "source Other", "product Luma", "company Minimax",
        ])
      #expect(result.figures == "6/4/0/0/2")
      #expect(result.places == ["6:20 [value]", "7:7 [metric]"])
      let found = try market.query(
        "SELECT p.name, c.name FROM products p LEFT JOIN companies c ON c.id = p.company_id WHERE p.name IN ('Pika', 'Luma', 'Ghost')"
      )
      #expect(found == ["Luma|", "Pika|Pika Labs"])
      try market.take("segment,product\nAvatars,HeyGen\n", name: "s.csv", options)
      #expect(
        try market.query(
          "SELECT g.name, p.name FROM segment_members m JOIN segments g ON g.id = m.segment_id JOIN products p ON p.id = m.product_id WHERE g.name = 'Avatars'"
        ) == ["Avatars|HeyGen"])
      try market.expectSound()
    }
  }

  @Test("an event row that is refused leaves nothing behind that later rows could hang on")
  func rolledBackRows() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.createsMissing = true; $0.keepsGoing = true
      }
      let result = try market.take(
        """
        event_type,title,status,effective,effective_to,subjects,source,published_on
        launch,A,occurred,2026-03-01,2026-02-01,Pika,Brand New,2026-04-02
        launch,B,occurred,2026-03-01,,Pika,Brand New,2026-04-02
        """, options)
      #expect(result.figures == "2/1/0/0/1")
      #expect(result.created == ["source Brand New", "product Pika"])
      #expect(try market.query("SELECT title, subjects, source FROM event_log") == ["B|Pika|Brand New"])
      try market.expectSound()
    }
  }

  @Test("events: unchanged, revised and taken back; contradicting rows are both refused")
  func eventKeys() throws {
    try Market.open { market throws in
      let header = "event_type,title,status,effective,subjects,source,published_on\n"
      let row = "shutdown,Sora closes,planned,2026-04-26,Sora,Similarweb,2026-04-02\n"
      #expect(try market.take(header + row).figures == "1/1/0/0/0")
      #expect(try market.take(header + row + row).figures == "2/0/1/0/0 duplicates 1")
      let occurred = row.replacingOccurrences(of: "planned", with: "occurred")
      let cancelled = row.replacingOccurrences(of: "planned", with: "cancelled")
      let revision = try market.take(header + occurred)
      #expect(revision.figures == "1/0/0/1/0")
      let both = try market.take(
        header + cancelled + row + "launch,X,occurred,2026-03-01,Vidu,Similarweb,2026-04-02\n" + cancelled, .keepGoing)
      #expect(both.figures == "4/1/0/0/3")
      #expect(both.places.sorted() == ["2:1 [key]", "3:1 [key]", "5:1 [key]"])
      #expect(
        try market.query("SELECT title, status, subjects FROM event_log ORDER BY 1") == [
          "Sora closes|occurred|Sora", "X|occurred|Vidu",
        ])
      // A row that says what the store says contradicts a second one all the same.
      let mixed = try market.take(header + occurred + cancelled, .keepGoing)
      #expect(mixed.figures == "2/0/0/0/2")
      #expect(try market.query("SELECT status FROM event_log WHERE title = 'Sora closes'") == ["occurred"])
      _ = try market.store.undoImport(try #require(revision.number))
      #expect(try market.query("SELECT status FROM event_log WHERE title = 'Sora closes'") == ["planned"])
      try market.expectSound()
    }
  }

  @Test("several files are one import: all or nothing, contradictions across files named, a repeated file left out")
  func severalFiles() throws {
    try Market.open { market throws in
      let a = try market.file("a.csv", Array(feed("Sora,mau,2026-03,1M,Sensor Tower,2026-04-02").utf8))
      let b = try market.file(
        "b.csv",
        Array(feed("Vidu,mau,2026-03,1M,Sensor Tower,2026-04-02", "Sora,mau,2026-03,2M,Sensor Tower,2026-04-02").utf8))
      let copy = try market.file("copy.csv", Array(feed("Sora,mau,2026-03,1M,Sensor Tower,2026-04-02").utf8))
      let products = try market.file("p.csv", Array("product\nPika\n".utf8))
      let pika = try market.file("pika.csv", Array(feed("Pika,mau,2026-03,1M,Sensor Tower,2026-04-02").utf8))
      let refused = try market.store.importFiles([a, b], options: ImportOptions())
      #expect(refused.figures == "3/0/0/0/2")
      #expect(
        refused.problems.map { "\($0.file.hasSuffix("a.csv") ? "a" : "b"):\($0.line) \($0.message.hasSuffix(".csv"))" }
          == [
            "a:2 true", "b:3 true",
          ])
      let good = try market.store.importFiles([a, copy, products, pika], options: ImportOptions())
      #expect(good.figures == "3/3/0/0/0")
      #expect(good.notices == ["\(market.folder.path)/copy.csv: the same file again, left out"])
      #expect(
        try market.query("SELECT n, shape FROM import_files WHERE import_id = \(Market.first)") == [
          "1|long", "2|products", "3|long",
        ])
      let again = try market.store.importFiles([a, pika], options: ImportOptions())
      #expect(again.alreadyImportedAs == Market.first)
      let partly = try market.store.importFiles([a, b], options: .keepGoing)
      #expect(partly.alreadyImportedAs == nil)
      #expect(partly.figures == "2/1/0/1/0")
      try market.expectSound()
    }
  }

  @Test("a name of more than 1000 bytes is refused for its length, whatever it would be the name of")
  func longNames() throws {
    try Market.open { market throws in
      let long = String(repeating: "é", count: 501)
      let create = ImportOptions.with { $0.createsMissing = true }
      func problem(_ text: String) throws -> String {
        let result = try market.take(text, create)
        return result.problems.map { "\($0.line):\($0.column) \($0.message) (\($0.remedy ?? ""))" }.joined(
          separator: "; ")
      }
      func said(_ what: String) -> String { "the \(what)'s name has 1002 bytes, more than 1000 (shorten it)" }
      #expect(try problem(feed("\(long),mau,2026-03,1M,Similarweb,2026-04-02")) == "2:1 " + said("product"))
      #expect(try problem(feed("Sora,mau,2026-03,1M,\(long),2026-04-02")) == "2:21 " + said("source"))
      #expect(try problem("product,company\n\(long),\n") == "2:1 " + said("product"))
      #expect(try problem("product,company\nSora,\(long)\n") == "2:6 " + said("company"))
      #expect(
        try problem("metric,period,source,published_on,Sora,\(long)\nmau,2026-03,Similarweb,2026-04-02,1M,1M\n")
          == "1:40 "
          + said("product"))
      #expect(
        try problem(
          "event_type,title,status,subjects,source,published_on\nlaunch,T,planned,\(long),Similarweb,2026-04-02\n")
          == "2:18 "
          + said("subject"))
      #expect(
        try market.take(feed("\(String(repeating: "é", count: 500)),mau,2026-03,1M,Similarweb,2026-04-02"), create)
          .figures == "1/1/0/0/0")
    }
  }

  @Test("undo: the middle one of three revisions, then the top one, brings back the first")
  func undoMiddle() throws {
    try Market.open { market throws in
      for value in ["1M", "2M", "3M"] { try market.take(feed("Sora,mau,2026-03,\(value),Sensor Tower,2026-04-02")) }
      func value() throws -> [String] { try market.query("SELECT value FROM snapshots") }
      _ = try market.store.undoImport(Market.first + 1)
      #expect(try value() == ["3000000"])
      _ = try market.store.undoImport(Market.first + 2)
      #expect(try value() == ["1000000"])
      _ = try market.store.undoImport(Market.first)
      #expect(try value() == [])
      try market.expectSound()
    }
  }

  @Test("an undo cannot be undone, nothing is undone twice, and an unknown number is no name")
  func undoRefusals() throws {
    try Market.open { market throws in
      try market.take(feed("Sora,mau,2026-03,1M,Sensor Tower,2026-04-02"))
      let undo = try market.store.undoImport(Market.first)
      let before = try market.query("SELECT * FROM imports")
      #expect(
        try storeFailure { _ = try market.store.undoImport(Market.first) }?.message
          == "#\(Market.first) is undone already, by #\(undo.number)")
      #expect(try storeFailure { _ = try market.store.undoImport(undo.number) }?.kind == .usage)
      #expect(try storeFailure { _ = try market.store.undoImport(99) }?.kind == .name)
      #expect(try market.query("SELECT * FROM imports") == before)
    }
  }

  @Test("undo gives fields and aliases of the catalogue back what they were")
  func undoCatalogue() throws {
    try Market.open { market throws in
      try market.take("company,country\nOpenAI,GB\nNew,FR\n")
      try market.take("alias,kind,name\nKling,product,Sora\nS,product,Sora\n", name: "a.csv")
      _ = try market.store.undoImport(Market.first + 1)
      _ = try market.store.undoImport(Market.first)
      #expect(
        try market.query("SELECT name, country FROM companies ORDER BY name") == [
          "Kuaishou|CN", "New|FR", "OpenAI|US", "Runway|US",
        ])
      #expect(
        try market.query(
          "SELECT alias, p.name FROM aliases JOIN products p ON p.id = target_id WHERE aliases.kind = 'product'") == [
            "Kling|Kling AI"
          ])
    }
  }

  @Test("every fault of a row is shown with its place, wide characters before it counting one each")
  func places() throws {
    try Market.open { market throws in
      let header = "note,product,metric,period,value,currency,status,source,published_on\n"
      let result = try market.take(
        header
          + "快手😀é,Sorra,revenue,24/03/2026,EUR 5M,USD,odd,Sensor Tower,2026-02-30\n\"two\nlines\",Sora,revenue,2026,¥5,,reported,Sensor Tower,2026-04-02\n"
      )
      #expect(result.figures == "2/0/0/0/2")
      let places = result.places
      #expect(
        places == [
          "2:6 [product]", "2:20 [period]", "2:59 [published_on]", "2:42 [status]", "2:31 [value]", "4:26 [value]",
        ])
      #expect(result.problems.first { $0.kind == "period" }?.length == 10)
      #expect(result.problems.last?.excerpt == "lines\",Sora,revenue,2026,¥5,,reported,Sensor Tower,2026-04-02")
    }
  }

  @Test("faults in JSON are placed by line and character, whole objects kept as the raw row")
  func jsonPlaces() throws {
    try Market.open { market throws in
      let text = """
        [
          {"product": "Sora", "metric": "mau",
           "period": "2026-13", "value": "1M", "source": "Sensor Tower", "published_on": "2026-04-02"},
          {"product": "快手?", "metric": "mau", "period": "2026-03", "value": "12,3M", "source": "Sensor Tower", "published_on": "2026-04-02"}, {"product": "Sora", "odd": 1},
          {"product": "Sora", "metric": "mau", "period": "2026-03", "value": "1M", "source": "Sensor Tower", "published_on": "2026-04-02"}
        ]
        """
      let result = try market.take(text, name: "f.json", .keepGoing)
      #expect(result.figures == "4/1/0/0/3")
      #expect(result.places.prefix(3) == ["3:14 [period]", "4:15 [product]", "4:69 [value]"])
      #expect(result.problems[1].excerptColumn == 15)
      #expect(result.problems[0].raw.hasPrefix("{\"product\": \"Sora\", \"metric\": \"mau\",\n"))
      #expect(result.problems.contains { $0.message == "unknown column \"odd\"" && $0.line == 4 })
    }
  }

  @Test("problems beyond --max-errors are counted, and refused rows are all kept")
  func maximumErrors() throws {
    try Market.open { market throws in
      let rows = (0..<50).map { "Sora,mau,2026-03,x\($0),Sensor Tower,2026-04-02" }
      let result = try market.take(
        ([Self.header] + rows).joined(separator: "\n"),
        .with {
          $0.maximumErrors = 7; $0.keepsGoing = true
        })
      #expect(result.problems.count == 7)
      #expect(result.problemsLeftOut == 43)
      #expect(result.refused == 50)
      #expect(try market.store.refusedRows(ofImport: Market.first).count == 50)
    }
  }

  @Test("a row of a wide file that is refused as a row refuses the cells that say something")
  func wideFaults() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = ["metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]; $0.keepsGoing = true
      }
      let result = try market.take("product,2026-01,2026-02,2026-03\nSorra,1M,,2M\nSora,x,,2M\nVidu,,,\n", options)
      #expect(result.figures == "9/1/0/0/3 skipped 5")
      #expect(result.places == ["2:1 [product]", "3:6 [value]"])
    }
  }

  @Test("progress tells rows and bytes and ends with the whole; a cancelled import leaves the store as it was")
  func progressAndCancelling() throws {
    try Market.open { market throws in
      let rows = (0..<20_000).map {
        "Sora,mau,\(1801 + $0 / 12 % 390)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0),Sensor Tower,20\($0 / 4680 + 10)-04-02"
      }
      let input = try market.file("big.csv", Array(([Self.header] + rows).joined(separator: "\n").utf8))
      var seen: [ImportProgress] = []
      for stopAfter in [0, 2, 4] {
        let asked = Mutex(0)
        #expect(throws: CancellationError.self) {
          _ = try market.store.importFiles(
            [input],
            options: .with {
              $0.chunkRows = 5000; $0.batchRows = 1000
            },
            isCancelled: {
              asked.withLock {
                $0 += 1
                return $0 > stopAfter
              }
            })
        }
        #expect(
          try market.query("SELECT (SELECT count(*) FROM observations), (SELECT count(*) FROM imports)") == [
            "0|\(Market.first - 1)"
          ])
        #expect(try market.query("PRAGMA foreign_keys") == ["1"])
      }
      let result = try market.store.importFiles(
        [input],
        options: .with {
          $0.chunkRows = 5000; $0.batchRows = 1000
        }, progress: { seen.append($0) })
      #expect(result.inserted == 20_000)
      #expect(seen.filter { !$0.isWriting }.map(\.rows) == [4096, 8192, 12288, 16384])
      #expect(seen.filter(\.isWriting).last?.rows == 20_000)
      #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.bytesDone <= $1.bytesDone })
      #expect(seen.last?.bytesDone == seen.last?.bytesTotal)
    }
  }
}
