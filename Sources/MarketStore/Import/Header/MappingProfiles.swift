import MarketModel
import Records
import SQLite
import System

/// How somebody's files are to be read, kept by name: what is the same every time they send one.
public struct MappingProfile: Sendable, Equatable {
  /// `theirs=ours` for each header; an empty `ours` leaves the column out.
  public var mapping: [(theirs: String, ours: String)] = []
  /// Other options by their long names: shape, decimal, date-order, encoding, source, metric …
  public var settings: [String: String] = [:]

  /// A profile that says nothing unless told.
  public init(mapping: [(theirs: String, ours: String)] = [], settings: [String: String] = [:]) {
    self.mapping = mapping
    self.settings = settings
  }

  /// The same settings, and the same pairs in the same order.
  public static func == (a: MappingProfile, b: MappingProfile) -> Bool {
    a.settings == b.settings && a.mapping.map(\.theirs) == b.mapping.map(\.theirs)
      && a.mapping.map(\.ours) == b.mapping.map(\.ours)
  }
}

extension Store {
  /// A profile that somebody saved; nil without one of that name.
  ///
  /// - Throws: `StoreError` when it cannot be read.
  public func savedMappingProfile(_ name: String) throws -> MappingProfile? {
    guard let text = try connection.first("SELECT options FROM mapping_profiles WHERE name = \(name)", { $0.text(0) })
    else { return nil }
    func unreadable(_ reason: String) -> StoreError {
      StoreError(
        .unusable, "the mapping profile \(name) cannot be read: \(reason)",
        remedy: .run(.saveProfile(name)))
    }
    do {
      guard let members = try JSONTree(parsing: text).members else { throw unreadable("it is not an object") }
      var profile = MappingProfile()
      for (key, value) in members where key != "map" {
        guard let value = value.string else { throw unreadable("\(key) is not a text") }
        profile.settings[key] = value
      }
      for pair in members["map"]?.array ?? [] {
        guard let words = pair.strings, words.count == 2 else { throw unreadable("map is not a list of pairs") }
        profile.mapping.append((words[0], words[1]))
      }
      return profile
    } catch let failure as JSONTree.Failure {
      throw unreadable(failure.message)
    }
  }

  /// That there is no profile of a name, with those that there are.
  public func unknownProfile(_ name: String) throws -> StoreError {
    let saved = try connection.query("SELECT name FROM mapping_profiles ORDER BY name") { $0.text(0) }
    let shipped = PublisherProfile.all.map(\.name)
    return StoreError(
      .name, "no mapping profile \"\(name)\"",
      remedy: .anyOf(
        [Remedy.didYouMean(nearestNames(to: name, among: saved + shipped))].compactMap { $0 }
          + ["there is \((saved + shipped).joined(separator: ", "))", .run(.saveProfile(name))]))
  }

  /// Keeps a profile under its name; one of that name is replaced.
  ///
  /// - Throws: `StoreError` of kind `usage` for a name with other characters than letters, digits, `-` and `_`.
  public func saveMappingProfile(_ profile: MappingProfile, as name: String) throws {
    guard isSettingName(name) else {
      throw StoreError(.usage, "\"\(name)\" cannot be a profile's name", remedy: "use letters, digits, - and _")
    }
    let pairs = profile.mapping.map { jsonArray([$0.theirs, $0.ours]) }.joined(separator: ",")
    let settings = profile.settings.sorted { $0.key < $1.key }.map { ",\(jsonString($0.key)):\(jsonString($0.value))" }
      .joined()
    let text = "{\"map\":[\(pairs)]\(settings)}"
    try writing {
      try connection.run(
        """
        INSERT INTO mapping_profiles (name, options) VALUES (\(name), \(text)) ON CONFLICT (name) DO UPDATE
          SET options = excluded.options
        """
      )
    }
  }
}

/// Names of the analyst's own settings: short, and never in need of quotes.
func isSettingName(_ name: String) -> Bool {
  !name.isEmpty
    && name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
}
