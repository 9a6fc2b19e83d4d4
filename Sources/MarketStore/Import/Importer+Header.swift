import MarketModel
import Records

/// A header is understood, or said to be wrong.
extension Importer {
  struct HeaderProblem: Error { var problems: [ImportProblem] }

  /// What is wrong with a header, as far as anybody would read it: each problem holds the whole line, and a line may
  /// have as many faults as columns.
  func headerProblem(_ errors: HeaderErrors, _ reader: any RecordReader, _ name: String) -> HeaderProblem {
    session.result.problemsLeftOut += max(0, errors.all.count - Self.mostHeaderErrors)
    return HeaderProblem(
      problems: errors.all.prefix(Self.mostHeaderErrors).map { $0.fault.problem(file: name, record: reader.record) })
  }

  static let mostHeaderErrors = 100

  /// The columns of a JSON file after an object with a key that the objects before did not have. A key that says
  /// nothing to us refuses the objects that have it, and only them.
  func widened(_ known: ImportColumns, _ reader: any RecordReader, _ name: String) throws -> ImportColumns {
    var unknown = known.unknown
    while true {
      do {
        var columns = try ImportColumns(
          header: reader.columns, options: options, shape: known.shape, leavingOut: Set(unknown.keys),
          names: session.columnNames)
        columns.unknown = unknown
        return columns
      } catch let errors as HeaderErrors {
        for error in errors.all {
          guard let column = error.column, column >= known.fieldCount, unknown.count < 100 else {
            throw headerProblem(errors, reader, name)
          }
          unknown[column] = error.fault
        }
      }
    }
  }

  /// Understands the header; what is wrong with it is a problem of the record at hand.
  func columns(of reader: any RecordReader, _ name: String) throws -> ImportColumns {
    do {
      // What a publisher's form leaves out may repeat itself.
      if options.publisher == nil {
        try checkForTwins(reader.columns, mapping: options.mapping) { try isUnderstood(reader.columns, without: $0) }
      }
      var columns = try ImportColumns(header: reader.columns, options: options, names: session.columnNames)
      columns.captions = (reader as? CSVReader)?.captions ?? []
      noteHeader(reader, columns, name)
      return columns
    } catch let errors as HeaderErrors {
      throw headerProblem(HeaderErrors(all: publisherFault(reader) + errors.all), reader, name)
    }
  }

  /// A header that is not understood and looks like one of a known publisher.
  func publisherFault(_ reader: any RecordReader) -> [HeaderError] {
    guard options.publisher == nil,
      let known = PublisherProfile.resembling(reader.columns, isJSON: reader is JSONReader)
    else { return [] }
    return [
      HeaderError(
        column: nil, message: "this looks like a file of \(known.profile.publisher)",
        remedy: .set(.profile, known.profile.name))
    ]
  }

  /// What is worth a word of how a header was understood.
  func noteHeader(_ reader: any RecordReader, _ columns: ImportColumns, _ name: String) {
    func note(_ text: String) { session.result.notices.append(inputs.count > 1 ? "\(name): \(text)" : text) }
    if columns.hasMonthAges { note("a month of age is 30 days: month 1 is day 30") }
    if let publisher = options.publisher {
      if !columns.leftOut.isEmpty {
        note("the profile \(publisher.name) leaves out: \(listed(columns.leftOut, limit: 12))")
      }
    } else if options.mapping.isEmpty, options.profileMapping.isEmpty, columns.shape.isObservations,
      let known = PublisherProfile.resembling(reader.columns, isJSON: reader is JSONReader),
      !known.form.mapping.isEmpty
    {
      note("this looks like a file of \(known.profile.publisher): --profile \(known.profile.name) reads it as one")
    }
  }

  /// Whether the header says all that is needed once columns of these names are left out.
  func isUnderstood(_ header: [String], without names: [String]) throws -> Bool {
    var options = options
    options.mapping += names.map { ($0, "") }
    var catalogue = session.columnNames
    // Nothing is added for a trial.
    if catalogue.create != nil { catalogue.create = { CatalogueEntry(id: 0, name: $0) } }
    do {
      _ = try ImportColumns(header: header, options: options, names: catalogue)
      return true
    } catch is HeaderErrors {
      return false
    }
  }
}
