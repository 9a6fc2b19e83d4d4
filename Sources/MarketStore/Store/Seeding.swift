import Seeds

/// A file of the starter market, as any user could import it.
public struct SeedFile: Sendable {
  /// Its name without the ending: metrics, companies …
  public var name: String
  /// The file's content: CSV in UTF-8.
  public var bytes: [UInt8]

  /// All of them, in the order in which they can be imported.
  public static let all: [SeedFile] = (0...).lazy.map { tidemark_seed_at($0) }.prefix { $0 != nil }.compactMap { $0 }
    .map { entry in
      SeedFile(
        name: String(cString: entry.pointee.name),
        bytes: Array(UnsafeBufferPointer(start: entry.pointee.bytes, count: Int(entry.pointee.length))))
    }
}

extension Store {
  /// Fills a new store with the starter market, through the import that a user's file takes.
  ///
  /// - Parameter names: which files, `nil` for all: `["metrics"]` is the metric dictionary alone, with its aliases.
  public func seed(_ names: Set<String>? = nil) throws {
    let names = names.map { $0.contains("metrics") ? $0.union(["metric-aliases"]) : $0 }
    let inputs = SeedFile.all.filter { names?.contains($0.name) ?? true }.map {
      ImportInput.text(name: "\($0.name).csv", $0.bytes)
    }
    let result = try importFiles(inputs, options: ImportOptions())
    if let problem = result.problems.first {
      throw StoreError(
        .unusable,
        "the starter market's \(problem.file):\(problem.line):\(problem.column) is refused: \(problem.message)")
    }
  }
}
