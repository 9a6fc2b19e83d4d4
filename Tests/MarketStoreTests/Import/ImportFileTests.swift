import Foundation
import TestSupport
import Testing

@testable import MarketStore

@Suite struct ImportFileTests {
  private static let header = "product,metric,period,value,source,published_on"
  private static let row = "Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02"
  private static let second = "Kling AI,mau,2026-03,7.8M,Sensor Tower,2026-04-02"

  private func utf16(_ text: String, big: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
      big ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
  }

  @Test(
    "any line end, with or without one at the end, with or without a byte order mark, quoted or not",
    arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let plain = [Self.header, Self.row, Self.second]
    let quoted = plain.map { line in line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") }
    for lines in [plain, quoted] {
      for (mark, last) in [([], ""), ([0xEF, 0xBB, 0xBF], end), ([0xEF, 0xBB, 0xBF] as [UInt8], end + end)] {
        try Market.open { market throws in
          let result = try market.take(mark + Array((lines.joined(separator: end) + last).utf8))
          #expect(result.figures == "2/2/0/0/0")
          #expect(try market.rows().count == 2)
        }
      }
    }
  }

  @Test("UTF-16 with a byte order mark is read, and named encodings too; texts come out right")
  func encodings() throws {
    let text = "\(Self.header),note\nSora,mau,2026-03,4.7M,Sensor Tower,2026-04-02,\"café 快手 😀\"\n"
    let latin = "\(Self.header),note\nSora,mau,2026-03,4.7M,Sensor Tower,2026-04-02,caf\u{E9} 5 €\n"
    let windows = latin.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    for (name, bytes, encoding, note) in [
      ("le", utf16(text, big: false, mark: true), nil, "café 快手 😀"),
      ("be", utf16(text, big: true, mark: true), nil, "café 快手 😀"),
      ("le-", utf16(text, big: false, mark: false), "UTF-16LE", "café 快手 😀"),
      ("be-", utf16(text, big: true, mark: false), "utf_16be", "café 快手 😀"),
      ("win", windows, "windows-1252", "café 5 €"), ("latin", windows, "latin1", "café 5 \u{80}"),
    ] as [(String, [UInt8], String?, String)] {
      try Market.open { market throws in
        let result = try market.take(bytes, .with { $0.encoding = encoding })
        #expect(result.problems == [], "\(name)")
        #expect(try market.query("SELECT note FROM snapshots") == [note], "\(name)")
      }
    }
    try Market.open { market throws in
      let error = try storeFailure { try market.take(text, .with { $0.encoding = "klingon" }) }
      #expect(error?.kind == .usage)
    }
  }

  @Test("UTF-16 without a mark, invalid UTF-8 and NUL bytes are told apart, with the byte")
  func badEncodings() throws {
    func problem(_ bytes: [UInt8], name: String = "f.csv") throws -> ImportProblem? {
      try Market.open { market throws in
        let result = try market.take(bytes, name: name)
        #expect(result.number == nil)
        #expect(result.problems.count == 1)
        return result.problems.first
      }
    }
    let text = "\(Self.header)\n\(Self.row)\n"
    for big in [true, false] {
      let found = try problem(utf16(text, big: big, mark: false))
      #expect(found?.message == "NUL bytes: this looks like UTF-16 without a byte order mark")
      #expect(try problem(utf16("[{}]", big: big, mark: false), name: "f.json")?.kind == "encoding")
    }
    #expect(try problem(Array(text.utf8) + [0x41, 0, 0x42])?.line == 3)
    let invalid = try problem(Array("\(Self.header)\n".utf8) + [0x41, 0x2C, 0xC3, 0x28])
    #expect(invalid?.message == "invalid UTF-8 at byte \(Self.header.utf8.count + 3)")
    #expect(invalid?.byte == Self.header.utf8.count + 3)
    #expect(invalid?.column == 3)
    #expect(
      try problem([0xEF, 0xBB, 0xBF] + Array("\(Self.header)\n".utf8) + [0xFF])?.message
        == "invalid UTF-8 at byte \(Self.header.utf8.count + 4)")
    #expect(
      try problem(Array(#"[{"product":""#.utf8) + [0xFF] + Array(#""}]"#.utf8), name: "f.json")?.message
        == "invalid UTF-8 at byte 13")
    // Overlong forms, surrogates and what lies above U+10FFFF are no UTF-8.
    for bad: [UInt8] in [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE5, 0xBF], [0x80],
    ] {
      #expect(try problem(Array("\(Self.header)\n".utf8) + bad)?.byte == Self.header.utf8.count + 1)
    }
  }

