import Testing

/// What stands apart is not shown as one: ages of a metric by age, and figures of a region, platform or plan.
@Suite struct PartsAndAgesTests {
  private func market(_ text: String, _ options: String...) throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write(text, to: "feed.csv")
    let run = try sandbox.tidemark(
      ["import", "feed.csv", "--source", "Panel", "--published-on", "2024-05-04", "--create"] + options)
    #expect(run.status == 0, "\(run.err)")
    return sandbox
  }

  @Test("a metric by age is followed at one age, and never compares two")
  func ages() throws {
    let sandbox = try market(
      "cohort,D1,D30\n2024-01,40%,10%\n2024-02,50%,12%\n", "--product", "Larkfilm", "--metric", "retention")
    let words = ["trend", "Larkfilm", "--metric", "retention", "--no-events"]
    let refused = try sandbox.tidemark(words)
    #expect(refused.status == 2 && refused.out.isEmpty)
    #expect(
      refused.err == """
        tidemark: error: retention is observed by age, and one age is not compared with another: 1 and 30
        hint: pass --day 1, or see: tidemark retention

        """)
    let rows = try sandbox.shell(
      "tidemark trend Larkfilm --metric retention --no-events --day 1 --base 2024-01 -O csv | cut -d, -f1-5,13,17")
    #expect(
      rows.out == """
        period,product,metric,day,value,change,index
        2024-01,Larkfilm,retention,1,0.4,,100
        2024-02,Larkfilm,retention,1,0.5,0.25,125

        """, "\(rows.err)")
    let title = try sandbox.tidemark(words + ["--day", "30"])
    #expect(title.out.hasPrefix("Retention, N-day (day 30) of Larkfilm, by month\n"))
    #expect(title.out.contains("10% in 2024-01 to 12% in 2024-02"))
    #expect(try sandbox.tidemark(words + ["--day", "7"]).out.contains("There is no observation"))
    for report in ["share", "impact x"] {
      let other = try sandbox.shell("tidemark \(report) --metric retention")
      #expect(other.status != 0 && !other.err.isEmpty)
    }
    let idle = try sandbox.tidemark("trend", "Larkfilm", "--day", "1")
    #expect(idle.status == 2 && idle.err.contains("leave out --day"))
  }

  @Test("plans of a metric by age are not mixed at one age")
  func plansByAge() throws {
    let sandbox = try market(
      "product,cohort,plan,D1\nLarkfilm,2024-01,free,40%\nLarkfilm,2024-01,pro,60%\n", "--metric", "retention")
    let run = try sandbox.tidemark("trend", "Larkfilm", "--metric", "retention", "--day", "1", "--no-events")
    #expect(run.out.contains("2 observations stand under plans free and pro: pass --plan free."), "\(run.out)")
    let pro = try sandbox.shell(
      "tidemark trend Larkfilm --metric retention --day 1 --plan pro --no-events -O csv | cut -d, -f1,5")
    #expect(pro.out == "period,value\n2024-01,0.6\n")
  }

  @Test("a report whose figures stand under parts says which, and how to ask for them")
  func parts() throws {
    let sandbox = try market(
      "product,period,region,value\nLarkfilm,2024-01,US,120\nLarkfilm,2024-01,DE,31\nLarkfilm,2024-02,US,130\n",
      "--metric", "downloads")
    let note = "· 3 observations stand under regions us and de: pass --region us.\n"
    for words in [
      "trend Larkfilm", "trend", "share", "share Larkfilm", "trend Larkfilm --region fr",
      "trend Larkfilm --from 2024-02",
    ] {
      let run = try sandbox.shell("tidemark \(words) --metric downloads --no-events")
      #expect(run.status == 0 && run.out.contains(note), "\(words): \(run.out)")
    }
    let followed = try sandbox.shell("tidemark trend Larkfilm --metric downloads --region us -O csv | cut -d, -f1,5")
    #expect(followed.out == "period,value\n2024-01,120\n2024-02,130\n")
    // A product beside one that is there as a whole, and two kinds of parts at once.
    try sandbox.write(
      "product,period,region,platform,value\nRival,2024-01,,,7\nMidseek,2024-01,JP,iOS,3\n", to: "more.csv")
    let more = try sandbox.tidemark(
      "import", "more.csv", "--metric", "downloads", "--source", "Panel", "--published-on", "2024-05-04", "--create")
    #expect(more.status == 0, "\(more.err)")
    let beside = try sandbox.tidemark("trend", "Rival", "Midseek", "--metric", "downloads", "--no-events")
    #expect(beside.out.contains("No observation of Downloads for Midseek."))
    #expect(
      beside.out.contains(
        "1 observation stands under region jp and platform ios: pass --region jp --platform ios."), "\(beside.out)")
    #expect(!beside.out.contains("stand under regions"))
    let whole = try sandbox.tidemark("trend", "Rival", "--metric", "downloads", "--region", "us", "--no-events")
    #expect(whole.out.contains("1 observation stands under region all: pass --region all."), "\(whole.out)")
    let all = try sandbox.shell("tidemark trend Rival --metric downloads --region all -O csv | cut -d, -f1,5")
    #expect(all.out == "period,value\n2024-01,7\n")
  }
}
