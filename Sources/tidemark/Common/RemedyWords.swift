import MarketModel
import System

extension Remedy {
  /// The remedy in the words of the command line: "write 12.3M, or pass --decimal comma".
  var words: String {
    switch self {
    case .advice(let text): text
    case .set(let setting, let value):
      "pass \(setting.option) \(value.map(shellQuoted) ?? setting.placeholder)".trimmedEnd
    case .omit(let setting): "leave out \(setting.option)"
    case .run(let command): "run: \(command.words)"
    case .see(let command): "see: \(command.words)"
    case .anyOf(let remedies): remedies.map(\.words).joined(separator: ", or ")
    case .allOf(let remedies): remedies.map(\.words).joined(separator: ", and ")
    }
  }
}

extension Remedy.Setting {
  var option: String { "--" + rawValue.split(separator: "_").joined(separator: "-") }

  /// What stands for the value in a remedy that leaves it to the user; empty for a flag.
  fileprivate var placeholder: String {
    switch self {
    case .acceptDoubts, .create, .force, .keepTotals: ""
    case .base, .from, .to: "PERIOD"
    case .asOf, .publishedOn, .since, .until: "DATE"
    case .currency: "CCY"
    case .database: "FILE"
    case .day, .horizon: "DAYS"
    case .fiscalYearBegins: "MM"
    case .map: "THEIRS=OURS"
    case .documentTitle, .missing: "TEXT"
    case .period: "COLUMN,COLUMN"
    case .scale: "thousand|million|billion"
    case .unit: "percent|fraction|count|rounded"
    case .datesBegin: "week|month|quarter|half|year|fiscal-year"
    case .metric: "CODE"
    case .header, .last, .movingAverage, .top, .window: "N"
    case .delimiter: "C"
    case .records: "PATH"
    case .parameter, .set: "NAME=VALUE"
    case .timeout: "SECONDS"
    case .believe, .by, .control, .dateOrder, .decimal, .encoding, .kind, .origin, .plan, .platform, .product, .profile,
      .region,
      .segment, .shape, .sheet, .skipRows, .source, .status, .whatIf:
      "NAME"
    }
  }
}

extension Remedy.Command {
  fileprivate var words: String {
    func command(_ words: String...) -> String { (["tidemark"] + words).map(shellQuoted).joined(separator: " ") }
    return switch self {
    case .addMetric: "tidemark add metric CODE --unit UNIT"
    case .check(let store): command("check", "--db", store)
    case .edit(let name): command("edit", name)
    case .initialize(nil): "tidemark init --db FILE"
    case .initialize(let store?): command("init", "--db", store)
    case .listing(let kind): command("list", kind)
    case .imports: "tidemark imports"
    case .migrate(let store): command("migrate", "--db", store)
    case .runReport(let name): command("run", name)
    case .saveProfile(let name): "tidemark import FILE --save-profile \(shellQuoted(name))"
    case .savedReport(let name): command("report", "show", name)
    case .savedReports: "tidemark report list"
    case .search(let text): command("search", text)
    case .show(let name): command("show", name)
    case .retention: "tidemark retention"
    case .trend: "tidemark trend"
    case .undo(let number): command("imports", "undo", String(number))
    }
  }
}

extension String {
  fileprivate var trimmedEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
