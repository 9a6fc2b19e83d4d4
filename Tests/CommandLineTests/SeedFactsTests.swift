import Foundation
import Testing

/// The numbered facts of the starter market, each by its own row of Fixtures/seed-facts.csv, which was written from the
/// documents and not from the seeds. They are asked for twice: through the program and through the plain `sqlite3`
/// shell.
@Suite struct SeedFactsTests {
  typealias Fact = [String: String]
  typealias Row = [String: Any]

  static let facts: [Fact] = (try? readFacts()) ?? []

  static func readFacts() throws -> [Fact] {
    let file = Sandbox.repository.appendingPathComponent("Tests/CommandLineTests/Fixtures/seed-facts.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(fields)
    return lines.dropFirst().map { Fact(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// The fields of a line of the fixture: quotes only around commas, none inside.
  static func fields(_ line: Substring) -> [String] {
    var result = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        result.append("")
      } else {
        result[result.count - 1].append(character)
      }
    }
    return result
  }

  enum Way: String, CaseIterable { case program, shell }

  /// The rows of a query, by the program or by the shell.
  static func rows(_ sandbox: Sandbox, _ way: Way, _ sql: String) throws -> [Row] {
    let run =
      switch way {
      case .program: try sandbox.tidemark("sql", sql, "-O", "json")
      case .shell: try sandbox.shell("sqlite3 -json market.db \"$SQL\"", environment: ["SQL": sql])
      }
    #expect(run.status == 0, "\(run.err)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [Row])
  }

  static let observations = """
    SELECT coalesce(product, company) AS subject, metric, period, qualifier, status, value, low, high, currency, plan,
      day_offset, origin, source,
      published_on, note FROM snapshots
    """
  static let events = """
    SELECT subjects, event_type, coalesce(effective, announced_on) AS date, effective_on, effective_to, status, amount,
      currency, origin, source,
      published_on, title, note FROM event_log
    """

  @Test func everyNumberIsInTheList() {
    let numbers = Set(Self.facts.compactMap { Int($0["fact", default: ""].filter(\.isNumber)) })
    #expect(numbers == Set(1...59))
  }

  @Test(arguments: Way.allCases) func everyFactComesBackWithItsQualifierPeriodOriginAndSource(_ way: Way) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
    let observations = try Self.rows(sandbox, way, Self.observations)
    let events = try Self.rows(sandbox, way, Self.events)
    let products = try Self.rows(
      sandbox, way,
      "SELECT p.name AS product, c.name AS company FROM products p JOIN companies c ON c.id = p.company_id")
    for fact in Self.facts {
      switch fact["kind"] {
      case "observation": expectOne(observations.filter { isObservation($0, fact) }, fact)
      case "event": expectOne(events.filter { isEvent($0, fact) }, fact)
      default:
        expectOne(
          products.filter { text($0["product"]) == fact["subject"] && text($0["company"]) == fact["value"] }, fact)
      }
    }
    #expect(observations.count == Self.facts.count { $0["kind"] == "observation" })
  }

  private func expectOne(_ found: [Row], _ fact: Fact) {
    #expect(
      found.count == 1,
      "fact \(fact["fact", default: "?"]): \(fact["subject", default: ""]) \(fact["metric_or_type", default: ""])")
  }

  private func isObservation(_ row: Row, _ fact: Fact) -> Bool {
    let texts = [
      "subject": "subject", "metric": "metric_or_type", "period": "period_or_date", "qualifier": "qualifier",
      "status": "status",
      "currency": "currency", "plan": "plan", "day_offset": "day_offset", "origin": "origin", "source": "source",
      "published_on": "published_on",
    ]
    return texts.allSatisfy { text(row[$0.key]) == fact[$0.value] }
      && ["value", "low", "high"].allSatisfy { isSame(row[$0], fact[$0, default: ""]) } && quotes(row, fact)
  }

  private func isEvent(_ row: Row, _ fact: Fact) -> Bool {
    let texts = [
      "event_type": "metric_or_type", "status": "status", "origin": "origin", "source": "source",
      "published_on": "published_on",
    ]
    let span = [text(row["effective_on"]), text(row["effective_to"])].joined(separator: "/")
    return texts.allSatisfy { text(row[$0.key]) == fact[$0.value] }
      && text(row["subjects"]).replacingOccurrences(of: "; ", with: ";") == fact["subject"]
      && [text(row["date"]), span].contains(fact["period_or_date"]) && isSame(row["amount"], fact["value", default: ""])
      && quotes(row, fact)
  }

  /// The document's own words stand in the title or the note.
  private func quotes(_ row: Row, _ fact: Fact) -> Bool {
    let words = fact["title", default: ""]
    return [row["title"], row["note"]].contains { text($0).contains(words) }
  }

  private func text(_ value: Any?) -> String {
    switch value {
    case let text as String: text
    case let number as NSNumber: number.stringValue
    default: ""
    }
  }

  /// Both missing, or equal but for the last place: the shell prints doubles with 17 digits or fewer.
  private func isSame(_ value: Any?, _ expected: String) -> Bool {
    guard let number = (value as? NSNumber)?.doubleValue else { return expected.isEmpty }
    return Double(expected).map { abs($0 - number) <= abs($0) * 1e-14 } ?? false
  }
}
