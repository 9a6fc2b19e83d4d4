import ArgumentParser
import MarketModel
import MarketReports
import MarketStore
import ReportRendering
import System

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read snapshots, events or catalogue rows from files.",
    discussion: #"""
      CSV, TSV, JSON, NDJSON and XLSX, also as .gz, .zst, .xz or .zip; `-` is standard input. All or nothing: a \
      refused row refuses the import, unless --keep-going.
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
  @OptionGroup(title: "Where the table is") var table: TableOptions

  @OptionGroup(title: "What the numbers mean") var meaning: MeaningOptions

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
    let store = dryRun ? try Store.openCopy(of: store.path) : try store.open(.readWrite)
    let options = try options(store)
    // Before anything is committed: what cannot be written must not be found out afterwards.
    let refusals = try rejects.flatMap { path in
      path == "-" ? nil : try OutputFile(path, sparing: ProtectedFiles(store: store.path, inputs: files))
    }
    // All files are open at once, so that what is read is what was fingerprinted.
    if files.count > 100 { allowManyOpenFiles() }
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
    var failure: (any Error)?
    do {
      if let name = reading.saveProfile, !dryRun { try store.saveMappingProfile(profile(options), as: name) }
      if let refusals {
        try write(result, in: store) { try refusals.write($0) }
        try refusals.publish()
      }
      if rejects != "-" { try store.close() }
    } catch {
      failure = error
    }
    show(result)
    if rejects == "-" {
      // Standard output that cannot be written ends the program: what stands by then has been said.
      try write(result, in: store, StandardOutput.write)
      try store.close()
    }
    if let failure {
      guard let number = result.number, var known = Failure(failure) else { throw failure }
      known.message += "; import #\(number) stands"
      throw known
    }
    if result.refused > 0 || !result.problems.isEmpty { throw Failure.findings }
  }

  /// Writes what was refused as CSV.
  private func write(_ result: ImportResult, in store: Store, _ put: (String) throws -> Void) throws {
    var isFirst = true
    try forEachPartOfRejects(result, in: store) { part in
      try put(isFirst ? render([part], as: .csv, options: RenderingOptions()) : renderCSVRows(part))
      isFirst = false
    }
  }

  private func options(_ store: Store) throws -> ImportOptions {
    var options = ImportOptions()
    options.checksReport = SavedRun.check
    options.decoder = "/proc/self/exe"
    if let name = reading.profile {
      let shipped = PublisherProfile.named(name)
      let settings: [String: String]
      if let saved = try store.savedMappingProfile(name) {
        (settings, options.profileMapping) = (saved.settings, saved.mapping)
        if shipped != nil { messages.note("the profile \(name) is one that was saved here, not the shipped one") }
      } else if let shipped {
        (settings, options.publisher) = (shipped.settings, shipped)
      } else {
        throw try store.unknownProfile(name)
      }
      for (key, value) in settings {
        switch key {
        case "publisher": options.publisher = .named(value)
        case "shape": options.shape = ImportShape(rawValue: value)
        case "decimal": options.decimalComma = value == "comma"
        case "date_order": options.dateOrder = DateOrder(rawValue: value)
        case "encoding": options.encoding = value
        default:
          if !options.takeTableSetting(key, value), try !MeaningOptions.apply(key, value, to: &options) {
            options.defaults[key] = value
          }
        }
      }
    }
    options.optionalDefaults = Set(options.defaults.keys).subtracting(columns.defaults.keys)
    options.defaults.merge(columns.defaults) { $1 }
    options.mapping = reading.map.map { ($0.name, $0.value) }
    options.shape = shape ?? options.shape
    options.decimalComma = reading.decimal.map { $0 == .comma } ?? options.decimalComma
    options.dateOrder = reading.dateOrder ?? options.dateOrder
    options.encoding = reading.encoding ?? options.encoding
    table.apply(to: &options)
    meaning.apply(to: &options)
    options.createsMissing = create
    options.isDryRun = dryRun
    options.keepsGoing = keepGoing
    options.maximumErrors = maxErrors
    return options
  }

  private func profile(_ options: ImportOptions) -> MappingProfile {
    var settings = options.defaults
    settings.merge(MeaningOptions.settings(options)) { $1 }
    settings["publisher"] = options.publisher?.name
    settings["shape"] = options.shape?.rawValue
    settings["decimal"] = options.decimalComma ? "comma" : nil
    settings["date_order"] = options.dateOrder?.rawValue
    settings["encoding"] = options.encoding
    for (key, value) in options.tableSettings { settings[key] = value }
    // What is given wins over the profile that it was given beside.
    let given = Set(options.mapping.map(\.theirs))
    return MappingProfile(
      mapping: options.profileMapping.filter { !given.contains($0.theirs) } + options.mapping, settings: settings)
  }

  private func show(_ result: ImportResult) {
    for notice in result.notices { messages.note(notice) }
    for name in result.created { messages.note("\(result.number == nil ? "would add" : "added") \(name)") }
    for group in result.problemGroups { ErrorPrinter.show(group) }
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
  }
}

extension ImportShape: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
