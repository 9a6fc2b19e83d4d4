import CSQLite
import MarketModel
import SQLite
import System

/// What the migrations' own text says of each thing, byte for byte: the quick look at a schema that is as it should be.
/// `ExpectedSchema` is the definition.
private struct PlainSchema {
  private var text: [UInt8] = []
  /// By name: the type, and where the migrations' text has the definition.
  private(set) var definitions: [String: (type: String, start: Int)]

  static let known = PlainSchema(of: Migration.all)

  /// nil where later steps change what earlier ones made: then the text alone does not say what there is.
  init?(of migrations: some Collection<Migration>) {
    for migration in migrations { text += Array(migration.sql.utf8) + [UInt8(ascii: "\n")] }
    var definitions: [String: (type: String, start: Int)] = [:]
    // Every verb that opens a store looks at each line: by the C library, which is quick without an optimizer too.
    let isPlain = text.withUnsafeBytes { bytes -> Bool in
      guard let base = bytes.baseAddress else { return true }
      var start = 0
      while start < bytes.count, let newline = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start) {
        let end = UnsafeRawPointer(newline) - base
        if start < end, [UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "D")].contains(bytes[start]) {
          let line = String(decoding: bytes[start..<end], as: UTF8.self)
          if line.hasPrefix("DROP ") || line.hasPrefix("ALTER ") { return false }
          if line.hasPrefix("CREATE ") {
            var words = line.split(separator: " ", maxSplits: 4).map(String.init)
            words.removeAll { $0 == "UNIQUE" }
            guard words.count > 2, definitions.updateValue((words[1].lowercased(), start), forKey: words[2]) == nil
            else { return false }
          }
        }
        start = end + 1
      }
      return true
    }
    if !isPlain { return nil }
    self.definitions = definitions
  }

  /// Whether the row is our definition of that name. What follows it in the migration must be its end: a text cut short
  /// before a semicolon of a comment or a trigger is none that SQLite reads.
  func has(_ item: SchemaItem) -> Bool {
    guard let ours = definitions[item.name], ours.type == item.type, let sql = item.sql, !sql.isEmpty,
      ours.start + sql.count < text.count, text[ours.start + sql.count] == UInt8(ascii: ";")
    else { return false }
    return text.withUnsafeBytes { own in
      sql.withUnsafeBytes { theirs in
        guard let a = own.baseAddress, let b = theirs.baseAddress else { return false }
        return memcmp(a + ours.start, b, theirs.count) == 0
      }
    }
  }
}

extension Store {
  /// Refuses a file that has our marks but not our schema, before anything else of it is read: a generated column, an
  /// expression in an index or a view of our name is code that a stranger wrote, and a table that is really a virtual
  /// one answers what it likes.
  ///
  /// An older store is held against the steps up to its own version.
  func requireOurSchema(version: Int) throws {
    let found = try SchemaItem.all(of: connection)
    let steps = migrations.prefix(version)
    let comparison: SchemaComparison
    if let plain = steps.count == Migration.all.count ? PlainSchema.known : PlainSchema(of: steps) {
      let foreign = found.filter { !plain.has($0) && !$0.isOfSQLite }
      if found.count(where: plain.has) == plain.definitions.count {
        comparison = SchemaComparison(foreign: foreign, ours: Set(plain.definitions.keys))
      } else {
        comparison = SchemaComparison(found, try ExpectedSchema(of: steps))
      }
    } else {
      comparison = SchemaComparison(found, try ExpectedSchema(of: steps))
    }
    guard !comparison.isAsExpected else { return }
    if try isOfOtherBuild(found, version) { throw otherBuild }
    throw StoreError(
      .unusable, "\(path) is damaged or was tampered with: \(comparison.firstFault)",
      remedy: .run(.check(store: path)))
  }

  /// A store that a program made whose schema was another one under the same number, as before the first release.
  var otherBuild: StoreError {
    StoreError(
      .unusable, "\(path) was made by another build of tidemark, with a schema from before the first release",
      remedy: "export it with the build that made it, make a new store, and import the files of the export")
  }

  /// Whether the schema is just what the store's own history says, and that is not this program's.
  func isOfOtherBuild(_ found: [SchemaItem], _ version: Int) throws -> Bool {
    // The history is read only where it is the plain table that we know.
    let expected = try ExpectedSchema(of: migrations.prefix(version))
    guard let history = expected.items["schema_migrations"],
      found.filter({ $0.name == history.name }).map({ $0.isSame(as: history) }) == [true],
      !found.contains(where: { $0.table.lowercased() == history.name && $0.type == "index" })
    else { return false }
    let texts = try connection.query(
      "SELECT sql FROM schema_migrations WHERE length(sql) < 4000000 ORDER BY version LIMIT 100"
    ) { $0.text(0) }
    guard texts.count == version, texts != migrations.prefix(version).map(\.sql) else { return false }
    var recorded: [String: [UInt8]] = [:]
    for statement in texts.flatMap({ SQLText.statements($0.utf8) }) {
      var words = SQLText.words(statement, limit: 4)
      words.removeAll { $0.uppercased() == "UNIQUE" }
      guard words.count > 2, words[0].uppercased() == "CREATE" else { return false }
      recorded[SQLText.name(words[2])] = SQLText.folded(statement)
    }
    let own = Dictionary(found.map { ($0.name, $0.sql) }, uniquingKeysWith: { first, _ in first })
    return recorded.allSatisfy { name, text in own[name]??.isFolded(as: text) == true }
  }
}

extension [UInt8] {
  fileprivate func isFolded(as text: [UInt8]) -> Bool { SQLText.folded(self) == text }
}

extension SchemaComparison {
  /// The first thing that is wrong, in words.
  fileprivate var firstFault: String {
    for (expected, found) in changed {
      guard let found else { return "the \(expected.type) \(expected.name) is missing" }
      if found.type != expected.type { return "\(expected.name) is a \(found.type)" }
      return "the \(expected.type) \(expected.name) is not this program's"
    }
    return intruders.first.map { "the \($0.type) \($0.name) on \($0.table) is not this program's" } ?? ""
  }
}
