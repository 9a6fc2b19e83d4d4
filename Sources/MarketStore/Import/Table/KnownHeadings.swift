import MarketModel
import Records

/// What the store knows of headings, for finding the row of them in a file.
struct KnownHeadings {
  private let keys: Set<String>
  private let session: ImportSession

  private static let ofPublishers = Set(PublisherProfile.all.flatMap(\.headings).map(headerKey))

  init(_ session: ImportSession) {
    self.session = session
    let options = session.options
    let shapes = options.shape.map { [$0] } ?? ImportShape.allCases
    var keys = Set((options.mapping + options.profileMapping).map { headerKey($0.theirs) })
    keys.formUnion(Self.ofPublishers)
    for shape in shapes {
      keys.formUnion(shape.roles.map { headerKey($0.rawValue) })
      keys.formUnion(shape.aliases.keys)
    }
    keys.remove("")
    self.keys = keys
  }

  func judge(_ cells: [String]) throws -> HeadingSigns {
    var signs = HeadingSigns()
    for cell in cells where !cell.isEmpty && cell.utf8.count <= 200 {
      let key = headerKey(cell)
      if keys.contains(key) || ImportColumns.dayColumn(key) != nil {
        signs.known += 1
      } else if try isPossible(cell) {
        signs.possible += 1
      } else if HeaderSearch.isFigure(cell) {
        signs.figures += 1
      }
    }
    return signs
  }

  /// A period or a product may head a column, and may be what the column holds.
  private func isPossible(_ cell: String) throws -> Bool {
    if case .success = Period.parse(cell) { return true }
    return try session.products.entry(named: cell) != nil || session.metrics.entry(named: cell) != nil
  }
}
