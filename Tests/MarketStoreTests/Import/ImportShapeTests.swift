import TestSupport
import Testing

@testable import MarketStore

@Suite struct ImportShapeTests {
  private let long = "product,metric,period,value,source,published_on\n"

  @Test("a long file gives one observation a row")
  func longFile() throws {
    try Market.open { market throws in
      let result = try market.take(
        """
        product,company,metric,period,value,currency,plan,region,platform,day_offset,cohort_size,status,qualifier,low,high,source,origin,published_on,note
        Sora,,mau,2026-03,4.7M,,,,,,,,,,,Sensor Tower,,2026-04-02,
        ,Kuaishou,revenue,2025-Q4,340M CNY,,,,,,,,,,,Similarweb,Kuaishou,2026-04-02,"a, b"
        Sora,,retention,2026-01,<8%,,Pro,,,30,1000,estimated,,,,Sensor Tower,,2026-04-02,
        kling,,mau,2026-02,7000000,,,US,iOS,,,,approx,6500000,7500000,Sensor Tower,,2026-04-02,
        Vidu,,mau,2026-02,undisclosed,,,,,,,,,,,Sensor Tower,,2026-04-02,
        """)
      #expect(result.problems == [])
      #expect(result.figures == "5/5/0/0/0")
      #expect(result.number == Market.first)
      let rows = try market.rows()
      #expect(
        rows == [
          "Kling AI|mau|2026-02|approx 7000000 us ios|Sensor Tower|Sensor Tower|2026-04-02",
          "Kuaishou|revenue|2025-Q4|340000000 CNY|Kuaishou|Similarweb|2026-04-02",
          "Sora|mau|2026-03|4700000|Sensor Tower|Sensor Tower|2026-04-02",
          "Sora|retention|2026-01|lt 0.08 D30 of 1000 pro estimated|Sensor Tower|Sensor Tower|2026-04-02",
          "Vidu|mau|2026-02|nd not_disclosed|Sensor Tower|Sensor Tower|2026-04-02",
        ])
      #expect(
        try market.query("SELECT low, high, value_text, note FROM snapshots WHERE metric = 'revenue'") == [
          "339500000|340500000|340M CNY|a, b"
        ])
      try market.expectSound()
    }
  }

  @Test("a wide file has a column per period; empty cells are skipped and counted apart")
  func widePeriods() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = ["metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]
      }
      let result = try market.take("product,2026-01,Feb 2026,2026-Q1\nSora,5M,n/a,\nKling AI,-,7M,7.5M\n", options)
      #expect(result.figures == "6/3/0/0/0 skipped 3")
      #expect(
        try market.rows().map { $0.split(separator: "|").prefix(4).joined(separator: "|") } == [
          "Kling AI|mau|2026-02|7000000", "Kling AI|mau|2026-Q1|7500000", "Sora|mau|2026-01|5000000",
        ])
    }
  }

  @Test("a wide file may have a column per product instead")
  func wideProducts() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = ["metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]
      }
      #expect(
        try market.take("month,Sora,kling\n2026-01,5M,6M\n2026-02,,7M\n", options).figures == "4/3/0/0/0 skipped 1")
      #expect(
        try market.rows().map { $0.split(separator: "|").prefix(4).joined(separator: "|") } == [
          "Kling AI|mau|2026-01|6000000", "Kling AI|mau|2026-02|7000000", "Sora|mau|2026-01|5000000",
        ])
    }
  }

  @Test("a product with a name like a period is a product beside a column period")
  func productLikePeriod() throws {
    try Market.open { market throws in
      try market.take("product\n2026\n", name: "p.csv", .with { $0.shape = .products })
      let options = ImportOptions.with {
        $0.defaults = ["metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]
      }
      #expect(try market.take("period,Sora,2026\n2026-01,5M,6M\n", options).figures == "2/2/0/0/0")
      #expect(try market.rows().map { String($0.prefix(18)) } == ["2026|mau|2026-01|6", "Sora|mau|2026-01|5"])
      let both = try market.take("product,2025,2026\nSora,5M,6M\n", name: "b.csv", options)
      #expect(both.figures == "2/2/0/0/0")
      let mixed = try market.take("product,2025,Kling AI\nSora,5M,6M\n", name: "c.csv", options)
      #expect(mixed.problems.map(\.message) == ["some columns are periods and \"Kling AI\" is a product"])
      #expect(mixed.places == ["1:14 [header]"])
    }
  }

  @Test("an unknown product column of a wide file is refused with the nearest names, unless --create adds it")
  func unknownWideColumn() throws {
    try Market.open { market throws in
      let text = "period,Sora,Klng AI\n2026-01,5M,6M\n"
      var options = ImportOptions.with {
        $0.defaults = ["metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]
      }
      let refused = try market.take(text, options)
      #expect(refused.places == ["1:13 [header]"])
      #expect(refused.problems[0].message == "unknown column \"Klng AI\"")
      #expect(refused.problems[0].remedy?.description.hasPrefix("did you mean \"Kling AI\"?") == true)
      options.createsMissing = true
      let created = try market.take(text, options)
      #expect(created.created == ["product Klng AI"])
      #expect(created.figures == "2/2/0/0/0")
      // A misspelled column of ours is no product.
      let slip = try market.take("period,Sora,orgin\n2026-02,5M,x\n", name: "d.csv", options)
      #expect(slip.problems.map(\.message) == ["unknown column \"orgin\""])
      #expect(try market.query("SELECT count(*) FROM products WHERE name = 'orgin'") == ["0"])
    }
  }

  @Test(
    "a cohort file has a row per cohort and a column per day offset",
    arguments: ["D1,D7,D30", "day 1,day_7,d30", "1,7,30"])
  func cohorts(header: String) throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = [
          "product": "Sora", "metric": "retention", "source": "Sensor Tower", "published_on": "2026-04-02",
          "plan": "Pro",
        ]
      }
      let result = try market.take("cohort,size,\(header)\n2026-01,1000,40%,20%,<8%\n2026-02,2000,41%,,\n", options)
      #expect(result.figures == "6/4/0/0/0 skipped 2")
      #expect(
        try market.query("SELECT period, day_offset, value, high, cohort_size, plan FROM snapshots ORDER BY 1, 2") == [
          "2026-01|1|0.4|0.405|1000|pro", "2026-01|7|0.2|0.205|1000|pro", "2026-01|30||0.08|1000|pro",
          "2026-02|1|0.41|0.415|2000|pro",
        ])
      try market.expectSound()
    }
  }

  @Test("day offsets are for retention: a cohort file of another metric is refused")
  func cohortsOfUsers() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = ["product": "Sora", "metric": "mau", "source": "Sensor Tower", "published_on": "2026-04-02"]
      }
      let result = try market.take("cohort,D1,D7\n2026-01,40,20\n", options)
      #expect(result.problems.map(\.message) == ["mau has no day offsets", "mau has no day offsets"])
      #expect(result.places == ["2:9 [day_offset]", "2:12 [day_offset]"])
      #expect(result.figures == "2/0/0/0/2")
      let far = try market.take(
        "cohort,D1,D99999\n2026-01,4%,2%\n", name: "f.csv",
        .with {
          $0.defaults = options.defaults; $0.shape = .cohorts
        })
      #expect(far.problems.map(\.message) == ["unknown column \"D99999\""])
    }
  }

  @Test("an events file takes lists, parts of dates and amounts as printed")
  func events() throws {
    try Market.open { market throws in
      let result = try market.take(
        """
        event_type,title,status,announced_on,effective,effective_to,subjects,partners,amount,currency,source,origin,published_on,note
        shutdown,Sora closes,planned,2026-03-24,2026-04-26,,Sora;OpenAI,Kling,,,Similarweb,,2026-04-02,
        funding,Runway raises,occurred,,2026-02,,RunwayML; Vidu,,~$300M,,Similarweb,Kuaishou,2026-04-02,"said ""about"" it"
        partnership_end,Sora and Disney,occurred,,,,Sora,AI video,$0,,Similarweb,,2026-04-02,
        """)
      #expect(result.problems == [])
      #expect(result.figures == "3/3/0/0/0")
      #expect(
        try market.query(
          "SELECT event_type, effective, subjects, partners, amount, currency, amount_text, origin FROM event_log ORDER BY event_id"
        ) == [
          "shutdown|2026-04-26|Sora; OpenAI|Kling AI||||Similarweb",
          "funding|2026-02|RunwayML; Vidu||300000000|USD|~$300M|Kuaishou",
          "partnership_end||Sora|AI video|0|USD|$0|Similarweb",
        ])
      try market.expectSound()
    }
  }

  @Test("JSON and NDJSON take the same keys; numbers and strings of the grammar; a key may come late")
  func json() throws {
    let objects = [
      #"{"product":"Sora","metric":"mau","period":"2026-01","value":4700000,"source":"Sensor Tower","published_on":"2026-04-02"}"#,
      #"{"period":"2026-02","value":"~1M","product":"Sor\u0061","metric":"mau","source":"Sensor Tower","published_on":"2026-04-02","note":"späť \"x\"\n"}"#,
      #"{"product":"Sora","metric":"mau","period":"2026-03","value":null,"source":"Sensor Tower","published_on":"2026-04-02"}"#,
      #"{"product":"Sora","metric":"mau","period":"2026-04","value":1.5e6,"source":"Sensor Tower","published_on":"2026-04-02","plan":"Pro"}"#,
    ]
    for (name, text) in [
      ("a.json", "[\(objects.joined(separator: ","))]"), ("b.json", " [\n\(objects.joined(separator: " ,\r\n "))\n]\n"),
      ("c.ndjson", objects.joined(separator: "\n") + "\n"), ("d.ndjson", objects.joined(separator: "\r\n\r\n")),
    ] {
      try Market.open { market throws in
        let result = try market.take(text, name: name)
        #expect(result.problems == [], "\(name)")
        #expect(result.figures == "4/3/0/0/0 skipped 1")
        #expect(
          try market.rows().map { $0.split(separator: "|").prefix(4).joined(separator: "|") } == [
            "Sora|mau|2026-01|4700000", "Sora|mau|2026-02|approx 1000000", "Sora|mau|2026-04|1500000 pro",
          ])
        #expect(try market.query("SELECT note FROM snapshots WHERE note IS NOT NULL") == ["späť \"x\"\n"])
      }
    }
  }

  @Test("every fault of an event's row is told, each at its field, and the row counts once")
  func eventFaults() throws {
    try Market.open { market throws in
      let result = try market.take(
        "event_type,title,status,announced_on,effective,effective_to,subjects,amount,currency,source,published_on\n"
          + "closing,,done,2026-13-01,2026-W14,2026-05,Sorra,5,,Nobody,\n"
          + "shutdown,Sora closes,planned,,2026-04,2026-03,Sora,,,Similarweb,2026-04-02\n", .keepGoing)
      #expect(result.figures == "2/0/0/0/2")
      #expect(
        result.places == [
          "2:1 [event_type]", "2:9 [title]", "2:10 [status]", "2:52 [source]", "2:59 [published_on]",
          "2:15 [announced_on]",
          "2:26 [effective]", "2:49 [amount]", "2:43 [subjects]", "3:39 [effective_to]",
        ])
      #expect(result.created.isEmpty)
      #expect(
        try market.query("SELECT line, message LIKE '%closing%Sorra%' FROM refused_rows ORDER BY n") == ["2|1", "3|0"])
      // A name that only the refused row wanted is not added.
      let made = try market.take(
        "event_type,title,status,subjects,source,published_on\nclosing,T,planned,Newcomer,New source,2026-04-02\n",
        name: "b.csv",
        .with { ($0.createsMissing, $0.keepsGoing) = (true, true) })
      #expect(made.figures == "1/0/0/0/1" && made.created.isEmpty)
      #expect(try market.query("SELECT count(*) FROM products WHERE name = 'Newcomer'") == ["0"])
      try market.expectSound()
    }
  }

  @Test("events in JSON take lists as lists")
  func jsonEvents() throws {
    try Market.open { market throws in
      let result = try market.take(
        #"[{"event_type":"shutdown","title":"Sora closes","status":"planned","effective":"2026-04-26","subjects":["Sora","OpenAI"],"source":"Similarweb","published_on":"2026-04-02"}]"#,
        name: "e.json")
      #expect(result.figures == "1/1/0/0/0")
      #expect(try market.query("SELECT subjects FROM event_log") == ["Sora; OpenAI"])
    }
  }

  @Test("catalogue files add, leave alone and change, field by field")
  func catalogue() throws {
    try Market.open { market throws in
      #expect(
        try market.take("company,country,parent_company,note\nKuaishou,,,\nOpenAI,GB,Runway,x\nPika Labs,US,,\n")
          .figures == "3/1/1/1/0")
      let companies = try market.query("SELECT name, country, note FROM companies ORDER BY name")
      #expect(companies == ["Kuaishou|CN|", "OpenAI|GB|x", "Pika Labs|US|", "Runway|US|"])
      #expect(
        try market.take(
          "product,company,parent_product,kind,segment\nPika,Pika Labs,,,AI video\nSora app,OpenAI,Sora,app,\n"
        ).figures
          == "2/2/0/0/0")
      #expect(
        try market.query("SELECT p.name FROM segment_members m JOIN products p ON p.id = m.product_id ORDER BY 1") == [
          "Kling AI", "Pika", "Sora",
        ])
      #expect(
        try market.take(
          "segment,definition,product,valid_from,valid_to\nAvatars,talking heads,,,\nAvatars,,Vidu,2026-01-01,\n"
        ).figures
          == "2/2/0/0/0")
      #expect(
        try market.take(
          "metric,name,unit,min_value,max_value,by_day_offset\nstars,Stars,score,1,5,\nd_back,Back,ratio,0,,yes\n",
          name: "m.csv"
        ).figures
          == "2/2/0/0/0")
      let metrics = try market.query(
        "SELECT code, unit, min_value, max_value, by_day_offset FROM metrics WHERE code IN ('stars', 'd_back') ORDER BY id"
      )
      #expect(
        metrics == [
          "stars|score|1|5|0", "d_back|ratio|0|1|1",
        ])
      #expect(
        try market.take(
          "source,kind,reliability,title,published_on\nIntelligence Brief,document,5,Sora ends,2026-04-02\n",
          name: "s.csv"
        )
        .figures
          == "1/1/0/0/0")
      #expect(try market.query("SELECT title, published_on FROM publications") == ["Sora ends|2026-04-02"])
      #expect(
        try market.take(
          "alias,kind,of\nGen-3,product,RunwayML\nGen-3,product,RunwayML\nmonthly users,metric,mau\n", name: "a.csv"
        ).figures
          == "3/2/1/0/0")
      #expect(try market.take("report,command\nr1,share Sora --metric mau\n", name: "r.csv").figures == "1/1/0/0/0")
      try market.expectSound()
    }
  }

  @Test("exchange rates are part of the record: unchanged, revised, contradicting")
  func rates() throws {
    try Market.open { market throws in
      let head = "base,quote,kind,period,rate,low,high,source,published_on\n"
      #expect(
        try market.take(head + "USD,CNY,implied,2025-Q4,6.897,6.879,6.914,Similarweb,2026-04-02\n").figures
          == "1/1/0/0/0")
      #expect(
        try market.take(
          head
            + "USD,CNY,implied,2025-Q4,6.897,6.879,6.914,Similarweb,2026-04-02\nUSD,CNY,spot,2026-01-02,7,,,Similarweb,2026-04-02\n"
        ).figures == "2/1/1/0/0")
      let revised = try market.take(head + "USD,CNY,implied,2025-Q4,6.9,,,Similarweb,2026-04-02\n")
      #expect(revised.figures == "1/0/0/1/0")
      let both = try market.take(
        head
          + "USD,CNY,implied,2025-Q4,6.8,,,Similarweb,2026-04-02\nEUR,USD,spot,2026-01-02,1.1,,,Similarweb,2026-04-02\nUSD,CNY,implied,2025-Q4,6.7,,,Similarweb,2026-04-02\n",
        .keepGoing)
      #expect(both.figures == "3/1/0/0/2")
      #expect(both.places == ["2:1 [key]", "4:1 [key]"])
      #expect(
        both.problems.map(\.message) == [
          "another value under the same key stands on line 4", "another value under the same key stands on line 2",
        ])
      #expect(
        try market.query(
          "SELECT base, quote, kind, rate FROM fx_rates WHERE retracted_by IS NULL ORDER BY base DESC, kind") == [
            "USD|CNY|implied|6.9", "USD|CNY|spot|7", "EUR|USD|spot|1.1",
          ])
      _ = try market.store.undoImport(try #require(revised.number))
      #expect(
        try market.query("SELECT rate FROM fx_rates WHERE retracted_by IS NULL AND kind = 'implied'") == ["6.897"])
      try market.expectSound()
    }
  }

  @Test("headers are known by other words, without regard to case, blanks, - and _")
  func aliases() throws {
    for header in [
      "App,KPI,Month,OBS_VALUE,Source,As-Of", "name,indicator,date,amount,source,vintage",
      "PRODUCT,Metric,time period,Value,SOURCE,Release Date",
    ] {
      try Market.open { market throws in
        #expect(
          try market.take(header + "\nSora,mau,2026-03,4.7M,Sensor Tower,2026-04-02\n").figures == "1/1/0/0/0",
          "\(header)")
      }
    }
    try Market.open { market throws in
      let result = try market.take(
        "app,kpi,cohort,obs_value,day,size,obs_status,ccy,source,as_of\nSora,retention,2026-03,8%,D30,1000,estimated,,Sensor Tower,2026-04-02\n"
      )
      #expect(result.figures == "1/1/0/0/0")
      #expect(
        try market.rows() == ["Sora|retention|2026-03|0.08 D30 of 1000 estimated|Sensor Tower|Sensor Tower|2026-04-02"])
    }
  }

  @Test("a mapping names columns, leaves columns out, and leaves the other headings alone")
  func mapping() throws {
    try Market.open { market throws in
      let text =
        "brand,metric,period,users,source,published_on,junk\nSora,mau,2026-03,4.7M,Sensor Tower,2026-04-02,zzz\n"
      let unmapped = try market.take(text)
      #expect(unmapped.places == ["1:1 [header]", "1:21 [header]", "1:47 [header]"])
      let mapped = try market.take(
        text, .with { $0.mapping = [("Brand", "product"), ("users", "value"), ("junk", "")] })
      #expect(mapped.figures == "1/1/0/0/0")
      // The aliases of the other headings stay.
      let aliased = try market.take(
        "app,metric,period,users,source,published_on\nSora,mau,2026-04,4.7M,Sensor Tower,2026-04-02\n", name: "b.csv",
        .with { $0.mapping = [("users", "value")] })
      #expect(aliased.problems.map(\.message) == [])
      let absent = try market.take(text + "\n", name: "c.csv", .with { $0.mapping = [("nope", "value")] })
      #expect(
        absent.problems.first?.message == "the mapping names a column \"nope\" that the file does not have")
      let twice = try market.take(
        text + "\n\n", name: "d.csv",
        .with { $0.mapping = [("brand", "product"), ("users", "value"), ("junk", "value")] })
      #expect(
        twice.problems.map(\.message) == ["\"users\" (column 4) and \"junk\" (column 7) are both the column value"])
      #expect(twice.places == ["1:47 [header]"])
    }
  }

  @Test("flags stand in for columns, and for empty fields of columns; a column wins")
  func defaults() throws {
    try Market.open { market throws in
      let options = ImportOptions.with {
        $0.defaults = [
          "product": "Sora", "metric": "revenue", "source": "Sensor Tower", "origin": "Kuaishou",
          "published_on": "2026-04-02",
          "currency": "CNY",
          "plan": "Pro", "region": "CN", "platform": "iOS", "status": "estimated",
        ]
      }
      #expect(try market.take("period,value,product\n2026-03,5,\n2026-02,6,Vidu\n", options).figures == "2/2/0/0/0")
      #expect(
        try market.rows() == [
          "Sora|revenue|2026-03|5 CNY pro cn ios estimated|Kuaishou|Sensor Tower|2026-04-02",
          "Vidu|revenue|2026-02|6 CNY pro cn ios estimated|Kuaishou|Sensor Tower|2026-04-02",
        ])
      let unknown = try storeFailure {
        try market.take("period,value\n2026-03,5\n", name: "x.csv", .with { $0.defaults = ["product": "Sorra"] })
      }
      #expect(unknown?.kind == .name)
      #expect(unknown?.remedy == "did you mean \"Sora\"?")
    }
  }

  @Test("a header that does not tell, or lacks a column, says what to do")
  func headers() throws {
    try Market.open { market throws in
      func message(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> String? {
        let result = try market.take(text, options)
        #expect(result.number == nil)
        return result.problems.first.map { "\($0.line):\($0.column) \($0.message)" }
      }
      #expect(try message("a,b\n1,2\n") == "1:1 the header does not tell what the rows are: a, b")
      #expect(try message("product,metric,period,value,source,published_on,extra\n") == "1:49 unknown column \"extra\"")
      #expect(
        try message("product,metric,value,source,published_on\nSora,mau,5,Sensor Tower,2026-04-02\n")
          == "1:1 there is no column period")
      #expect(
        try message("product,metric,period,value,app,source\n")
          == "1:29 \"product\" (column 1) and \"app\" (column 5) are both the column product")
      #expect(
        try message("product,metric,period,value,\"so,\"\"urce\",published_on\n") == "1:29 unknown column \"so,\"urce\""
      )
      #expect(try message("product,metric,period,value,,published_on\n") == "1:29 column 5 has no name")
      #expect(
        try message(
          "product,metric,period,value,\"published\non\",\"sou\nrce\",\"x\ny\"\nSora,mau,2026,5,2026-04-02,Sensor Tower,\n"
        )
          == "3:6 unknown column \"x\ny\"")
    }
  }
}
