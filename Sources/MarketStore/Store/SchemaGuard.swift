import SQLite
import System

/// Where each thing of our schema is defined in the migrations' own text.
private struct Definition {
  var type: String
  /// The migration's text from this definition on.
  var text: ArraySlice<UInt8>

  /// By name. A line that begins with CREATE begins a definition; the last migration that defines a name counts.
  static let all: [String: Definition] = {
    var found: [String: Definition] = [:]
    for migration in Migration.all {
      let text = Array(migration.sql.utf8)
      var index = text.startIndex
      while index < text.endIndex {
        let end = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
        if text[index..<end].starts(with: "CREATE ".utf8) {
          let words = text[index..<end].split(separator: UInt8(ascii: " "), maxSplits: 3).map {
            String(decoding: $0, as: UTF8.self)
          }
          if words.count > 2 { found[words[2]] = Definition(type: words[1].lowercased(), text: text[index...]) }
        }
        index = end + 1
      }
    }
    return found
  }()
}

extension Store {
  /// Refuses a file that has our marks but not our schema: a table that is really a view may never end, and a trigger
  /// that is not ours may write whatever it likes. Views of other names are an analyst's own business.
  ///
  /// `check` tells every difference; this looks only at what this program would run.
  func requireOurSchema(forWriting: Bool) throws {
    func refuse(_ what: String) -> StoreError {
      StoreError(
        .unusable, "\(path) is damaged or was tampered with: \(what)",
        remedy: .run(.check(store: path)))
    }
    var tables = 0
    try connection.forEach(
      "SELECT type, name, sql FROM sqlite_schema WHERE type = 'table' OR type = 'view' OR type = 'trigger'"
    ) { row in
      let (type, name) = (row.text(0), row.text(1))
      let ours = Definition.all[name]
      if type == "table" {
        if ours?.type == "table" { tables += 1 }
        return
      }
      if ours?.type == "table" { throw refuse("\(name) is a \(type)") }
      let isOurs = ours.map { ours in row.withUTF8(2) { ours.text.starts(with: $0) } } ?? false
      if type == "view", ours != nil, !isOurs { throw refuse("the view \(name) is not this program's") }
      if type == "trigger", forWriting, !isOurs { throw refuse("the trigger \(name) is not this program's") }
    }
    if tables < Self.tableCount { throw refuse("tables are missing") }
  }

  /// Of the first version, which later ones only add to.
  private static let tableCount = 25
}
