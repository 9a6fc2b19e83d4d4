/// A run's results as a table for the terminal, as Markdown and as JSON.
struct ResultTable {
  let machine: Machine
  let results: [WorkResult]

  private static let titles = [
    "work", "rows", "program", "wall", "CPU", "memory", "× floor's CPU", "× tidemark's time", "× at 1M",
  ]

  /// A line per program; the aims of a piece of work under its lines.
  private var lines: [(cells: [String], aims: [Aim])] {
    results.flatMap { result -> [(cells: [String], aims: [Aim])] in
      let floor = result.usage("C floor")
      let own = result.usage("tidemark")
      var lines: [(cells: [String], aims: [Aim])] = result.measurements.enumerated().map { index, measurement in
        let head = index == 0 ? [result.work, result.size] : ["", ""]
        guard let usage = measurement.usage else {
          return (head + [measurement.contender, measurement.reason ?? "", "", "", "", "", ""], [])
        }
        let before =
          result.size == "10m"
          ? results.first { $0.work == result.work && $0.size == "1m" }?.usage(measurement.contender) : nil
        return (
          head + [
            measurement.contender, seconds(usage.wall), seconds(usage.cpu), "\(usage.memory >> 20) MiB",
            floor.map { fixed(usage.cpu / $0.cpu, 2) } ?? "", own.map { fixed(usage.wall / $0.wall, 2) } ?? "",
            before.map { fixed(usage.wall / $0.wall, 1) } ?? "",
          ], []
        )
      }
      if !lines.isEmpty { lines[lines.count - 1].aims = result.aims }
      return lines
    }
  }

  var disagreements: [String] {
    results.filter { !$0.agrees }.map { result in
      "not the same rows after \(result.work) (\(result.size)): "
        + result.measurements.compactMap { m in m.fingerprint.map { "\(m.contender): \($0)" } }.joined(separator: "; ")
    }
  }

  /// Which aims were not met, and by how much.
  private var shortfall: String? {
    let aims = results.flatMap { result in result.aims.map { (work: "\(result.work) (\(result.size))", aim: $0) } }
    let missed = aims.filter { $0.aim.isMet == false }
    guard !aims.isEmpty else { return nil }
    if missed.isEmpty { return "All \(aims.count) aims are met." }
    return "Falls short of \(missed.count) of \(aims.count) aims: "
      + missed.map { "\($0.work), \($0.aim.text): \($0.aim.figure)" }.joined(separator: "; ") + "."
  }

  private static func sentence(_ aim: Aim) -> String {
    "aim: \(aim.text): \(aim.figure)" + (aim.isMet.map { $0 ? ", met" : ", NOT MET" } ?? "")
  }

  var text: String {
    let lines = lines
    // A reason runs on over the columns that it leaves empty.
    var widths = Self.titles.map(\.count)
    for line in lines {
      for (column, cell) in line.cells.enumerated() where column < 3 || !line.cells[4].isEmpty {
        widths[column] = max(widths[column], cell.count)
      }
    }
    func joined(_ cells: [String]) -> String {
      var text = cells.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
        return column < 3 || cells[4].isEmpty ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    var text = machine.lines.joined(separator: "\n") + "\n\n" + joined(Self.titles) + "\n"
    for line in lines {
      text += joined(line.cells) + "\n"
      for aim in line.aims { text += "    \(Self.sentence(aim))\n" }
    }
    for line in [shortfall].compactMap(\.self) + disagreements { text += line + "\n" }
    return text
  }

  var markdown: String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var text = machine.lines.map { "- \($0)\n" }.joined() + "\n"
    text += row(Self.titles) + "|---|---|---|---:|---:|---:|---:|---:|---:|\n"
    for line in lines { text += row(line.cells) }
    text += "\n| work | rows | aim | this run | |\n|---|---|---|---:|---|\n"
    for result in results {
      for aim in result.aims {
        text += row([
          result.work, result.size, aim.text, aim.figure, aim.isMet.map { $0 ? "met" : "**not met**" } ?? "",
        ])
      }
    }
    for line in [shortfall].compactMap(\.self) + disagreements { text += "\n\(line)\n" }
    return text
  }

  var json: String {
    func string(_ text: String) -> String {
      var out = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": out += "\\" + String(scalar)
        case "\n": out += "\\n"
        case _ where scalar.value < 0x20: out += " "
        default: out.unicodeScalars.append(scalar)
        }
      }
      return out + "\""
    }
    func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "null" } ?? "null" }
    let works = results.map { result -> String in
      let programs = result.measurements.map { m in
        "{\"program\":\(string(m.contender)),\"wall_seconds\":\(number(m.usage?.wall)),"
          + "\"cpu_seconds\":\(number(m.usage?.cpu)),"
          + "\"memory_bytes\":\(m.usage.map { "\($0.memory)" } ?? "null"),\"reason\":\(m.reason.map(string) ?? "null"),"
          + "\"result\":\(m.fingerprint.map(string) ?? "null")}"
      }
      let aims = result.aims.map {
        "{\"aim\":\(string($0.text)),\"figure\":\(string($0.figure)),\"met\":\($0.isMet.map { "\($0)" } ?? "null")}"
      }
      return
        "{\"group\":\(string(result.group)),\"work\":\(string(result.work)),\"rows\":\(string(result.size)),"
        + "\"rounds\":\(result.rounds),"
        + "\"same_result\":\(result.agrees),\n  \"programs\":[\(programs.joined(separator: ",\n    "))],\n  "
        + "\"aims\":[\(aims.joined(separator: ","))]}"
    }
    return
      "{\"machine\":[\(machine.lines.map(string).joined(separator: ","))],\n"
      + "\"results\":[\n\(works.joined(separator: ",\n"))\n]}\n"
  }
}
