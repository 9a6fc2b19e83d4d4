import Foundation
import Testing

@testable import MarketReports

/// The M3 competition's monthly series, which are no part of the repository: `shared/m3` beside it.
@Suite("the M3 competition")
struct CompetitionTests {
  static let folder = URL(filePath: #filePath).appending(path: "../../../../../shared/m3").standardized

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "history.csv").path) }

  /// One column's figures by product, in the order of the months.
  static func series(_ file: String, _ column: String) throws -> [String: [Double]] {
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
    let place = try #require(lines.first?.firstIndex { $0 == column })
    var values: [String: [Double]] = [:]
    for line in lines.dropFirst() { values[String(line[0]), default: []].append(try #require(Double(line[place]))) }
    return values
  }

  /// Of every third series, because unoptimised code is slow. The competition's own Theta method is the measure.
  @Test(
    "forecasts are at least 2% better than the competition's best, and an 80% interval holds 80%",
    .enabled(if: isPresent, "the M3 series are not beside the repository"))
  func accuracy() throws {
    let histories = try Self.series("history.csv", "value")
    let actuals = try Self.series("actual.csv", "value")
    let published = try Self.series("published.csv", "theta")
    let names = actuals.keys.sorted().enumerated().filter { $0.offset.isMultiple(of: 3) }.map(\.element)
    func error(_ actual: [Double], _ forecast: [Double]) -> Double {
      zip(actual, forecast).reduce(0) { $0 + 200 * abs($1.0 - $1.1) / (abs($1.0) + abs($1.1)) } / Double(actual.count)
    }
    var (ours, theirs, inside, points) = (0.0, 0.0, 0, 0)
    for name in names {
      let actual = try #require(actuals[name])
      let options = ForecastOptions(horizon: 18, periodsPerYear: 12)
      let steps = try Forecast(from: #require(histories[name]), options).steps
      ours += error(actual, steps.map(\.value))
      theirs += try error(actual, #require(published[name]))
      inside += zip(actual, steps).count { $1.low <= $0 && $0 <= $1.high }
      points += actual.count
    }
    #expect(names.count == 238)
    #expect(ours <= 0.98 * theirs)
    #expect(abs(Double(inside) / Double(points) - 0.8) < 0.02)
  }
}
