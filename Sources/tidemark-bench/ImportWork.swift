import System

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

  private enum Rivals { case everybody, floor, nobody }

  /// - Parameter full: At 10M rows also the floor in random order: row by row, it takes many minutes.
  func all(full: Bool) throws -> [WorkResult] {
    var results = [try first(.sorted, against: .everybody)]
    // By time is made for one figure a month and source; at 10M, random order stands for every order that is not the
    // key's.
    if size != .rows10m { results.append(try first(.time, against: .floor)) }
    results.append(try first(.random, against: size != .rows10m || full ? .floor : .nobody))
    results.append(try again(.nextMonth, "import, the next month"))
    results.append(try again(.unchanged, "import, unchanged again"))
    results.append(try again(.quarterRevised, "import, a quarter revised"))
    results.append(try again(.laterVintage, "import, a later vintage"))
    results.append(try undo())
    return results
  }

  /// The first import of the base.
  private func first(_ order: MarketData.Order, against rivals: Rivals) throws -> WorkResult {
    let file = try files.path(.base(order))
    let peers = ImportPeers(programs: programs, scratch: scratch, store: stores.prepared, database: database)
      .contenders(file)
    let chosen =
      switch rivals {
      case .everybody: peers
      case .floor: Array(peers.prefix(1))
      case .nobody: [Contender]()
      }
    return result("import, \(order.rawValue)", [tidemark(file, from: stores.catalogue)] + chosen)
  }

  /// A file into the store that holds the sorted base.
  private func again(_ kind: DataFiles.Kind, _ work: String) throws -> WorkResult {
    result(work, [tidemark(try files.path(kind), from: stores.withBase)])
  }

  /// The base taken back again. The catalogue's five files are the imports before it.
  private func undo() throws -> WorkResult {
    let number = DataFiles.catalogueNames.count + 1
    return result(
      "undo of the import",
      [
        Contender(
          name: "tidemark", prepare: { try copyFile(try stores.withBase(), to: database) },
          command: { programs.tidemark(["imports", "undo", "\(number)"], store: database) },
          fingerprint: { try fingerprint(ofStore: database) })
      ])
  }

  private func tidemark(_ file: String, from store: @escaping () throws -> String) -> Contender {
    Contender(
      name: "tidemark", prepare: { try copyFile(try store(), to: database) },
      command: { programs.tidemark(["import", file], store: database) },
      fingerprint: { try fingerprint(ofStore: database) })
  }

  private func result(_ work: String, _ contenders: [Contender]) -> WorkResult {
    report("\(work), \(size.rawValue) rows")
    return WorkResult(
      group: "import", work: work, size: size.rawValue, rounds: rounds,
      measurements: contest(contenders, rounds: rounds, scratch: scratch, report: report))
  }
}
