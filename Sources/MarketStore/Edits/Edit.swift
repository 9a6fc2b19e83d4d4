import CSQLite
import SQLite

extension Store {
  /// The fields that `edit` can change of a kind, besides its name.
  public static func editableFields(of kind: CatalogueKind) -> [String] { CatalogueField.all(of: kind).map(\.name) }

  /// Changes a named thing. A field set to the empty text is cleared. With a new name the old one stays as an alias.
  ///
  /// - Parameters:
  ///   - fields: By import column; see `editableFields(of:)`.
  ///   - newName: For a metric, its code.
  /// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for an unknown field, a value that is refused,
  ///   or a new name that stands for something else.
  @discardableResult
  public func edit(
    _ kind: CatalogueKind, _ name: String, fields: [(name: String, value: String)], newName: String? = nil,
    command: String
  ) throws -> EditResult {
    let known = CatalogueField.all(of: kind)
    return try editing(command) { edit in
      let thing = try resolve(kind, name)
      for (fieldName, text) in fields {
        guard let field = known.first(where: { $0.name == fieldName }) else {
          throw StoreError(
            .usage, "a \(kind.rawValue) has no field \"\(fieldName)\"",
            remedy: "it has: name, \(known.map(\.name).joined(separator: ", "))")
        }
        let value = try field.value(text, in: self)
        try refuseRing(kind, thing, field, value)
        if kind == .metric { try refuseChangeInUse(thing, field, value) }
        do {
          guard try change(kind, thing.id, field.column, to: value, importID: edit.importID) else { continue }
        } catch let error as SQLiteError where error.isConstraint {
          throw StoreError(
            .usage, "\(fieldName) of \(thing.name) cannot be \"\(text)\"", remedy: .advice(error.message))
        }
        edit.changes.append(
          text.isEmpty ? "\(thing.name): \(fieldName) cleared" : "\(thing.name): \(fieldName) is \(text.trimmingBlanks)"
        )
        edit.counts.revised += 1
      }
      if let newName { try rename(kind, thing, to: newName.trimmingBlanks, edit) }
    }
  }

  private func rename(_ kind: CatalogueKind, _ thing: CatalogueEntry, to newName: String, _ edit: ManualEdit) throws {
    if newName.isEmpty { throw StoreError(.usage, "a name cannot be empty") }
    try refuseTakenName(kind, newName, except: thing.id)
    let importID = edit.importID
    do {
      guard try change(kind, thing.id, kind.nameColumn, to: .text(newName), importID: importID) else { return }
    } catch let error as SQLiteError where error.isConstraint {
      throw StoreError(.usage, "\(thing.name) cannot be called \"\(newName)\"", remedy: .advice(error.message))
    }
    edit.changes.append("\(thing.name) is now called \(newName)")
    edit.counts.revised += 1
    // The new name was an alias of the same thing until now.
    let alias = try connection.first(
      "SELECT alias, target_id FROM aliases WHERE kind = \(kind.rawValue) AND alias = \(newName)"
    ) {
      (name: $0.text(0), target: $0.int(1))
    }
    if let alias { try dropAlias(alias.name, kind: kind.rawValue, target: alias.target, importID: importID) }
    // Where only the case changes the old name finds the thing anyway.
    if try exactEntry(kind, thing.name)?.id != thing.id {
      _ = try addAlias(thing.name, kind: kind, target: thing.id, importID: importID)
      edit.notices.append("\(thing.name) stays as an alias")
    }
  }

  /// A company owned by its own subsidiary, a product that is part of its own part.
  private func refuseRing(_ kind: CatalogueKind, _ thing: CatalogueEntry, _ field: CatalogueField, _ value: Value)
    throws
  {
    guard case .thing(let other) = field.reading, other == kind, case .integer(let start) = value else { return }
    var at: Int64? = start
    for _ in 0..<64 {
      guard let current = at else { return }
      if current == thing.id {
        throw StoreError(.usage, "\(thing.name) cannot stand under itself", remedy: "choose another \(field.name)")
      }
      at =
        try connection.first("SELECT \(field.column) FROM \(kind.table) WHERE id = \(current)") { $0.optionalInt(0) }
        ?? nil
    }
    throw StoreError(.usage, "\(field.name) is nested too deeply")
  }

  /// What claims were checked against stays as it was.
  private func refuseChangeInUse(_ metric: CatalogueEntry, _ field: CatalogueField, _ value: Value) throws {
    guard field.isFixedOnceUsed else { return }
    let isSame = try connection.first("SELECT \(field.column) IS \(value) FROM metrics WHERE id = \(metric.id)") {
      $0.bool(0)
    }
    if isSame == true { return }
    let isUsed = try connection.first("SELECT EXISTS (SELECT 1 FROM series WHERE metric_id = \(metric.id))") {
      $0.bool(0)
    }
    if isUsed == true {
      throw StoreError(
        .usage, "\(metric.name) has snapshots: its \(field.name) is fixed",
        remedy: .run(.addMetric)
      )
    }
  }
}
