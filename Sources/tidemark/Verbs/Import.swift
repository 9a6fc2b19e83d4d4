import ArgumentParser
import MarketModel
import MarketReports
import MarketStore
import ReportRendering

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read snapshots, events or catalogue rows from files.",
    discussion: #"""
      CSV, TSV, JSON and NDJSON; `-` is standard input. All or nothing: a refused row refuses the import, unless --keep-going.
      The same file again changes nothing. What a file leaves out may be said by flags; a column wins.

      EXAMPLES
        $ echo product,metric,period,value,source,published_on > may.csv
        $ echo 'Sora,mau,2026-05,<3M,Analyst note,2026-06-02' >> may.csv
        $ tidemark import may.csv --create --dry-run
        $ tidemark import may.csv --create
        $ printf 'app;when;users\nSora;2026-06;2,5M\n' > june.csv
        $ tidemark import june.csv --map app=product --map when=period \
            --map users=value --metric mau --source 'Analyst note' \
            --published-on 2026-07-02 --decimal comma
      """#)

  enum DecimalMark: String, CaseIterable, ExpressibleByArgument { case point, comma }

  @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("long, wide, cohorts or events, where the header does not tell.", valueName: "shape"))
  var shape: ImportShape?

  @OptionGroup(title: "For what the file leaves out") var columns: MissingColumns
  @OptionGroup(title: "How the file is written") var reading: ReadingOptions

  @Flag(help: "Add unknown products, companies, sources and segments (never metrics), and say which.")
  var create = false

  @Flag(help: "Check and count, and write nothing.")
  var dryRun = false

  @Flag(help: "Import the good rows and keep the refused ones as rows.")
  var keepGoing = false

  @Option(help: ArgumentHelp("Write the refused rows to a file as CSV.", valueName: "file"), completion: .file())
  var rejects: String?

  @Option(help: ArgumentHelp("Show so many errors, and count the rest.", valueName: "n"))
  var maxErrors = 1000

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if maxErrors < 0 { throw ValidationError("--max-errors is a number, 0 or more") }
    if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be read once only") }
  }

  func run() throws {
    let store = try store.open(.readWrite)
    let options = try options(store)
    let progress = ProgressLine(quiet: messages.quiet)
    let result: ImportResult
    do {
      defer { progress.clear() }
      result = try Interruption.deferred {
        try store.importFiles(
          files.map { $0 == "-" ? .standardInput : .file($0) }, options: options, progress: progress.show,
          isCancelled: { Interruption.isRequested })
      }
    }
    if let name = reading.saveProfile { try store.saveMappingProfile(profile(options), as: name) }
    if let rejects {
      try OutputFile.write(
        try render([rejectListing(result, in: store)], as: .csv, options: RenderingOptions()), to: rejects)
    }
    try store.close()
    try show(result)
  }

  private func options(_ store: Store) throws -> ImportOptions {
    var options = ImportOptions()
    options.checksReport = SavedRun.check
    if let name = reading.profile {
      let profile = try store.mappingProfile(name)
      options.mapping = profile.mapping
      for (key, value) in profile.settings {
        switch key {
        case "shape": options.shape = ImportShape(rawValue: value)
        case "decimal": options.decimalComma = value == "comma"
        case "date_order": options.dateOrder = DateOrder(rawValue: value)
        case "encoding": options.encoding = value
        default: options.defaults[key] = value
        }
      }
    }
    options.defaults.merge(columns.defaults) { $1 }
    if !reading.map.isEmpty { options.mapping = reading.map.map { ($0.name, $0.value) } }
    options.shape = shape ?? options.shape
    options.decimalComma = reading.decimal.map { $0 == .comma } ?? options.decimalComma
    options.dateOrder = reading.dateOrder ?? options.dateOrder
    options.encoding = reading.encoding ?? options.encoding
    options.createsMissing = create
    options.isDryRun = dryRun
    options.keepsGoing = keepGoing
    options.maximumErrors = maxErrors
    return options
  }

  private func profile(_ options: ImportOptions) -> MappingProfile {
    var settings = options.defaults
    settings["shape"] = options.shape?.rawValue
    settings["decimal"] = options.decimalComma ? "comma" : nil
    settings["date_order"] = options.dateOrder?.rawValue
    settings["encoding"] = options.encoding
    return MappingProfile(mapping: options.mapping, settings: settings)
  }

  private func show(_ result: ImportResult) throws {
    for notice in result.notices { messages.note(notice) }
    for name in result.created { messages.note("\(result.number == nil ? "would add" : "added") \(name)") }
    for problem in result.problems { ErrorPrinter.show(problem) }
    if result.problemsLeftOut > 0 {
      ErrorPrinter.show(
        Failure(
          ExitStatus.findings, "\(result.problemsLeftOut) more are not shown", hint: "show more with --max-errors N"))
    }
    if let earlier = result.alreadyImportedAs {
      messages.note("already imported as #\(earlier)")
    } else if dryRun {
      messages.note("dry run: \(result.counts)")
    } else if let number = result.number {
      messages.note("import #\(number): \(result.counts)")
    } else {
      messages.note("nothing imported: \(result.counts)")
    }
    if result.refused > 0 || !result.problems.isEmpty { throw Failure.findings }
  }
}

extension ImportShape: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
