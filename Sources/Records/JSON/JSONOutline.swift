import System

/// Which arrays of objects a JSON text holds, and where: an answer of somebody's interface has its records inside an
/// envelope. Read once from end to end, with memory for the nesting only.
package struct JSONOutline {
  /// An array of objects that stands in no other.
  package struct Place: Equatable, Sendable {
    /// Keys, and numbers of list elements from 0, with points between: `data.items`.
    package var path: String
    /// Offset of its `[`, and the line that it stands on.
    package var byte: Int64
    package var line: Int
    /// Offset at which that line begins.
    package var lineStart: Int64
    package var objects = 0
    /// Something else than objects stands in it too.
    var isMixed = false
  }

  /// More are counted and not kept.
  package static let most = 20
  private static let deepest = 512

  package private(set) var places: [Place] = []
  package private(set) var placesLeftOut = 0
  /// How the walk over the text ended.
  package enum Ending { case whole, cut, secondValue, broken }
  package private(set) var ending = Ending.cut

  private struct Level {
    var isArray: Bool
    var pathLength: Int
    var element = -1
    /// Index of the place, for an array that has an object in it and stands in no other such array.
    var place: Int?
    var byte: Int64
    var line: Int
    var lineStart: Int64
    var others = false
    /// Inside an object of such an array: what stands there is part of a record.
    var isInRecord = false
  }

  private var levels: [Level] = []
  private var path: [UInt8] = []
  private var key: [UInt8] = []

  /// - Parameter wanted: Only an array with this path counts.
  /// - Parameter limit: Only so many bytes are looked at.
  /// - Throws: `FileError`.
  package init(_ input: SpooledInput, skipping: Int, wanted: String? = nil, limit: Int64 = .max) throws {
    let size = 1 << 16
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    defer { block.deallocate() }
    input.rewind(to: skipping)
    var offset = Int64(skipping)
    var walk = Walk(lineStart: offset)
    let wantedPath = wanted.map { Array($0.utf8) }
    reading: while offset < limit {
      let got = try input.read(into: block, count: Int(min(Int64(size), limit - offset)))
      if got == 0 { break }
      for index in 0..<got where !take(block[index], at: offset + Int64(index), &walk, wantedPath) { break reading }
      offset += Int64(got)
    }
    if ending == .cut, levels.isEmpty, walk.hasValue, offset < limit { ending = .whole }
    places.removeAll(where: \.isMixed)
  }

  private struct Walk {
    var isInString = false
    var isEscaped = false
    var isKey = false
    var line = 1
    var lineStart: Int64
    var lastWasCR = false
    /// A scalar (number, word) is being passed.
    var isInScalar = false
    var hasValue = false
  }

  /// false: nothing more is to be found.
  private mutating func take(_ byte: UInt8, at offset: Int64, _ walk: inout Walk, _ wanted: [UInt8]?) -> Bool {
    if walk.isInString {
      if walk.isEscaped {
        walk.isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        walk.isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        walk.isInString = false
        return true
      }
      if walk.isKey, key.count < 400 { key.append(byte) }
      return true
    }
    if byte != UInt8(ascii: "\n"), walk.lastWasCR {
      walk.line += 1
      walk.lineStart = offset
    }
    walk.lastWasCR = byte == UInt8(ascii: "\r")
    switch byte {
    case UInt8(ascii: "\n"):
      walk.line += 1
      walk.lineStart = offset + 1
      walk.isInScalar = false
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ":"):
      walk.isInScalar = false
      if byte == UInt8(ascii: ":") { walk.isKey = false }
    case UInt8(ascii: ","):
      walk.isInScalar = false
      if let last = levels.last, !last.isArray { walk.isKey = true }
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      walk.isInScalar = false
      guard let last = levels.last, last.isArray == (byte == UInt8(ascii: "]")) else {
        ending = .broken
        return false
      }
      leave(last)
      walk.isKey = false
      walk.hasValue = true
    case UInt8(ascii: "\""):
      walk.isInString = true
      if walk.isKey { key.removeAll(keepingCapacity: true) } else { begin(isObject: false) }
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      let isArray = byte == UInt8(ascii: "[")
      guard levels.count < Self.deepest, !levels.isEmpty || !walk.hasValue else {
        ending = levels.isEmpty ? .secondValue : .broken
        return false
      }
      begin(isObject: !isArray, wanted)
      enter(isArray, at: offset, walk)
      walk.isKey = !isArray
    default:
      if !walk.isInScalar {
        begin(isObject: false)
        walk.isInScalar = true
        if levels.isEmpty { walk.hasValue = true }
      }
    }
    return true
  }

  /// A value begins inside the level at hand.
  private mutating func begin(isObject: Bool, _ wanted: [UInt8]? = nil) {
    guard !levels.isEmpty else { return }
    let at = levels.count - 1
    guard levels[at].isArray else { return }
    levels[at].element += 1
    if levels[at].isInRecord { return }
    if !isObject {
      levels[at].others = true
      if let place = levels[at].place { places[place].isMixed = true }
    } else if let place = levels[at].place {
      places[place].objects += 1
    } else if wanted.map({ path.prefix(levels[at].pathLength).elementsEqual($0) }) ?? true {
      guard places.count < Self.most else {
        placesLeftOut += 1
        return
      }
      levels[at].place = places.count
      let level = levels[at]
      places.append(
        Place(
          path: String(decoding: path.prefix(level.pathLength), as: UTF8.self), byte: level.byte, line: level.line,
          lineStart: level.lineStart, objects: 1, isMixed: level.others))
    }
  }

  private mutating func enter(_ isArray: Bool, at offset: Int64, _ walk: Walk) {
    if let last = levels.last {
      path.removeSubrange(last.pathLength...)
      let name = last.isArray ? Array(String(last.element).utf8) : key
      if path.count + name.count < 4000 {
        if !path.isEmpty { path.append(UInt8(ascii: ".")) }
        path += name
      }
    }
    var level = Level(
      isArray: isArray, pathLength: path.count, byte: offset, line: walk.line, lineStart: walk.lineStart)
    if let last = levels.last {
      level.isInRecord = last.isInRecord || !isArray && last.place.map { !places[$0].isMixed } ?? false
    }
    levels.append(level)
  }

  private mutating func leave(_ level: Level) {
    levels.removeLast()
    path.removeSubrange((levels.last?.pathLength ?? 0)...)
  }
}

