import System

/// The sheets of a workbook, in their order.
final class SheetListWalk: XMLWalk {
  struct Sheet: Equatable {
    var name: String
    var relation: String
    var isHidden: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var is1904 = false
  private static let sheet = XMLName("sheet")
  private static let properties = XMLName("workbookPr")

  override func start(_ name: XMLName, _ attributes: Attributes) {
    if name == Self.sheet, let title = Self.string("name", in: attributes), sheets.count < 10_000 {
      sheets.append(
        Sheet(
          name: title, relation: Self.string("id", in: attributes) ?? "",
          isHidden: Self.string("state", in: attributes).map { $0 != "visible" } ?? false))
    } else if name == Self.properties, let value = Self.string("date1904", in: attributes) {
      is1904 = value == "1" || value == "true"
    }
  }
}

/// Which part each relation of a workbook leads to.
final class RelationWalk: XMLWalk {
  private(set) var targets: [String: (target: String, type: String)] = [:]
  private static let relationship = XMLName("Relation")

  override func start(_ name: XMLName, _ attributes: Attributes) {
    guard name == Self.relationship, targets.count < 10_000, let id = Self.string("Id", in: attributes),
      let target = Self.string("Target", in: attributes)
    else { return }
    targets[id] = (target, Self.string("Type", in: attributes) ?? "")
  }
}

/// The number formats of a workbook's cell styles.
final class StyleWalk: XMLWalk {
  /// By the number that a cell gives as its style; built when they are first used.
  private(set) var formatNumbers: [Int] = []
  private var codes: [Int: String] = [:]
  private var isInCellFormats = false
  private static let numberFormat = XMLName("numFmt")
  private static let cellFormats = XMLName("cellXfs")
  private static let format = XMLName("xf")
  private var built: [Int: NumberFormat] = [:]

  override func start(_ name: XMLName, _ attributes: Attributes) {
    if name == Self.cellFormats {
      isInCellFormats = true
    } else if name == Self.format, isInCellFormats, formatNumbers.count < 100_000 {
      formatNumbers.append(Self.value("numFmtId", in: attributes).map { Int(atoi($0)) } ?? 0)
    } else if name == Self.numberFormat, codes.count < 10_000, let id = Self.value("numFmtId", in: attributes),
      let code = Self.string("formatCode", in: attributes)
    {
      codes[Int(atoi(id))] = String(code.prefix(1000))
    }
  }

  override func end(_ name: XMLName) { if name == Self.cellFormats { isInCellFormats = false } }

  /// Whether a cell's style shows a number otherwise than it is.
  func isFormatted(_ style: Int) -> Bool { style >= 0 && style < formatNumbers.count && formatNumbers[style] != 0 }

  /// The format of a cell's style; nil: numbers as they are.
  func format(_ style: Int) -> NumberFormat? {
    guard isFormatted(style) else { return nil }
    let number = formatNumbers[style]
    if let known = built[number] { return known }
    let format = codes[number].map { NumberFormat($0) } ?? NumberFormat(builtIn: number)
    built[number] = format
    return format
  }
}

/// The texts that the sheets of a workbook share. Phonetic readings beside a text are no part of it.
final class SharedStringWalk: XMLWalk {
  let store: StringStore
  private(set) var error: (any Error)?
  private let current = ByteArena()
  private let meant = ByteArena()
  private var isText = false
  private var phonetic = 0
  private static let item = XMLName("si")
  private static let textName = XMLName("t")
  private static let reading = XMLName("rPh")
  /// No cell holds more.
  static let longest = 1 << 20

  init(_ store: StringStore) { self.store = store }

  override func start(_ name: XMLName, _ attributes: Attributes) {
    if name == Self.item { current.removeAll() }
    if name == Self.reading { phonetic += 1 }
    isText = name == Self.textName && phonetic == 0
  }

  override func text(_ text: UnsafeRawBufferPointer) {
    guard isText else { return }
    if current.count + text.count > Self.longest { return fail("one of its texts is longer than a megabyte") }
    current.append(text)
  }

  override func end(_ name: XMLName) {
    isText = false
    if name == Self.reading { phonetic -= 1 }
    guard name == Self.item, error == nil else { return }
    do {
      var text = current[0..<current.count]
      if SheetText.hasEscape(text) {
        meant.removeAll()
        SheetText.append(text, to: meant)
        text = meant[0..<meant.count]
      }
      try store.append(text)
    } catch {
      self.error = error
      stop()
    }
  }
}

/// Whether a sheet has a row with two values.
final class TableProbeWalk: XMLWalk {
  private(set) var hasTable = false
  private var values = 0
  private static let row = XMLName("row")
  private static let value = XMLName("v")
  private static let inlineText = XMLName("is")

  override func start(_ name: XMLName, _ attributes: Attributes) {
    if name == Self.row { values = 0 }
    guard name == Self.value || name == Self.inlineText else { return }
    values += 1
    guard values == 2 else { return }
    hasTable = true
    stop()
  }
}
