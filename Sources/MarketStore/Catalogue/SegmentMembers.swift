import SQLite

/// From when to when a product belongs to a segment, ISO 8601; nil: always.
struct MemberDates: Equatable {
  var from: String?
  var to: String?

  init(from: String?, to: String?) { (self.from, self.to) = (from, to) }

  /// As kept in `catalogue_changes`: `from/to`, either of them empty.
  init(text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    from = parts.first.flatMap { $0.isEmpty ? nil : $0 }
    to = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
  }

  var text: String { "\(from ?? "")/\(to ?? "")" }

  /// The days of both, and those between them.
  func united(with other: MemberDates) -> MemberDates {
    MemberDates(
      from: from.flatMap { a in other.from.map { min(a, $0) } }, to: to.flatMap { a in other.to.map { max(a, $0) } })
  }
}

extension Store {
  func memberDates(_ segment: Int64, _ product: Int64) throws -> MemberDates? {
    try connection.first(
      "SELECT valid_from, valid_to FROM segment_members WHERE segment_id = \(segment) AND product_id = \(product)"
    ) {
      MemberDates(from: $0.optionalText(0), to: $0.optionalText(1))
    }
  }

  /// Adds a member or changes its dates; without dates a member stays as it is.
  func setMember(_ segment: Int64, _ product: Int64, from: String?, to: String?, importID: Int64) throws
    -> RowOutcome
  {
    let known = try memberDates(segment, product)
    let wanted = MemberDates(from: from, to: to)
    if let known, known == wanted || from == nil && to == nil { return .unchanged }
    try writeMember(segment, product, wanted, importID: importID)
    return known == nil ? .inserted : .revised
  }

  /// Makes a membership what `dates` says (nil: none) and keeps what it was.
  func writeMember(_ segment: Int64, _ product: Int64, _ dates: MemberDates?, importID: Int64) throws {
    let known = try memberDates(segment, product)
    if known == dates { return }
    if let dates, known != nil {
      try connection.run(
        """
        UPDATE segment_members SET valid_from = \(dates.from), valid_to = \(dates.to) WHERE segment_id = \(segment)
          AND product_id = \(product)
        """
      )
    } else if let dates {
      try connection.run(
        """
        INSERT INTO segment_members (segment_id, product_id, valid_from, valid_to)
          VALUES (\(segment), \(product), \(dates.from), \(dates.to))
        """
      )
    } else {
      try connection.run("DELETE FROM segment_members WHERE segment_id = \(segment) AND product_id = \(product)")
    }
    try keepChange(
      "segment_member", segment, field: String(product), old: known.map { .text($0.text) } ?? .null,
      new: dates.map { .text($0.text) } ?? .null,
      importID: importID)
  }
}
