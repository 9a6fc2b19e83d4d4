import Foundation
import Testing

/// Files in the shapes of known publishers, the figures made up: each comes in by its profile, and is offered it.
@Suite struct PublisherTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var profile: String
    var text: String
    var options: [String] = []
    /// product, metric, period, region, value of what must come of it.
    var rows: [String]
    var name = "feed.csv"
    var isUTF16 = false
    var testDescription: String { profile }
  }

  static let cases: [Case] = [
    Case(
      profile: "world-bank",
      text: """
        \u{FEFF}"Data Source","World Development Indicators",\r
        \r
        "Last Updated Date","2025-07-01",\r
        \r
        "Country Name","Country Code","Indicator Name","Indicator Code","2020","2021",\r
        "Togo","TGO","Mobile subscriptions","IT.CEL.SETS","6100200","",\r
        "Kenya","KEN","Mobile subscriptions","IT.CEL.SETS","61200100","64800200",\r

        """, options: ["--metric", "registered_users"],
      rows: [
        "Kenya,registered_users,2020,all,61200100", "Kenya,registered_users,2021,all,64800200",
        "Togo,registered_users,2020,all,6100200",
      ]),
    Case(
      profile: "world-bank",
      text: """
        Series Name,Series Code,Country Name,Country Code,2020 [YR2020],2021 [YR2021]
        Subscriptions,IT.CEL.SETS,Kenya,KEN,61200100,..
        ,,,,,
        Data from database: World Development Indicators,,,,,

        """, options: ["--metric", "registered_users"], rows: ["Kenya,registered_users,2020,all,61200100"]),
    Case(
      profile: "world-bank",
      text: #"[{"page":1,"total":1},[{"indicator":{"id":"A","value":"B"},"country":{"id":"KE","value":"Kenya"},"#
        + #""countryiso3code":"KEN","date":"2021","value":64800200,"unit":"","obs_status":"","decimal":0}]]"#,
      options: ["--metric", "registered_users"], rows: ["Kenya,registered_users,2021,all,64800200"], name: "wb.json"),
    Case(
      profile: "eurostat",
      text: "freq,unit,geo\\TIME_PERIOD\t2021 \t2022 \nA,NR,DE\t74500 \t76200 b\nA,NR,FR\t: \t70900 p\n",
      options: ["--metric", "visits"],
      rows: ["DE,visits,2021,all,74500", "DE,visits,2022,all,76200", "FR,visits,2022,all,70900"], name: "estat.tsv"),
    Case(
      profile: "eurostat",
      text: """
        DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG
        ESTAT:ISOC(1.0),01/03/24 11:00:00,A,NR,DE,2022,76200,b
        ESTAT:ISOC(1.0),01/03/24 11:00:00,A,NR,FR,2022,,:

        """, options: ["--metric", "visits"], rows: ["DE,visits,2022,all,76200"]),
    Case(
      profile: "sdmx-csv",
      text: """
        STRUCTURE,STRUCTURE_ID,REF_AREA,Reference area,MEASURE,Measure,TIME_PERIOD,Time period,OBS_VALUE,OBS_STATUS,UNIT_MULT
        DATAFLOW,OECD:DSD(1.0),FRA,France,SUB,Subscriptions,2023-Q1,,4.5,E,3

        """, options: ["--metric", "registered_users"], rows: ["FRA,registered_users,2023-Q1,all,4500"]),
    Case(
      profile: "ga4",
      text: """
        # ----------------------------------------
        # Reports snapshot
        # Start date: 20240101
        # End date: 20240102
        # ----------------------------------------

        Date,Active users,New users,Event count,
        20240101,1200,400,9000,
        20240102,1310,410,9100,
        ,2510,810,18100,Grand total

        """, options: ["--product", "Larkfilm"],
      rows: [
        "Larkfilm,dau,2024-01-01,all,1200", "Larkfilm,dau,2024-01-02,all,1310", "Larkfilm,new_users,2024-01-01,all,400",
        "Larkfilm,new_users,2024-01-02,all,410",
      ]),
    Case(
      profile: "ga4", text: "Year month,Country,Active users\n202401,Kenya,1200\n202402,Togo,12\n",
      options: ["--product", "Larkfilm"],
      rows: ["Larkfilm,mau,2024-01,kenya,1200", "Larkfilm,mau,2024-02,togo,12"]),
    Case(
      profile: "google-trends",
      text: "Category: All categories\n\nMonth,Larkfilm: (Worldwide),Rival: (Worldwide)\n2025-12,22,4\n2026-01,19,<1\n",
      options: ["--metric", "visits"],
      rows: [
        "Larkfilm,visits,2025-12,all,22", "Larkfilm,visits,2026-01,all,19", "Rival,visits,2025-12,all,4",
        "Rival,visits,2026-01,all,",
      ]),
    Case(
      profile: "statcounter",
      text: "\"Date\",\"Chrome\",\"Netscape\",\"Other\"\n2024-01,64.41,0.5,1.2\n",
      rows: ["Chrome,market_share,2024-01,all,0.6441", "Netscape,market_share,2024-01,all,0.005"]),
    Case(
      profile: "statcounter", text: "Date,Chrome,Netscape\n2024-01,0.41,0.5\n", options: ["--metric", "market_share"],
      rows: ["Chrome,market_share,2024-01,all,0.0041", "Netscape,market_share,2024-01,all,0.005"]),
    Case(
      profile: "fred", text: "observation_date,ECOMSA\n2023-07-01,271000\n2023-10-01,.\n",
      options: [
        "--product", "US e-commerce", "--metric", "revenue", "--currency", "USD", "--dates-begin", "quarter", "--scale",
        "million",
      ], rows: ["US e-commerce,revenue,2023-Q3,all,271000000000"]),
    Case(
      profile: "sensor-tower",
      text: "Unified Name\tUnified ID\tDate\tPlatform\tDownloads (Absolute)\tRevenue (Absolute, $)\n"
        + "Larkfilm\t5f1\t2024-01-01\tiOS\t1,200\t34.50\n",
      rows: ["Larkfilm,downloads,2024-01-01,all,1200", "Larkfilm,net_in_app_revenue,2024-01-01,all,34.5"],
      isUTF16: true),
    Case(
      profile: "similarweb",
      text:
        "domain,country,date,all_traffic_visits,all_traffic_pages_per_visit\nlarkfilm.com,US,2024-01-01,120345,3.25\n",
      options: ["--dates-begin", "month"], rows: ["larkfilm.com,visits,2024-01,us,120345"]),
    Case(
      profile: "posthog-retention",
      text: "cohort,cohort size,Day 0,Day 1,Day 2\n2024-01-01,50,50,20,10\n2024-01-02,40,40,10,\n",
      options: ["--product", "Larkfilm"],
      rows: [
        "Larkfilm,retention,2024-01-01,all,0.2", "Larkfilm,retention,2024-01-01,all,0.4",
        "Larkfilm,retention,2024-01-01,all,1", "Larkfilm,retention,2024-01-02,all,0.25",
        "Larkfilm,retention,2024-01-02,all,1",
      ]),
    Case(
      profile: "play-console",
      text: """
        Date,Package name,Country,Daily Device Installs,Daily User Installs,Active Device Installs
        2024-01-01,app.larkfilm,US,130,120,9000
        2024-01-01,app.larkfilm,,6,5,70

        """, rows: ["app.larkfilm,downloads,2024-01-01,unknown,5", "app.larkfilm,downloads,2024-01-01,us,120"],
      isUTF16: true),
    Case(
      profile: "app-store",
      text: """
        Name,Larkfilm
        Start Date,1/1/24
        End Date,1/31/24

        Date,First-Time Downloads,Redownloads
        1/1/24,120,31
        1/31/24,9,2

        """, options: ["--product", "Larkfilm"],
      rows: ["Larkfilm,downloads,2024-01-01,all,120", "Larkfilm,downloads,2024-01-31,all,9"]),
    Case(
      profile: "steam-charts",
      text: "Month\tAvg. Players\tGain\t% Gain\tPeak Players\nLast 30 Days\t1234.5\t10.1\t+0.8%\t3000\n"
        + "September 2024\t1224.4\t-9.0\t-0.7%\t2,950\n",
      options: ["--product", "Larkgame"], rows: ["Larkgame,peak_users,2024-09,all,2950"]),
    Case(
      profile: "steam-charts",
      text: "\"DateTime\";\"Players\";\"Average Players\"\n\"2024-01-01 00:00:00\";2950;\n",
      options: ["--product", "Larkgame"], rows: ["Larkgame,peak_users,2024-01-01,all,2950"]),
    Case(
      profile: "npm-downloads",
      text: #"{"start":"2024-01-01","end":"2024-01-02","package":"express","#
        + #""downloads":[{"downloads":4100000,"day":"2024-01-01"},{"downloads":5200000,"day":"2024-01-02"}]}"#,
      options: ["--product", "express"],
      rows: ["express,downloads,2024-01-01,all,4100000", "express,downloads,2024-01-02,all,5200000"], name: "npm.json"),
  ]

  private func market(_ one: Case) throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    var bytes = Data(one.text.utf8)
    if one.isUTF16 {
      bytes = Data([0xFF, 0xFE])
      for unit in one.text.utf16 { bytes.append(contentsOf: [UInt8(unit & 0xFF), UInt8(unit >> 8)]) }
    }
    try bytes.write(to: sandbox.folder.appendingPathComponent(one.name))
    return sandbox
  }

  @Test("a publisher's file comes in by its profile", arguments: cases) func taken(_ one: Case) throws {
    let sandbox = try market(one)
    let run = try sandbox.tidemark(
      ["import", one.name, "--profile", one.profile, "--published-on", "2026-05-04", "--create"] + one.options)
    // A profile that names no source leaves it to be given.
    let needsSource = run.err.contains("there is no column source")
    #expect(run.status == (needsSource ? 1 : 0), "\(run.err)")
    if needsSource {
      let again = try sandbox.tidemark(
        [
          "import", one.name, "--profile", one.profile, "--published-on", "2026-05-04", "--create", "--source", "Panel",
        ] + one.options)
      #expect(again.status == 0, "\(again.err)")
    }
    let found = try sandbox.tidemark(
      "sql", "SELECT product, metric, period, region, value FROM snapshots ORDER BY 1, 2, 3, 4, 5", "-O", "csv")
    #expect(found.out.split(separator: "\n").dropFirst().map(String.init) == one.rows, "\(run.err)")
  }

  @Test("a file that looks like a publisher's is offered the profile", arguments: cases) func offered(_ one: Case)
    throws
  {
    let sandbox = try market(one)
    let run = try sandbox.tidemark(
      ["import", one.name, "--published-on", "2026-05-04", "--source", "Panel", "--create"] + one.options)
    #expect(run.err.contains("--profile \(one.profile)"), "\(run.err)")
  }

  @Test("every shipped profile has a file of its own here, and is in the documents") func complete() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write("a\n", to: "a.csv")
    let run = try sandbox.tidemark("import", "a.csv", "--profile", "nobody")
    #expect(run.status == 3)
    let list = try #require(run.err.split(separator: "there is ").last?.split(separator: ", or ").first)
    let names = list.split(separator: ", ").map(String.init)
    #expect(names.count == 14 && Set(names) == Set(Self.cases.map(\.profile)), "\(run.err)")
    let guide = try Sandbox.document("Documentation/ImportGrammar.md")
    for name in names { #expect(guide.contains("`\(name)`"), "\(name)") }
  }

  @Test("a saved profile of the same name goes before, with a notice") func ownFirst() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write("when,figure\n2024-01,5\n", to: "own.csv")
    let saved = try sandbox.tidemark(
      "import", "own.csv", "--product", "Sora", "--metric", "mau", "--source", "Panel", "--published-on", "2026-05-04",
      "--create", "--map", "when=period", "--map", "figure=value", "--save-profile", "fred")
    #expect(saved.status == 0, "\(saved.err)")
    try sandbox.write("when,figure\n2024-02,6\n", to: "more.csv")
    let run = try sandbox.tidemark("import", "more.csv", "--profile", "fred")
    #expect(run.status == 0 && run.err.hasPrefix("the profile fred is one that was saved here, not the shipped one\n"))
    // What a profile maps and a file lacks is no error, and what is given wins over it.
    try sandbox.write("when,users\n2024-03,7\n", to: "other.csv")
    let given = try sandbox.tidemark("import", "other.csv", "--profile", "fred", "--map", "users=value")
    #expect(given.status == 0, "\(given.err)")
    let lacking = try sandbox.tidemark("import", "other.csv", "--profile", "fred", "--map", "user=value")
    #expect(lacking.status == 1 && lacking.err.contains("\"user\" that the file does not have"), "\(lacking.err)")
  }

  @Test("a profile of somebody else's file says what it lacks") func other() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write("product,period,value\nSora,2024,5\n", to: "a.csv")
    let run = try sandbox.tidemark(
      "import", "a.csv", "--profile", "fred", "--metric", "mau", "--published-on", "2026-05-04", "--create")
    #expect(run.status == 1 && run.err.contains("a file of FRED has the columns \"observation_date\""), "\(run.err)")
    #expect(run.err.contains("leave out --profile"))
  }
}
