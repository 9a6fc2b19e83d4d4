import SQLite
import System

/// What an export wrote.
public struct ExportResult: Sendable, Equatable {
  /// Rows by file, in the order in which `import` takes the files.
  public var files: [(name: String, rows: Int)] = []
  /// What is not in the files, or not quite as it is in the store.
  public var notices: [String] = []

  /// The same files with as many rows, in the same order, and the same notices.
  public static func == (a: ExportResult, b: ExportResult) -> Bool {
    a.files.elementsEqual(b.files) { $0.name == $1.name && $0.rows == $1.rows } && a.notices == b.notices
  }
}

extension Store {
  /// The files of an export. `import DIR/*.csv` takes them in this order: names before what refers to them.
  public static let exportFileNames = ExportPart.allCases.map(\.fileName)

  /// Writes the whole live record as CSV files in the shapes that `import` takes: into an empty store they give an
  /// equal one, and exporting that gives the same bytes.
  ///
  /// What was retracted stays behind, and so does the history of imports and runs; the notices say so.
  ///
  /// - Parameters:
  ///   - directory: A new folder, an empty one, or an earlier export, which is replaced. Written whole or not at all.
  ///   - progress: Told the observations written so far.
  /// - Throws: `StoreError` of kind `unusable`, naming the place; `CancellationError`.
  public func export(
    to directory: String, progress: ((_ observations: Int) -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> ExportResult {
    let folder = try ExportFolder(
      directory, sparing: ProtectedFiles(store: path), fileNames: { _ in Self.exportFileNames })
    connection.setProgressHandler(every: 20_000) { isCancelled() }
    defer { connection.setProgressHandler(every: 1, nil) }
    do {
      let result = try connection.transaction(.deferred) {
        let exporter = Exporter(self, folder)
        exporter.progress = progress
        exporter.isCancelled = isCancelled
        return try exporter.run()
      }
      try folder.publish()
      return result
    } catch {
      folder.remove()
      if let error = error as? SQLiteError {
        if isCancelled() { throw CancellationError() }
        throw StoreError(reading: path, error)
      }
      throw error
    }
  }
}

/// One file of an export; the cases stand in the order of import.
enum ExportPart: String, CaseIterable {
  case metrics, companies, products, segments, sources, aliases, fx, snapshots, events, reports

  /// Numbered, so that `import DIR/*.csv` takes them in order.
  var fileName: String {
    let number = (Self.allCases.firstIndex(of: self) ?? 0) + 1
    return (number < 10 ? "0" : "") + "\(number)-\(rawValue).csv"
  }

  var header: [String] {
    switch self {
    case .metrics: CatalogueKind.metric.exportHeader
    case .companies: CatalogueKind.company.exportHeader
    case .products: CatalogueKind.product.exportHeader
    case .segments: CatalogueKind.segment.exportHeader
    case .sources: CatalogueKind.source.exportHeader
    case .aliases: ["alias", "kind", "name"]
    case .fx:
      ["base", "quote", "kind", "period", "rate", "low", "high", "source", "published_on", "document_title", "note"]
    case .snapshots:
      [
        "product", "company", "metric", "period", "value", "currency", "plan", "region", "platform", "day_offset",
        "cohort_size",
        "qualifier", "low", "high", "status", "source", "origin", "published_on", "document_title", "note",
        // Says to the import that the ratios are fractions.
        ColumnRole.ownExport.rawValue,
      ]
    case .events:
      [
        "event_type", "title", "status", "announced_on", "effective", "effective_to", "subjects", "partners", "amount",
        "currency",
        "source",
        "origin", "published_on", "document_title", "note",
      ]
    case .reports: ["report", "command", "description", "sql", "alert"]
    }
  }
}

/// One export, inside one read transaction.
final class Exporter {
  let store: Store
  let folder: ExportFolder
  var texts = ExportTexts()
  /// Names that were looked up, by kind and id.
  var names: [CatalogueKind: [Int64: String]] = [:]
  var result = ExportResult()
  var progress: ((Int) -> Void)?
  var isCancelled: () -> Bool = { false }
  let products: NameIndex
  let companies: NameIndex
  let segments: NameIndex

  var connection: Connection { store.connection }

  init(_ store: Store, _ folder: ExportFolder) {
    (self.store, self.folder) = (store, folder)
    (products, companies, segments) = (
      NameIndex(store, .product), NameIndex(store, .company), NameIndex(store, .segment)
    )
  }

  func run() throws -> ExportResult {
    for part in ExportPart.allCases {
      let file = try ExportFile(
        "\(folder.temporary)/\(part.fileName)", finalPath: "\(folder.path)/\(part.fileName)", header: part.header)
      switch part {
      case .metrics: try writeThings(.metric, file)
      case .companies: try writeThings(.company, file)
      case .products: try writeThings(.product, file)
      case .segments: try writeSegments(file)
      case .sources: try writeSources(file)
      case .aliases: try writeAliases(file)
      case .fx: try writeRates(file)
      case .snapshots: try writeSnapshots(file)
      case .events: try writeEvents(file)
      case .reports: try writeReports(file)
      }
      try file.finish()
      result.files.append((part.fileName, file.rows))
    }
    try noteWhatStaysBehind()
    return result
  }

  private func noteWhatStaysBehind() throws {
    let counts =
      try connection.first(
        """
        SELECT (SELECT count(*) FROM observations WHERE retracted_by IS NOT NULL) + (SELECT count(*) FROM events
          WHERE retracted_by IS NOT NULL)
            + (SELECT count(*) FROM fx_rates WHERE retracted_by IS NOT NULL),
          (SELECT count(*) FROM imports), (SELECT count(*) FROM report_runs), (SELECT count(*) FROM mapping_profiles)
        """
      ) { [$0.int(0), $0.int(1), $0.int(2), $0.int(3)] } ?? []
    for (count, what) in zip(
      counts, ["retracted rows", "records of imports", "runs of saved reports", "mapping profiles"]) where count > 0
    {
      result.notices.append("\(count) \(what) are not exported; a backup has them")
    }
    if texts.withNUL > 0 {
      result.notices.append("\(texts.withNUL) texts hold NUL characters, which no text file may: those are left out")
    }
    for kind in CatalogueKind.allCases {
      var seen: [String: String] = [:]
      for name in try connection.query("SELECT \(kind.nameColumn) FROM \(kind.table) ORDER BY 1", { $0.text(0) }) {
        if let other = seen.updateValue(name, forKey: normalizedName(name)) {
          result.notices.append(
            "the \(kind.plural) \"\(other)\" and \"\(name)\" have one name to import: rename one of them")
        }
      }
    }
  }
}
