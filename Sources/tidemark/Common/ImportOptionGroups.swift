import ArgumentParser
import MarketModel

/// Flags that stand for columns of the long shape.
struct MissingColumns: ParsableArguments {
  @Option var product: String?
  @Option var metric: String?
  @Option(help: "Where it was read.") var source: String?
  @Option(help: "Who measured or said it.") var origin: String?
  @Option(help: "The day of publication.") var publishedOn: String?
  @Option(help: "What tells two publications of one source and day apart.") var documentTitle: String?
  @Option(help: "ISO 4217: USD, CNY …") var currency: String?
  @Option var plan: String?
  @Option var region: String?
  @Option var platform: String?
  @Option(help: "reported, provisional, estimated, derived, projected or target.") var status: String?

  /// By column name.
  var defaults: [String: String] {
    let all = [
      "product": product, "metric": metric, "source": source, "origin": origin, "published_on": publishedOn,
      "document_title": documentTitle, "currency": currency,
      "plan": plan,
      "region": region, "platform": platform, "status": status,
    ]
    return all.compactMapValues { $0 }
  }
}

/// How a file is written, where it is not written as most are.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Their header is our column, metric, product or period; nothing after = leaves it out.",
      valueName: "theirs=ours"),
    transform: Assignment.init(parsingLast:))
  var map: [Assignment] = []

  @Option(help: ArgumentHelp("comma: 12,5 is twelve and a half.", valueName: "mark"))
  var decimal: Import.DecimalMark?

  @Option(help: ArgumentHelp("dmy or mdy: how 24/03/2026 is meant.", valueName: "order"))
  var dateOrder: DateOrder?

  @Option(help: ArgumentHelp("utf-8, utf-16le, utf-16be, latin1 or windows-1252.", valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "Read files as --save-profile once kept it, or as a publisher's: fred, ga4, world-bank …", valueName: "name"))
  var profile: String?

  @Option(help: ArgumentHelp("Keep these options and the flags for missing columns by name.", valueName: "name"))
  var saveProfile: String?
}
