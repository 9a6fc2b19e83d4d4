import MarketModel
import SQLite
import System

/// Gives the rows of an import the meaning that the whole of their file has settled, before they are written.
struct Settling {
  let session: ImportSession

  /// Judges what was read. Refusals are of rows, met when `settle` comes to them.
  func judge() throws {
    for (_, file) in session.evidence.sorted(by: { $0.key < $1.key }) {
      add(file.judge(), file.file)
    }
    let isOnly = Set(session.ratios.map(\.metric.id)).count < 2
    let claims = OwnClaims { [session] in try session.typicalValue(ofSeries: $0) }
    for ratio in session.ratios {
      if let notice = try ratio.judge(claims, isOnly: isOnly, isCommand: session.options.command != nil) {
        add([notice], ratio.file)
      }
      if let sum = ratio.largestSum, sum > RatioEvidence.largestWhole, ratio.refusal == nil {
        add([RatioEvidence.excess(of: "one period", sum)], ratio.file)
      }
    }
  }

  private func add(_ notices: [String], _ file: String) {
    session.result.notices += notices.map { session.hasSeveralFiles ? "\(file): \($0)" : $0 }
  }

  /// No row of the import has anything to be settled.
  var isDone: Bool {
    session.evidence.values.allSatisfy { !$0.needsSettling } && session.ratios.allSatisfy { $0.count == 0 }
  }

  /// Settles a row.
  ///
  /// - Returns: why it is refused; nil where it is not.
  func settle(_ row: inout PendingObservation) -> FieldFault? {
    if row.form == 0 { return nil }
    let form = QuantityForm(rawValue: row.form)
    if let file = session.evidence[Int(row.file)] {
      if let fault = file.refusal(of: form) { return fault }
      if form.contains(.threeDecimals) {
        if file.pointsDivideThousands {
          shift(&row, 3)
        } else if form.contains(.wholeUnit), !row.value.isNaN {
          // "1.000" in a file of decimal points is one.
          (row.low, row.high) = (max(row.value - 0.5, 0), row.value + 0.5)
        }
      }
    }
    guard row.ratio > 0 else { return nil }
    let ratio = session.ratios[Int(row.ratio) - 1]
    if let fault = ratio.refusal { return fault }
    switch ratio.reading ?? .fraction {
    case .fraction: break
    case .percent: shift(&row, -2)
    case .count:
      guard row.cohortSize > 0 else {
        return FieldFault(
          field: nil, kind: "cohort_size", message: "a number of members has no size of the cohort to be divided by",
          remedy: "add a column cohort_size")
      }
      let size = Double(row.cohortSize)
      (row.value, row.low, row.high) = (row.value / size, row.low / size, row.high / size)
    }
    return hold(&row, ratio.metric)
  }

  private func shift(_ row: inout PendingObservation, _ places: Int) {
    row.value = movedByDecimals(row.value, places)
    row.low = movedByDecimals(row.low, places)
    row.high = movedByDecimals(row.high, places)
  }

  /// Holds a ratio against its metric's bounds, as the grammar does with a figure that needs no judgment.
  private func hold(_ row: inout PendingObservation, _ metric: Metric) -> FieldFault? {
    func beyond(_ bound: Double, _ side: String) -> FieldFault {
      FieldFault(
        field: nil, kind: "value",
        message: "the figure is \(side) the metric's \(side == "above" ? "maximum" : "minimum") "
          + "\(plainDecimal(bound)) (\(plainDecimal(bound * 100))%)",
        remedy: "the metric's values stop there")
    }
    let qualifier = Qualifier(rawValue: row.qualifier) ?? .eq
    if let minimum = metric.minimum {
      let lowest = !row.value.isNaN ? row.value : qualifier == .lt || qualifier == .le ? row.high : row.low
      if lowest < minimum || qualifier == .lt && row.high == minimum { return beyond(minimum, "below") }
      if row.low.isNaN || !row.value.isNaN && row.low < minimum { row.low = minimum }
    }
    if let maximum = metric.maximum {
      let highest = !row.value.isNaN ? row.value : qualifier == .gt || qualifier == .ge ? row.low : row.high
      if highest > maximum || qualifier == .gt && row.low == maximum { return beyond(maximum, "above") }
      if row.high.isNaN || !row.value.isNaN && row.high > maximum { row.high = maximum }
    }
    return nil
  }
}

extension ImportSession {
  /// The geometric mean of a series' live points in the store.
  func typicalValue(ofSeries id: Int32) throws -> Double? {
    if series.isNew(id) { return nil }
    var sum = 0.0
    var count = 0
    try store.connection.forEach(
      "SELECT value FROM observations WHERE series_id = \(Int64(id)) AND retracted_by IS NULL AND value > 0 LIMIT 1000"
    ) {
      sum += log($0.double(0))
      count += 1
    }
    return count > 0 ? exp(sum / Double(count)) : nil
  }
}
