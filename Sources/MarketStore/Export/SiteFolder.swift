import System

/// The folder of a static site: it appears whole or not at all, and an earlier site is replaced.
///
/// A site's files depend on its store's names, so each site lists its own: a folder that holds one file more is
/// somebody's.
public struct SiteFolder: ~Copyable {
  private var folder: ExportFolder
  private var names: [String] = []

  /// The file that lists the others.
  public static let manifestName = "site.txt"
  private static let firstLine = "Pages of a tidemark site"

  /// - Parameters:
  ///   - path: A new folder, an empty one, or an earlier site.
  ///   - store: The store whose site it is.
  /// - Throws: `StoreError` of kind `unusable`, naming the place.
  public init(_ path: String, of store: Store) throws {
    folder = try ExportFolder(path, sparing: ProtectedFiles(store: store.path)) { found in
      guard found.contains(Self.manifestName) else { return [Self.manifestName] }
      var lines = Self.manifest(of: path).split(separator: "\n").map(String.init)
      guard lines.first == Self.firstLine else { return [] }
      lines.removeFirst()
      // Only names that a site can have: whatever a list says, nothing else is ever removed.
      return lines.filter { $0.hasSuffix(".html") && !$0.utf8.contains(UInt8(ascii: "/")) } + [Self.manifestName]
    }
  }

  /// Adds one file, in UTF-8. `name` is a file's name without a folder, and ends in `.html` for a page.
  ///
  /// - Throws: `FileError` naming the file, where it cannot be written.
  public mutating func write(_ text: String, to name: String) throws {
    folder.fileNames.append(name)
    names.append(name)
    try folder.write(text, to: name)
  }

  /// Gives the finished folder its name.
  public mutating func publish() throws {
    try write(([Self.firstLine] + names.sorted()).joined(separator: "\n") + "\n", to: Self.manifestName)
    try folder.publish()
  }

  /// Removes the work in progress.
  public func remove() { folder.remove() }

  /// Empty where it cannot be read: then it lists nothing.
  private static func manifest(of path: String) -> String {
    fileBytes(path + "/" + manifestName).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
