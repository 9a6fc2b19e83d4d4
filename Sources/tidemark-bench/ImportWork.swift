import Glibc

/// The imports: first ones in every order, and those into a store that holds the data already.
struct ImportWork {
  let stores: Stores
  let programs: Programs
  let scratch: String
  let rounds: Int
  let report: (String) -> Void

  private var files: DataFiles { stores.files }
  private var size: MarketData.Size { files.market.size }
  private var database: String { scratch + "/run.db" }

  /// The first import of the base, by everybody.
  func first(_ order: MarketData.Order) throws -> WorkResult {
    report("import of \(size.rawValue) rows, \(order.rawValue)")
    let file = try files.path(.base(order))
    var contenders = [tidemark(file, from: try stores.catalogue())]
    contenders.append(
      Contender(
        name: "C floor", prepare: { try copyFile(try stores.prepared(), to: database) },
        command: { Command(words: [programs.bench, "floor", file, database]) }, fingerprint: { try fingerprint(ofStore: database) }))
    return result("import, \(order.rawValue)", contenders)
  }

  /// A file into the store that holds the sorted base. The first round's store is left behind for `undo`.
  func again(_ kind: DataFiles.Kind, _ work: String) throws -> WorkResult {
    report("\(work), \(size.rawValue) rows")
    return result(work, [tidemark(try files.path(kind), from: try stores.withBase())])
  }

  private func tidemark(_ file: String, from store: String) -> Contender {
    Contender(
      name: "tidemark", prepare: { try copyFile(store, to: database) }, command: { programs.tidemarkImport(file, database) },
      fingerprint: { try fingerprint(ofStore: database) })
  }

  private func result(_ work: String, _ contenders: [Contender]) -> WorkResult {
    WorkResult(
      group: "import", work: work, size: size.rawValue, rounds: rounds,
      measurements: contest(contenders, rounds: rounds, scratch: scratch, report: report))
  }
}
