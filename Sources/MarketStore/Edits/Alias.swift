import SQLite
import System

extension Store {
  /// Gives a thing another name.
  ///
  /// - Throws: `StoreError` of kind `name` for an unknown thing, `usage` when the alias stands for something else
  ///   already.
  @discardableResult
  public func addAlias(_ alias: String, of kind: CatalogueKind, named name: String, command: String) throws
    -> EditResult
  {
    let alias = alias.trimmingBlanks
    if alias.isEmpty { throw StoreError(.usage, "an alias cannot be empty") }
    return try editing(command) { edit in
      let target = try resolve(kind, name)
      try refuseTakenName(kind, alias, except: target.id)
      guard try addAlias(alias, kind: kind, target: target.id, importID: edit.importID) != .unchanged else { return }
      edit.counts.inserted = 1
      edit.changes.append("\(alias) is another name of \(target.name)")
    }
  }

  /// Takes an alias away.
  ///
  /// - Parameter kind: nil where the alias is one of one kind only.
  /// - Throws: `StoreError` of kind `name` when there is no such alias, or several kinds have it.
  @discardableResult
  public func removeAlias(_ alias: String, of kind: CatalogueKind? = nil, command: String) throws -> EditResult {
    try editing(command) { edit in
      let found = try connection.query(
        "SELECT kind, alias, target_id FROM aliases WHERE alias = \(alias) ORDER BY kind"
      ) {
        (kind: $0.text(0), alias: $0.text(1), target: $0.int(2))
      }.filter { kind == nil || $0.kind == kind?.rawValue }
      guard let first = found.first else {
        let all = try connection.query("SELECT DISTINCT alias FROM aliases ORDER BY 1") { $0.text(0) }
        let nearest = nearestNames(to: alias, among: all)
        throw StoreError(
          .name, "no alias \"\(alias)\"",
          remedy: .didYouMean(nearest) ?? .see(.listing("aliases")))
      }
      guard found.count == 1 else {
        throw StoreError(
          .name, "\"\(alias)\" is an alias of a \(found.map(\.kind).joined(separator: " and of a "))",
          remedy: .set(.kind, nil))
      }
      try dropAlias(first.alias, kind: first.kind, target: first.target, importID: edit.importID)
      edit.counts.revised = 1
      edit.changes.append("\(first.alias) is not another name any more")
    }
  }

  func dropAlias(_ alias: String, kind: String, target: Int64, importID: Int64) throws {
    try connection.run("DELETE FROM aliases WHERE kind = \(kind) AND alias = \(alias)")
    try keepChange(
      "alias", target, field: "\(kind):\(alias)", old: .text(String(target)), new: .null, importID: importID)
  }

  /// Adds products to a segment. Dates are ISO 8601, inclusive; nil: always.
  @discardableResult
  public func addToSegment(
    _ segment: String, products: [String], from: String? = nil, to: String? = nil, command: String
  ) throws
    -> EditResult
  {
    try editing(command) { edit in
      let group = try resolve(.segment, segment)
      for name in products {
        let product = try resolve(.product, name)
        switch try setMember(group.id, product.id, from: from, to: to, importID: edit.importID) {
        case .inserted: edit.counts.inserted += 1
        case .revised: edit.counts.revised += 1
        case .unchanged:
          edit.counts.unchanged += 1
          edit.notices.append("\(product.name) is in \(group.name) already")
          continue
        }
        edit.changes.append("\(product.name) is in \(group.name)")
      }
    }
  }

  /// Takes products out of a segment.
  ///
  /// - Throws: `StoreError` of kind `name` for an unknown segment or product, or a product that is no member.
  @discardableResult
  public func removeFromSegment(_ segment: String, products: [String], command: String) throws -> EditResult {
    try editing(command) { edit in
      let group = try resolve(.segment, segment)
      for name in products {
        let product = try resolve(.product, name)
        guard try memberDates(group.id, product.id) != nil else {
          throw StoreError(
            .name, "\(product.name) is not in the segment \(group.name)",
            remedy: .see(.show(group.name)))
        }
        try writeMember(group.id, product.id, nil, importID: edit.importID)
        edit.counts.revised += 1
        edit.changes.append("\(product.name) is out of \(group.name)")
      }
    }
  }
}
