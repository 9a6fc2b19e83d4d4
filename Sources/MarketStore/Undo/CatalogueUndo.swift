import SQLite

/// One thing that can change and be changed back: a field of the catalogue, what an alias stands for, a membership, a
/// publication's title.
private struct ChangedThing: Hashable {
  var kind: String
  /// The thing, or the segment of a membership; 0 for an alias, which is its own thing.
  var target: Int64
  /// The column; `kind:alias`; the product's id of a membership.
  var field: String
}

extension Store {
  /// Takes back what an import changed in the catalogue: each thing gets the value that the last standing change gave
  /// it, or the one it had before the first. So undoing the middle one of three edits changes nothing at once, and
  /// undoing the last then brings back the first. What was changed by other means since is left alone.
  ///
  /// The undo must be in `imports` already.
  func changeCatalogueBack(_ number: Int64, _ undo: Int64) throws {
    let touched = try connection.query(
      "SELECT kind, target_id, field FROM catalogue_changes WHERE import_id = \(number) ORDER BY id DESC"
    ) {
      ChangedThing(kind: $0.text(0), target: $0.text(0) == "alias" ? 0 : $0.int(1), field: $0.text(2))
    }
    var done: Set<ChangedThing> = []
    for thing in touched where done.insert(thing).inserted {
      let changes = try connection.query(
        """
        SELECT c.old_value, c.new_value, c.import_id, EXISTS (SELECT 1 FROM imports u WHERE u.undoes = c.import_id)
        FROM catalogue_changes c JOIN imports i ON i.id = c.import_id
        WHERE c.kind = \(thing.kind) AND (c.kind = 'alias' OR c.target_id = \(thing.target))
          AND c.field = \(thing.field) COLLATE NOCASE
          AND i.kind <> 'undo' ORDER BY c.id
        """
      ) { (old: $0.optionalText(0), new: $0.optionalText(1), importID: $0.int(2), isUndone: $0.bool(3)) }
      guard let first = changes.first, let before = changes.last(where: { !$0.isUndone || $0.importID == number })
      else { continue }
      let after = changes.last { !$0.isUndone }.map(\.new) ?? first.old
      if before.new == after { continue }
      do {
        try replace(thing, before.new, by: after, undo)
      } catch let error as SQLiteError where error.isConstraint {
        throw StoreError(
          .usage, "#\(number) cannot be undone: the \(thing.kind) \(thing.field) \"\(after ?? "")\" is taken by now",
          remedy: "rename what has it, and undo again")
      }
    }
  }

  /// Import numbers may not be undone while a merge stands that has moved their rows under another product.
  func refuseUndoUnderMerge(_ number: Int64) throws {
    let merges = try connection.query(
      """
      SELECT DISTINCT c.import_id FROM catalogue_changes c JOIN imports i ON i.id = c.import_id
      WHERE c.kind = 'product' AND c.field = 'merged_into' AND c.new_value IS NOT NULL AND c.import_id > \(number)
        AND i.kind = 'manual'
        AND NOT EXISTS (SELECT 1 FROM imports u WHERE u.undoes = c.import_id) ORDER BY 1 DESC
      """
    ) { $0.int(0) }
    for merge in merges {
      let moved = try connection.first(
        """
        SELECT EXISTS (SELECT 1 FROM observations WHERE import_id = \(number) AND retracted_by = \(merge))
          OR EXISTS (SELECT 1 FROM events WHERE import_id = \(number) AND retracted_by = \(merge))
        """
      ) { $0.bool(0) }
      if moved == true {
        throw StoreError(
          .usage, "#\(number) cannot be undone: the merge #\(merge) has moved its rows under another product",
          remedy: .allOf(["undo #\(merge) first", .run(.undo(merge))]))
      }
    }
  }

  private func replace(_ thing: ChangedThing, _ before: String?, by after: String?, _ undo: Int64) throws {
    switch thing.kind {
    case "alias":
      let parts = thing.field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { return }
      let current = try connection.first(
        "SELECT target_id FROM aliases WHERE kind = \(parts[0]) AND alias = \(parts[1])"
      ) { $0.text(0) }
      guard current == before else { return }
      try connection.run("DELETE FROM aliases WHERE kind = \(parts[0]) AND alias = \(parts[1])")
      let target = after.flatMap { Int64($0) }
      if let target {
        try connection.run("INSERT INTO aliases (kind, alias, target_id) VALUES (\(parts[0]), \(parts[1]), \(target))")
      }
      try keepChange(
        "alias", target ?? before.flatMap { Int64($0) } ?? 0, field: thing.field, old: value(before), new: value(after),
        importID: undo)
    case "segment_member":
      guard let product = Int64(thing.field), try memberDates(thing.target, product)?.text == before else { return }
      try writeMember(thing.target, product, after.map(MemberDates.init(text:)), importID: undo)
    case "publication":
      try connection.run(
        "UPDATE publications SET title = \(after ?? "") WHERE id = \(thing.target) AND title = \(before ?? "")")
      if connection.changes > 0 {
        try keepChange(
          thing.kind, thing.target, field: thing.field, old: value(before), new: value(after), importID: undo)
      }
    default:
      guard let kind = CatalogueKind(rawValue: thing.kind) else { return }
      let column = SQL.identifier(thing.field)
      // The column's own type decides how the kept text compares: 1e18 and 1.0e+18 are one number.
      try connection.run(
        "UPDATE \(kind.table) SET \(column) = \(after) WHERE id = \(thing.target) AND \(column) IS \(before)")
      if connection.changes > 0 {
        try keepChange(
          thing.kind, thing.target, field: thing.field, old: value(before), new: value(after), importID: undo)
      }
    }
  }

  private func value(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
}