extension JSONOutline {
  /// Where the records of a JSON text are; nil: at its top, an array of objects or one object a line.
  ///
  /// - Parameter path: What a user has said about it.
  /// - Throws: `UnreadableFile` when nothing is there, or when there is more than one such array and nobody has said
  ///   which.
  package static func records(of input: SpooledInput, skipping: Int, path: String?) throws -> Place? {
    if let path {
      let wanted = try JSONOutline(input, skipping: skipping, wanted: path)
      if let place = wanted.places.first { return place }
      let all = try JSONOutline(input, skipping: skipping)
      throw unfit(
        "there is no array of objects at \"\(path)\"",
        remedy: all.places.isEmpty ? .advice("the file holds no array of objects") : .records(all.places.map(\.path)))
    }
    // The beginning of most files shows that they are plain.
    let head = try JSONOutline(input, skipping: skipping, limit: Int64(skipping) + (1 << 18))
    if head.ending == .secondValue || head.ending == .broken || head.places.contains(where: { $0.path.isEmpty }) {
      return nil
    }
    let all = head.ending == .whole ? head : try JSONOutline(input, skipping: skipping)
    if all.ending == .secondValue || all.ending == .broken || all.places.contains(where: { $0.path.isEmpty }) {
      return nil
    }
    guard all.places.count > 1 else { return all.places.first }
    let listed = all.places.prefix(6).map { "\($0.path) (\($0.objects))" }.joined(separator: ", ")
    let left = all.places.count + all.placesLeftOut - min(6, all.places.count)
    throw unfit(
      "the file has several arrays of objects: \(listed)" + (left > 0 ? " and \(left) more" : ""),
      remedy: .records(all.places.prefix(6).map(\.path)))
  }

  private static func unfit(_ message: String, remedy: UnreadableFile.Remedy)
    -> UnreadableFile
  {
    UnreadableFile(line: 1, byte: 0, kind: "records", message: message, remedy: remedy)
  }

  /// Characters before a place on its line.
  package static func characters(before place: Place, in input: SpooledInput) throws -> Int {
    let count = place.byte - place.lineStart
    guard count <= 1 << 20 else { return Int(count) }
    return try input.bytes(at: place.lineStart, count: Int(count)).withUnsafeBytes { $0.text.count }
  }
}