  @Test("sep= on the first line is honoured; a header with ; or tabs switches the delimiter and says so")
  func delimiters() throws {
    for (delimiter, first, name, notice) in [
      (";", "sep=;\r\n", "f.csv", "the delimiter is \";\", as the file's first line says"),
      (";", "", "f.csv", "the delimiter is \";\""),
      ("\t", "", "f.csv", "the delimiter is a tab"),
      ("|", "SEP=|\n", "f.csv", "the delimiter is \"|\", as the file's first line says"),
      ("\t", "", "f.tsv", nil), (",", "sep=,\n", "f.csv", "the delimiter is \",\", as the file's first line says"),
    ] as [(String, String, String, String?)] {
      try Market.open { market throws in
        let lines = [Self.header, Self.row].map { $0.split(separator: ",").joined(separator: delimiter) }
        let result = try market.take(first + lines.joined(separator: "\n"), name: name)
        #expect(result.figures == "1/1/0/0/0", "\(notice ?? "none")")
        #expect(result.notices == [notice].compactMap { $0 })
      }
    }
    try Market.open { market throws in
      let bad = try market.take(
        "sep=;\n\(Self.header.split(separator: ",").joined(separator: ";"))\nSora;mau;2026-03;x;Sensor Tower;2026-04-02\n"
      )
      #expect(bad.places == ["3:18 [value]"])
    }
  }

