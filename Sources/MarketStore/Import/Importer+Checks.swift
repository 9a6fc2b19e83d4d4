import MarketModel
import Records

/// What can be told only after the last row.
extension Importer {
  /// What names a part of a file must be there in one of them.
  func checkUse() throws {
    // A file that was taken before, or is refused, may be the one that has it.
    if !session.result.problems.isEmpty || filesLeftOut { return }
    let unused = [
      options.records.map { (Remedy.Setting.records, "no file of these is JSON with records at \"\($0)\"") },
      options.sheet.map { (Remedy.Setting.sheet, "no file of these is a workbook with a sheet \"\($0)\"") },
    ]
    for case (let setting, let message)? in unused
    where !used.contains(setting) && !options.optionalParts.contains(setting) {
      throw StoreError(.usage, message, remedy: .omit(setting))
    }
  }

  /// An empty region, platform or plan is the whole: not when it is less than a part.
  func checkParts() throws {
    guard session.result.problems.isEmpty || options.keepsGoing else { return }
    for violation in try session.wholesBelowParts() {
      var problem: ImportProblem?
      for index in 0..<chunk.count where runs.isEmpty {
        let row = chunk.rows + index
        guard row.pointee.series == violation.series, row.pointee.period == violation.period,
          let file = files.first(where: { $0.number == Int(row.pointee.file) })
        else { continue }
        problem = try self.problem(at: row.pointee, file, violation.fault)
        break
      }
      try session.refuse([problem ?? problemOfFile(violation.fault)])
      try session.takeBack(violation)
    }
  }

  /// A flag that fills no cell of any file was meant for something.
  func checkFlags() throws {
    guard options.command == nil, session.result.read > 0, session.result.problems.isEmpty else { return }
    let unused = options.defaults.keys.filter {
      !(options.defaults[$0] ?? "").isEmpty && !options.optionalDefaults.contains($0)
        && !session.usedDefaults.contains($0)
    }.sorted()
    for name in unused {
      let setting = Remedy.Setting(rawValue: name)
      let heading = session.fullColumns[name]
      let fault = FieldFault(
        field: nil, kind: name,
        message: "\(name) is given as \"\(options.defaults[name] ?? "")\", and no cell of the file lacks it",
        remedy: .anyOf([heading.map { .set(.map, "\($0)=") }, setting.map { .omit($0) }].compactMap { $0 }))
      try session.refuse([problemOfFile(fault)], rows: 0)
    }
    let metrics = session.metricNames
    let named: [(name: String, setting: Remedy.Setting)] =
      (options.units.compactMap(\.metric) + options.roundedMetrics.compactMap { $0 }).map { ($0, .unit) }
      + options.scales.compactMap(\.metric).map { ($0, .scale) }
    for (name, setting) in named where !metrics.contains(normalizedName(name)) {
      let fault = FieldFault(
        field: nil, kind: "metric", message: "an option is about the metric \"\(name)\", and no row of the file is",
        remedy: Remedy.didYouMean(nearestNames(to: name, among: metrics.sorted())) ?? .omit(setting))
      try session.refuse([problemOfFile(fault)], rows: 0)
    }
  }

  /// What is wrong with no row that could be shown: it stands at the first line.
  private func problemOfFile(_ fault: FieldFault) -> ImportProblem {
    let record = Record()
    record.line = 1
    return fault.problem(file: files.first?.input.name ?? "", record: record)
  }
}
