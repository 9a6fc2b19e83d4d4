/// The table "Speed we aim for" of DESIGN.md, held against a run's figures.
enum Aims {
  /// The results with their aims filled in.
  static func compared(_ results: [WorkResult]) -> [WorkResult] {
    results.map { result in
      var result = result
      result.aims = aims(of: result, among: results)
      return result
    }
  }

  private static func aims(of result: WorkResult, among all: [WorkResult]) -> [Aim] {
    let own = result.usage("tidemark")
    func find(_ work: String, _ size: String) -> Usage? {
      all.first { $0.work == work && $0.size == size }?.usage("tidemark")
    }
    let first = find("import, sorted", result.size)
    switch result.group {
    case "import":
      var aims: [Aim] = []
      switch result.work {
      case "import, sorted":
        aims.append(atMost(1.5, "× the floor's CPU", own?.cpu, result.usage("C floor")?.cpu))
        aims.append(atLeast(3, "times faster than the shell", own, result.usage("sqlite3 shell")))
        aims.append(atLeast(3.5, "times faster than Python", own, result.usage("Python csv + sqlite3")))
        aims.append(atLeast(2, "times faster than DuckDB with a key", own, result.usage("DuckDB, with key")))
      case "import, time", "import, random": aims.append(atMost(2, "× sorted", own, first))
      case "import, the next month": aims.append(atMost(0.4, "× the first import", own, first))
      case "import, unchanged again": aims.append(atMost(0.7, "× the first import", own, first))
      case "import, a quarter revised": aims.append(atMost(0.8, "× the first import", own, first))
      default: break
      }
      if result.work != "undo of the import" {
        aims.append(atMost(160, "MiB", own.map { Double($0.memory) / 1_048_576 }, 1))
        if result.size == "10m" {
          aims.append(
            atMost(
              1.2, "× the memory at 1M", own.map { Double($0.memory) },
              find(result.work, "1m").map { Double($0.memory) }))
        }
      }
      return aims
    case "report":
      let milliseconds: Double? =
        switch result.work {
        case "trend of 2 products": 10
        case "share of a segment, 50 months": 50
        case "share of all, top 10": result.size == "10m" ? 400 : 100
        default: nil
        }
      return milliseconds.map { [atMost($0, "ms", own.map { $0.wall * 1000 }, 1)] } ?? []
    default:
      return result.work == "start and say the version"
        ? [atMost(3, "× the shell's", own?.wall, result.usage("sqlite3 shell")?.wall)] : []
    }
  }

  private static func atMost(_ limit: Double, _ unit: String, _ own: Double?, _ other: Double?) -> Aim {
    let ratio = own.flatMap { own in other.map { own / $0 } }
    return Aim(
      text: "at most \(plain(limit)) \(unit)", isMet: ratio.map { $0 <= limit },
      figure: ratio.map(short) ?? "not measured")
  }

  /// Wall time, with CPU time beside it.
  private static func atMost(_ limit: Double, _ unit: String, _ own: Usage?, _ other: Usage?) -> Aim {
    var aim = atMost(limit, unit, own?.wall, other?.wall)
    if let own, let other { aim.figure += " (CPU \(short(own.cpu / other.cpu)))" }
    return aim
  }

  private static func atLeast(_ limit: Double, _ what: String, _ own: Usage?, _ other: Usage?) -> Aim {
    let ratio = own.flatMap { own in other.map { $0.wall / own.wall } }
    var figure = ratio.map(short) ?? "not measured"
    if let own, let other { figure += " (CPU \(short(other.cpu / own.cpu)))" }
    return Aim(text: "at least \(plain(limit)) \(what)", isMet: ratio.map { $0 >= limit }, figure: figure)
  }

  private static func plain(_ value: Double) -> String { value == value.rounded() ? fixed(value, 0) : fixed(value, 1) }
  private static func short(_ value: Double) -> String { fixed(value, value >= 10 ? 0 : 2) }
}