  @Test(
    "quotes hold delimiters, quotes and line ends; a quote inside an unquoted field is literal; notes keep their bytes")
  func quotes() throws {
    for (field, note) in [
      (#""a,b""#, "a,b"), (#""say ""hi""""#, #"say "hi""#), ("\"line\nbreak\"", "line\nbreak"),
      ("\"line\r\nbreak\"", "line\r\nbreak"),
      ("\"line\rbreak\"", "line\rbreak"), (#"5" disk"#, #"5" disk"#), ("  padded ", "  padded "), (#"" "# + "\"", " "),
      (#""""""#, "\""),
      (#""a,""b"",c""#, #"a,"b",c"#), ("'single'", "'single'"), (#"\"x\""#, #"\"x\""#),
    ] {
      try Market.open { market throws in
        let result = try market.take("\(Self.header),note\n\(Self.row),\(field)\n\(Self.second),end\n")
        #expect(result.problems == [], "\(field)")
        #expect(try market.query("SELECT note FROM snapshots WHERE product = 'Sora'") == [note], "\(field)")
        #expect(try market.query("SELECT note FROM snapshots WHERE product = 'Kling AI'") == ["end"])
      }
    }
  }

  @Test(
    "an unclosed quote names the line that opened it, a row of the wrong length and text after a quote are row errors")
  func broken() throws {
    try Market.open { market throws in
      let unclosed = try market.take(
        "\(Self.header)\n\(Self.row)\n\"Sora\nx\",mau,2026-03,\"4.7M,Sensor Tower,2026-04-02\n\(Self.second)\n")
      #expect(unclosed.places == ["4:16 [quote]"])
      #expect(unclosed.problems.first?.message == "the quote opened on line 4 is never closed")
      #expect(unclosed.problems.first?.excerpt == "x\",mau,2026-03,\"4.7M,Sensor Tower,2026-04-02")
      let ragged = try market.take(
        "\(Self.header)\nSora,mau\n\(Self.row),more\n\"So\"ra,mau,2026-03,5,Sensor Tower,2026-04-02\n\n\(Self.second)\n",
        .keepGoing)
      #expect(ragged.figures == "4/1/0/0/3")
      #expect(ragged.places == ["2:1 [fields]", "3:1 [fields]", "4:1 [quote]"])
      #expect(
        ragged.problems.map(\.message) == [
          "the row has 2 fields, the header 6", "the row has 7 fields, the header 6", "text after a closing quote",
        ])
    }
  }

  @Test("blank lines are not read, and the line numbers stay those of the file")
  func blankLines() throws {
    try Market.open { market throws in
      let result = try market.take("\n\(Self.header)\n\n\(Self.row)\n   \n\t\n\(Self.second)x\n")
      #expect(result.figures == "2/0/0/0/1")
      #expect(result.places == ["7:40 [published_on]"])
    }
  }

  @Test("a file without rows, without a header, or of one field of 100 MB is told as such")
  func extremes() throws {
    try Market.open { market throws in
      #expect(try market.take("").problems.map(\.message) == ["the file is empty"])
      #expect(try market.take("\n\r\n \n").problems.map(\.message) == ["the file is empty"])
      #expect(try market.take([0xEF, 0xBB, 0xBF]).problems.map(\.message) == ["the file is empty"])
      let header = try market.take(Self.header + "\n")
      #expect(header.problems == [])
      #expect(header.figures == "0/0/0/0/0")
      #expect(header.notices.last?.hasSuffix("feed.csv: the file has a header and no rows") == true)
      #expect(try market.take("[]", name: "a.json").problems.map(\.message) == ["the file holds no object"])
      var huge = Array("\(Self.header)\nSora,mau,2026-03,\"".utf8)
      huge.append(contentsOf: [UInt8](repeating: UInt8(ascii: "x"), count: 100 << 20))
      huge.append(contentsOf: Array("\",Sensor Tower,2026-04-02\n".utf8))
      let result = try market.take(huge)
      #expect(result.problems.map(\.message) == ["the row that begins on line 2 is longer than 16 MiB"])
      #expect((result.problems.first?.raw.utf8.count ?? .max) < 10_000)
    }
  }

  @Test("a field of megabytes is kept whole, and rows that straddle the window are read right")
  func largeFields() throws {
    try Market.open { market throws in
      let note = String(repeating: "0123456789\"\",\n快手", count: 300_000)
      let result = try market.take(
        "\(Self.header),note\n\(Self.row),\"\(note)\"\n\(Self.second),\"\(note)\"\n",
        .with {
          $0.chunkRows = 1; $0.batchRows = 1
        })
      #expect(result.figures == "2/2/0/0/0")
      let expected = note.utf8.count - 300_000
      #expect(try market.query("SELECT DISTINCT length(CAST(note AS BLOB)) FROM snapshots") == ["\(expected)"])
    }
  }

  @Test("directories, missing files and unreadable files are errors of the file, and nothing is written")
  func unusable() throws {
    try Market.open { market throws in
      func failure(_ path: String) throws -> StoreError? {
        try storeFailure { _ = try market.store.importFiles([.file(path)], options: ImportOptions()) }
      }
      #expect(try failure(market.folder.path)?.message == "\(market.folder.path) is a directory, not a file")
      #expect(try failure(market.folder.path("none.csv"))?.message == "there is no file \(market.folder.path)/none.csv")
      #expect(try failure(market.folder.path("a\0b.csv"))?.kind == .unusable)
      // Readable by its mode, and not by read(2).
      #expect(try failure("/proc/self/mem")?.message.hasPrefix("/proc/self/mem could not be read") == true)
      #expect(try market.query("SELECT count(*) FROM imports") == ["\(Market.first - 1)"])
    }
  }

  @Test("a pipe is read to its end")
  func pipes() throws {
    try Market.open { market throws in
      let path = market.folder.path("pipe")
      try #require(mkfifo(path, 0o600) == 0)
      let text =
        "\(Self.header)\n"
        + (0..<5000).map {
          "Sora,mau,\(1900 + $0 / 12 % 300)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0 % 3600),Sensor Tower,2026-04-02"
        }
        .joined(separator: "\n")
      let writer = Thread {
        let handle = FileHandle(forWritingAtPath: path)
        handle?.write(Data(text.utf8))
        try? handle?.close()
      }
      writer.start()
      let result = try market.store.importFiles([.file(path)], options: .keepGoing)
      #expect(result.read == 5000)
      #expect(result.inserted + result.duplicates + result.refused == 5000)
      #expect(result.inserted > 0)
    }
  }

  @Test(
    "broken JSON names line, column and byte",
    arguments: [
      ("[{\"product\":\"Sora\"}\n {}]", "2:2", "expected , or ] after an object"),
      ("[\n{\"product\" \"Sora\"}]", "2:12", "expected : after a key"),
      ("{\"product\":1}\n{\"product\":tru}", "2:12", "expected a value"),
      ("[{\"product\":1", "1:14", "the file ends inside an object"),
      ("[{\"product\":1}", "1:15", "the file ends inside the array"),
      ("{\"a\":1,\"a\":2}", "1:8", "the key \"a\" stands twice in one object"), ("[1]", "1:2", "expected an object"),
      ("[{\"a\":{\"b\":1,\"b\":2}}]", "1:14", "the key \"a.b\" stands twice in one object"),
      ("[{\"a\":[1,2}]", "1:12", "expected , or } after a value"),
      ("[{\"a\":01}]", "1:7", "a number must not begin with 0"),
      ("[{\"a\":\"\\u0000\"}]", "1:14", "\\u0000 stands for no character of a text"),
      ("[{\"快手\":\"\\q\"}]", "1:9", "an unknown escape in a string"),
      ("[{\"a\":\"x\ny\"}]", "1:9", "a control character inside a string: write it as \\u00XX"),
      ("[{\"product\":1}] x", "1:17", "text after the array's end"),
    ])
  func brokenJSON(text: String, place: String, message: String) throws {
    try Market.open { market throws in
      let result = try market.take(text, name: "f.json", .with { $0.shape = .products })
      #expect(result.problems.map(\.message) == [message], "\(text)")
      #expect(result.problems.map { "\($0.line):\($0.column)" } == [place], "\(text)")
    }
  }
}
