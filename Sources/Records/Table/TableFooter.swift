extension TableLayout {
  /// Where the rows begin that `footer` leaves out: a file is read up to there.
  ///
  /// - Parameter reader: Of the same input and with the same layout, at its header. It is read to its end.
  /// - Returns: An offset in the input; `.max` where nothing is left out.
  /// - Throws: `UnreadableFile` when the file has fewer rows.
  package func end(_ reader: CSVReader) throws -> Int64 {
    guard footer > 0 else { return .max }
    // The places of the last rows, in a ring.
    var places: [Int64] = []
    var rows = 0
    while try reader.next() {
      if places.count < footer { places.append(reader.record.byte) } else { places[rows % footer] = reader.record.byte }
      rows += 1
    }
    guard rows >= footer else {
      throw UnreadableFile(
        line: reader.record.line, byte: reader.record.byte, kind: "header",
        message: "the table has \(rows) rows, fewer than the footer of \(footer)", remedy: nil)
    }
    return places[rows % footer]
  }
}
