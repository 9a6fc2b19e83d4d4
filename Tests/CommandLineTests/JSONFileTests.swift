import Testing

/// What interfaces answer: the records one or more keys deep.
@Suite struct JSONFileTests {
  private func taken(_ text: String, _ words: [String]) throws -> (run: Sandbox.Run, rows: String) {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write(text, to: "answer.json")
    let run = try sandbox.tidemark(
      ["import", "answer.json", "--metric", "mau", "--source", "X", "--published-on", "2026-07-01", "--create"] + words)
    let rows = try sandbox.tidemark(
      "sql", "SELECT product, period, value FROM snapshots ORDER BY product, period", "-O", "csv")
    return (run, rows.out.split(separator: "\n").dropFirst().joined(separator: " "))
  }

  @Test("the only array of objects inside an envelope holds the records") func envelopes() throws {
    let npm = """
      {"start":"2024-01-01","package":"express","downloads":[{"downloads":41,"day":"2024-01-01"},{"downloads":52,"day":"2024-01-02"}]}
      """
    let map = ["--product", "express", "--map", "downloads=value", "--map", "day=period"]
    let found = try taken(npm, map)
    #expect(found.rows == "express,2024-01-01,41 express,2024-01-02,52", "\(found.run.err)")
    #expect(found.run.err.contains("the records are downloads\n"))
    let bank = #"[{"page":1,"total":1},[{"country":{"id":"KE","value":"Kenya"},"date":"2021","value":64800200}]]"#
    let words =
      ["--map", "country.value=product", "--map", "country.id="]
      + ["--map", "date=period"]
    #expect(try taken(bank, words).rows == "Kenya,2021,64800200")
    #expect(try taken(bank, words + ["--records", "1"]).rows == "Kenya,2021,64800200")
    // The envelope may go on for long before and after the records, and the places stay those of the file.
    let long =
      "{\"meta\":\"\(String(repeating: "x", count: 400_000))\",\n \"data\":{\"items\":[{\"product\":\"A\",\"period\":\"2026-01\",\"value\":\"5 x\"}]},\"end\":[1,[2]]}"
    let bad = try taken(long, [])
    #expect(bad.run.err.contains("answer.json:2:61: [value]"), "\(bad.run.err.suffix(300))")
  }

  @Test("--records says which of several arrays is meant, and names one that is there") func records() throws {
    let text =
      #"{"a":{"b":[{"product":"A","period":"2026-01","value":5}]},"c":[{"product":"B","period":"2026-01","value":6}],"d":[1]}"#
    let several = try taken(text, [])
    #expect(several.run.status == 1)
    #expect(
      several.run.err.contains(
        "[records] the file has several arrays of objects: a.b (1), c (1)\nhint: pass --records a.b, or pass --records c\n"
      ),
      "\(several.run.err)")
    #expect(try taken(text, ["--records", "a.b"]).rows == "A,2026-01,5")
    #expect(try taken(text, ["--records", "c"]).rows == "B,2026-01,6")
    let none = try taken(text, ["--records", "d"])
    #expect(none.run.err.contains("there is no array of objects at \"d\"\nhint: pass --records a.b"), "\(none.run.err)")
    let wrong = try taken("product,period,value\nA,2026-01,5\n", ["--records", "c"])
    #expect(wrong.run.status == 2 && wrong.run.err.contains("hint: leave out --records"), "\(wrong.run.err)")
  }

  @Test("what stands inside a record stays in it: objects as a.b, lists of strings joined, other lists as text")
  func nested() throws {
    let text = #"""
      {"product":{"name":"A","tags":["x","y"]},"period":"2026-01","value":5,"history":[{"v":1},{"v":[2,"]"]}],"ok":true}
      {"product":{"name":"B","tags":[]},"period":"2026-01","value":6,"history":[],"ok":false}
      """#
    let words =
      ["--map", "product.name=product", "--map", "product.tags=note", "--map", "history=", "--map", "ok="]
      + ["--map", "period=period", "--map", "value=value"]
    let found = try taken(text, words)
    #expect(found.rows == "A,2026-01,5 B,2026-01,6", "\(found.run.err)")
    let array = "[" + text.split(separator: "\n").joined(separator: ",\n") + "]"
    #expect(try taken(array, words).rows == "A,2026-01,5 B,2026-01,6")
  }
}
