import MarketModel
import Records

/// Observations in chunks become rows of the store, in the order of their key.
extension Importer {
  /// Gives the rows of a chunk their meaning, and takes those that have none out of it.
  private func settle(_ chunk: ObservationChunk) throws {
    if settling.isDone { return }
    for index in 0..<chunk.count {
      let row = chunk.rows + index
      guard row.pointee.form != 0, let fault = settling.settle(&row.pointee) else { continue }
      row.pointee.action = .refuse
      var problem = try problem(at: row.pointee, files[Int(row.pointee.file)], fault)
      let first =
        row.pointee.ratio > 0 ? session.ratios[Int(row.pointee.ratio) - 1].first : nil
      let form = QuantityForm(rawValue: row.pointee.form)
      if let place = first ?? session.evidence[Int(row.pointee.file)]?.firstPlace(of: form), place.byte == problem.byte
      {
        (problem.line, problem.column, problem.length) = (place.line, place.column, place.length)
        (problem.excerpt, problem.excerptColumn) = (place.excerpt, place.excerptColumn)
      }
      try session.refuse([problem])
    }
  }

  func spill() throws {
    chunk.sort()
    try runs.append(chunk)
    chunk.removeAll()
  }

  func writeObservations() throws {
    let writer = try ObservationWriter(store.connection, importID: session.importID)
    writer.onContradiction = { [self] in try refuse($0) }
    var written = 0
    var far = FarFigures()
    func write(_ chunk: ObservationChunk) throws {
      if isCancelled() { throw CancellationError() }
      try settle(chunk)
      for place in 0..<chunk.count { far.take(chunk.rows + Int(chunk.order[place])) }
      // With a refused row nothing will be written: only what else is wrong is still wanted.
      try writer.write(chunk, onlyChecking: session.hasProblems && !options.keepsGoing)
      written += chunk.count
      progress?(ImportProgress(rows: written, bytesDone: bytesTotal, bytesTotal: bytesTotal, isWriting: true))
    }
    if runs.isEmpty {
      chunk.sort()
      if chunk.count > 0 { try write(chunk) }
    } else {
      try spill()
      session.result.duplicates += try runs.merge(batchSize: max(1, options.batchRows), write)
    }
    session.result.notices += try session.notices(far)
    session.result.inserted += writer.inserted
    session.result.unchanged += writer.unchanged
    session.result.revised += writer.revised
    session.result.duplicates += writer.duplicates
  }

  /// Rows that contradict each other under one key: each names where the others stand.
  private func refuse(_ rows: [PendingObservation]) throws {
    let shown = 6
    for (index, row) in rows.enumerated() {
      var others: [String] = []
      for (other, place) in rows.prefix(shown).enumerated() where other != index && others.count < shown - 1 {
        let name = place.file == row.file ? "\(place.line)" : "\(place.line) of \(files[Int(place.file)].input.name)"
        if !others.contains(name) { others.append(name) }
      }
      let left = rows.count - 1 - min(shown - 1, rows.count - 1)
      let list = others.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
      try session.refuse([
        try problem(
          at: row, files[Int(row.file)],
          FieldFault(
            field: nil, kind: "key", message: "another value under the same key stands on line \(list)",
            remedy: "keep the right one, or tell them apart by source, origin or published_on"))
      ])
    }
  }

  /// The problem of a row that was read long ago: it is read again from its place.
  func problem(at row: PendingObservation, _ file: File, _ fault: FieldFault) throws -> ImportProblem {
    let input = texts[file.number] ?? file.input
    let record = Record()
    record.line = Int(row.line)
    record.byte = row.byte
    record.isSheetRow = sheets.contains(file.number)
    // What may stand before it on its line, in JSON.
    let margin = Int(min(row.byte, 4096))
    let bytes = try input.bytes(at: row.byte - Int64(margin), count: margin + Int(row.length))
    return bytes.withUnsafeBytes { buffer in
      let begin = min(margin, buffer.count)
      var lineStart = begin
      while lineStart > 0, buffer[lineStart - 1] != UInt8(ascii: "\n"), buffer[lineStart - 1] != UInt8(ascii: "\r") {
        lineStart -= 1
      }
      if lineStart == 0, margin == 3, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { lineStart = 3 }
      record.before = UnsafeRawBufferPointer(rebasing: buffer[lineStart..<begin])
      record.raw = UnsafeRawBufferPointer(rebasing: buffer[begin...])
      return fault.problem(file: file.input.name, record: record)
    }
  }
}
