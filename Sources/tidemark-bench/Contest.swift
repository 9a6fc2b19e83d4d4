/// One program at one piece of work.
struct Contender {
  var name: String
  /// Done before each run and not timed: a fresh copy of a store, say.
  var prepare: () throws -> Void = {}
  var command: () throws -> Command
  /// Exit codes that count as done.
  var accepted: Set<Int32> = [0]
  /// Looked at after the first run: what the program left behind, for comparing.
  var fingerprint: () throws -> String? = { nil }
}

/// What one program took for one piece of work: medians over the rounds.
struct Measurement {
  var contender: String
  var usage: Usage?
  var fingerprint: String?
  /// Why there is no figure.
  var reason: String?
}

/// A piece of work with everybody's figures.
struct WorkResult {
  var group: String
  var work: String
  var size: String
  var rounds: Int
  var measurements: [Measurement]
  var aims: [Aim] = []

  func usage(_ contender: String) -> Usage? { measurements.first { $0.contender == contender }?.usage }

  /// Whether all who did the work came to the same result.
  var agrees: Bool { Set(measurements.compactMap(\.fingerprint)).count <= 1 }
}

/// A figure of DESIGN.md's "Speed we aim for", and what this run made of it.
struct Aim {
  var text: String
  /// nil: it could not be measured.
  var isMet: Bool?
  /// The figure that was compared.
  var figure: String
}

/// Runs everybody in turn, round after round, so that what slows the machine down slows all of them.
func contest(_ contenders: [Contender], rounds: Int, scratch: String, report: (String) -> Void) -> [Measurement] {
  var usages: [[Usage]] = contenders.map { _ in [] }
  var measurements = contenders.map { Measurement(contender: $0.name) }
  for round in 0..<rounds {
    for (index, contender) in contenders.enumerated() where measurements[index].reason == nil {
      do {
        try contender.prepare()
        let usage = try ChildProcess.run(try contender.command(), scratch: scratch, accepted: contender.accepted)
        usages[index].append(usage)
        if round == 0 { measurements[index].fingerprint = try contender.fingerprint() }
        report("  \(contender.name): \(seconds(usage.wall)) wall, \(seconds(usage.cpu)) CPU, \(usage.memory >> 20) MiB")
      } catch {
        measurements[index].reason = "\(error)"
        report("  \(contender.name): \(error)")
      }
    }
  }
  for index in contenders.indices where measurements[index].reason == nil {
    let own = usages[index]
    measurements[index].usage = Usage(
      wall: median(own.map(\.wall)), cpu: median(own.map(\.cpu)), memory: Int(median(own.map { Double($0.memory) })))
  }
  return measurements
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// "1.24 s" or "8.1 ms".
func seconds(_ value: Double) -> String { value < 0.9995 ? "\(fixed(value * 1000, 1)) ms" : "\(fixed(value, 2)) s" }

func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite else { return "–" }
  var power = 1.0
  for _ in 0..<decimals { power *= 10 }
  let units = Int((value.magnitude * power).rounded())
  var digits = String(units)
  while digits.count <= decimals { digits = "0" + digits }
  if decimals > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals)) }
  return (value < 0 && units != 0 ? "-" : "") + digits
}
