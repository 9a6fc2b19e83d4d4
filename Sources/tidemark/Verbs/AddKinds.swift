import ArgumentParser
import MarketModel
import MarketStore

/// Each kind says its name: ArgumentParser would derive it from the type's, at every start of the program.
private func page(_ name: String, _ abstract: String, _ example: String) -> CommandConfiguration {
  CommandConfiguration(commandName: name, abstract: abstract, discussion: "EXAMPLES\n  $ " + example)
}

extension Add {
  struct Company: ParsableCommand {
    static let configuration = page("company", "A company.", "tidemark add company \"Example Labs\" --set country=US")
    @Argument var name: String
    @OptionGroup var common: Common
    func run() throws { try common.add(.company, [["company": name]]) }
  }

  struct Product: ParsableCommand {
    static let configuration = page(
      "product", "A product.", "tidemark add product Larkfilm --company OpenAI --segment \"AI video\"")
    @Argument var name: String
    @Option(help: "Its maker.") var company: String?
    @Option(help: "A segment it belongs to.") var segment: [String] = []
    @OptionGroup var common: Common
    func run() throws {
      let first: [String: String?] = ["product": name, "company": company, "segment": segment.first]
      try common.add(.product, [first] + segment.dropFirst().map { ["product": name, "segment": $0] }, tied: .segment)
    }
  }

  struct Metric: ParsableCommand {
    static let configuration = page(
      "metric", "A metric of the dictionary.",
      "tidemark add metric clips --unit count --name Clips \\\n"
        + "      --definition \"Clips made in a month\" --set period_type=duration \\\n"
        + "      --set aggregation=sum --set additive=1")
    @Argument var code: String
    @Option(help: "persons, ratio, currency, count …") var unit: String
    @Option var name: String?
    @Option var definition: String?
    @OptionGroup var common: Common
    func run() throws {
      try common.add(.metric, [["metric": code, "unit": unit, "name": name, "definition": definition]])
    }
  }

  struct Segment: ParsableCommand {
    static let configuration = page(
      "segment", "A segment and its products.", "tidemark add segment Duel --product Sora --product \"Kling AI\"")
    @Argument var name: String
    @Option(help: "A product that belongs to it.") var product: [String] = []
    @Option var definition: String?
    @OptionGroup var common: Common
    func run() throws {
      try common.add(
        .segment, [["segment": name, "definition": definition]] + product.map { ["segment": name, "product": $0] },
        tied: .product)
    }
  }

  struct Source: ParsableCommand {
    static let configuration = page("source", "A source.", "tidemark add source \"Synthetic example\" --kind dataset")
    @Argument var name: String
    @Option(help: "provider, company, document, dataset or house.") var kind: String
    @Option(help: "0 your own override, 1 best … 9 worst.") var reliability: String?
    @OptionGroup var common: Common
    func run() throws { try common.add(.source, [["source": name, "kind": kind, "reliability": reliability]]) }
  }

  struct AliasName: ParsableCommand {
    static let configuration = page("alias", "Another name.", "tidemark add alias Klingon --of \"Kling AI\"")
    @Argument var alias: String
    @Option(help: "What it stands for.") var of: String
    @Option(help: "company, product, segment, metric or source.") var kind: String = "product"
    @OptionGroup var common: Common
    func run() throws { try common.add(.alias, [["alias": alias, "kind": kind, "name": of]]) }
  }

  struct Snapshot: ParsableCommand {
    static let configuration = page(
      "snapshot", "One claim.",
      "tidemark add snapshot Sora mau 2026-04 \"<4M\" \\\n"
        + "      --source \"Intelligence Brief\" --published-on 2026-05-04"
    )
    @Argument var product: String
    @Argument var metric: String
    @Argument var period: String
    @Argument var value: String
    @Option(help: "Where it was read.") var source: String
    @Option(help: "The day of publication.") var publishedOn: String?
    @Option(help: "The publication's title.") var title: String?
    @Option(help: "Who measured or said it.") var origin: String?
    @Option(help: "USD, CNY …") var currency: String?
    @Option var plan: String?
    @OptionGroup var common: Common
    func run() throws {
      try common.add(
        .snapshot,
        [
          [
            "product": product, "metric": metric, "period": period, "value": value, "source": source,
            "published_on": publishedOn ?? CalendarDay.today.description, "document_title": title, "origin": origin,
            "currency": currency, "plan": plan,
          ]
        ])
    }
  }

  struct Event: ParsableCommand {
    static let configuration = page(
      "event", "One event.",
      "tidemark add event shutdown \"Sora app is gone\" --subject \"Sora app\" \\\n"
        + "      --source \"Intelligence Brief\" --published-on 2026-05-04 \\\n"
        + "      --effective 2026-04-26 --status occurred")
    @Argument(help: "shutdown, launch, funding …") var type: String
    @Argument var title: String
    @Option(help: "A product, company or segment it is about.") var subject: [String] = []
    @Option(help: "rumoured, planned, occurred, cancelled, expected or asserted.") var status: String = "occurred"
    @Option(help: "When it takes effect: a day, month, quarter …") var effective: String?
    @Option(help: "Where it was read.") var source: String
    @Option(help: "The day of publication.") var publishedOn: String?
    @OptionGroup var common: Common
    func run() throws {
      try common.add(
        .event,
        [
          [
            "event_type": type, "title": title, "subjects": subject.isEmpty ? nil : subject.joined(separator: ";"),
            "status": status,
            "effective": effective, "source": source, "published_on": publishedOn ?? CalendarDay.today.description,
          ]
        ])
    }
  }
}
