import System

/// Writes the rows of a sheet as lines of CSV, each on the line of its own number: an empty row is an empty line. A
/// cell is written as it shows.
final class SheetWalk: XMLWalk {
  private static let mostRows = 1_048_576
  private static let mostColumns = 16_384
  // The keys of short names as numbers: a million cells ask for them, and a stored constant is looked up each time.
  private static var row: XMLName { XMLName(key: 0x776F72) }  // row
  private static var cell: XMLName { XMLName(key: 0x63) }  // c
  private static var value: XMLName { XMLName(key: 0x76) }  // v
  private static var inlineText: XMLName { XMLName(key: 0x74) }  // t
  private static var formula: XMLName { XMLName(key: 0x66) }  // f
  private static var reading: XMLName { XMLName(key: 0x685072) }  // rPh
  private static var data: XMLName { XMLName(key: 0x7461447465656873) }  // sheetData

  private enum Kind { case number, shared, text, boolean, error, date }
  private enum Inside { case nothing, value, inlineText, formula }

  private let strings: StringStore
  private let styles: StyleWalk?
  private let is1904: Bool
  private let isComma: Bool
  private let write: (UnsafeRawBufferPointer) throws -> Void

  private(set) var error: (any Error)?
  /// Formulas whose results nobody has kept, and the first one's place.
  private(set) var withoutResult = 0
  private(set) var firstWithoutResult = ""

  // One thread reads and writes these by turns; checking that at every cell would cost a tenth of the walk.
  @exclusivity(unchecked) private var rowNumber = 0
  @exclusivity(unchecked) private var linesWritten = 0
  @exclusivity(unchecked) private var column = 0
  @exclusivity(unchecked) private var columnsWritten = 0
  private let line = ByteArena(capacity: 1 << 16)
  @exclusivity(unchecked) private var kind = Kind.number
  @exclusivity(unchecked) private var style = 0
  @exclusivity(unchecked) private var inside = Inside.nothing
  private let text = ByteArena()
  private let formulaText = ByteArena()
  private let meant = ByteArena()
  @exclusivity(unchecked) private var hasValue = false
  @exclusivity(unchecked) private var hasFormula = false
  @exclusivity(unchecked) private var phonetic = 0
  @exclusivity(unchecked) private var shown = [ShownNumber](repeating: ShownNumber(), count: ShownNumber.slots)

  /// - Parameters:
  ///   - isComma: Numbers are written with a decimal comma.
  ///   - write: Takes what is written, in blocks.
  init(
    strings: StringStore, styles: StyleWalk?, is1904: Bool, isComma: Bool,
    write: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) {
    (self.strings, self.styles, self.is1904, self.isComma, self.write) = (strings, styles, is1904, isComma, write)
  }

  override func start(_ name: XMLName, _ attributes: Attributes) {
    inside = .nothing
    switch name {
    case Self.cell: startCell(attributes)
    case Self.value: inside = .value
    case Self.inlineText: inside = phonetic == 0 ? .inlineText : .nothing
    case Self.formula:
      inside = .formula
      hasFormula = true
    case Self.reading: phonetic += 1
    case Self.row: startRow(attributes)
    default: break
    }
  }

  private func startRow(_ attributes: Attributes) {
    let number = Self.value("r", in: attributes).map { Int(atoi($0)) } ?? rowNumber + 1
    guard number > rowNumber else { return fail("row \(number) stands behind row \(rowNumber)") }
    guard number <= Self.mostRows else {
      return fail("it has a row \(number); a sheet has at most \(Self.mostRows) rows")
    }
    rowNumber = number
    (column, columnsWritten) = (0, 0)
  }

  private func startCell(_ attributes: Attributes) {
    var at = attributes
    var place: Int?
    (kind, style) = (.number, 0)
    while let name = at[0], let value = at[1] {
      if name[1] == 0 {
        switch UInt8(bitPattern: name[0]) {
        case UInt8(ascii: "r"): place = Self.column(value)
        case UInt8(ascii: "s"): style = Int(atoi(value))
        case UInt8(ascii: "t"): kind = Self.kind(value)
        default: break
        }
      }
      at += 2
    }
    let number = place ?? column + 1
    guard number > column else { return fail("cells of row \(rowNumber) stand in the wrong order") }
    guard number <= Self.mostColumns else {
      return fail("row \(rowNumber) has a column \(number); a sheet has at most \(Self.mostColumns) columns")
    }
    column = number
    (hasValue, hasFormula) = (false, false)
    text.removeAll()
    formulaText.removeAll()
  }

  private static func kind(_ type: UnsafePointer<CChar>) -> Kind {
    switch UInt8(bitPattern: type[0]) {
    case UInt8(ascii: "s"): return type[1] == 0 ? .shared : .text
    case UInt8(ascii: "i"): return .text
    case UInt8(ascii: "b"): return .boolean
    case UInt8(ascii: "e"): return .error
    case UInt8(ascii: "d"): return .date
    default: return .number
    }
  }

  /// `AB12` is column 28; 0 for what is no place.
  private static func column(_ place: UnsafePointer<CChar>) -> Int {
    var number = 0
    var next = place
    while true {
      let letter = UInt8(bitPattern: next.pointee) | 0x20
      guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z"), number < 1_000_000_000 else { return number }
      number = number * 26 + Int(letter - UInt8(ascii: "a")) + 1
      next += 1
    }
  }

  override func text(_ more: UnsafeRawBufferPointer) {
    switch inside {
    case .nothing: return
    case .formula:
      if formulaText.count < 200 { formulaText.append(UnsafeRawBufferPointer(rebasing: more.prefix(200))) }
    case .value, .inlineText:
      hasValue = true
      if text.count + more.count > SharedStringWalk.longest {
        return fail("a cell of row \(rowNumber) holds more than a megabyte")
      }
      text.append(more)
    }
  }

  override func end(_ name: XMLName) {
    inside = .nothing
    switch name {
    case Self.cell: endCell()
    case Self.row: endRow()
    case Self.reading: phonetic -= 1
    case Self.data: flush()
    default: break
    }
  }

  private func endCell() {
    let bytes = text[0..<text.count]
    switch kind {
    case .shared:
      guard hasValue else { return }
      let number = Self.index(bytes.trimmed)
      do {
        if try !strings.with(number, { put($0) }) {
          fail("a cell of row \(rowNumber) has the text \(number), of \(strings.count) that there are")
        }
      } catch {
        self.error = error
        stop()
      }
    case .boolean:
      guard hasValue else { return }
      put(bytes.trimmed.first == UInt8(ascii: "1") ? "TRUE" : "FALSE")
    case .text, .error, .date:
      guard hasValue else { return endWithoutResult() }
      guard SheetText.hasEscape(bytes) else { return put(bytes) }
      meant.removeAll()
      SheetText.append(bytes, to: meant)
      put(meant[0..<meant.count])
    case .number:
      guard hasValue, bytes.trimmed.count > 0 else { return endWithoutResult() }
      putNumber(bytes.trimmed)
    }
  }

  private func endWithoutResult() {
    guard hasFormula else { return }
    withoutResult += 1
    if withoutResult == 1 { firstWithoutResult = "\(Self.letters(column))\(rowNumber)" }
    // Never empty: nothing would be missed.
    put("=" + formulaText[0..<formulaText.count].text)
  }

  static func letters(_ column: Int) -> String {
    var (left, text) = (column, "")
    while left > 0 {
      text = String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8((left - 1) % 26)))) + text
      left = (left - 1) / 26
    }
    return text
  }

  /// A whole number; -1 for anything else.
  private static func index(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count > 0, bytes.count < 12 else { return -1 }
    var number = 0
    for byte in bytes {
      guard byte &- 0x30 <= 9 else { return -1 }
      number = number * 10 + Int(byte &- 0x30)
    }
    return number
  }

  private func putNumber(_ bytes: UnsafeRawBufferPointer) {
    let isFormatted = styles?.isFormatted(style) ?? false
    if !isFormatted, bytes.count <= 15, !isComma || !bytes.contains(UInt8(ascii: ".")), Self.isPlain(bytes) {
      return put(bytes)
    }
    let slot = ShownNumber.slot(bytes, style)
    if shown[slot].holds(bytes, style) { return shown[slot].text.withUnsafeBytes { put($0) } }
    guard let number = DecimalText(bytes) else { return put(bytes) }
    let format = isFormatted ? styles?.format(style) : nil
    let text = Array((format ?? NumberFormat.general).text(number, is1904: is1904, isComma: isComma).utf8)
    shown[slot] = ShownNumber(bytes, style, text)
    text.withUnsafeBytes { put($0) }
  }

  /// A number that was shown lately: a column of dates has few of them.
  private struct ShownNumber {
    static let slots = 1 << 14
    var style = -1
    var count = 0
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var text: [UInt8] = []

    init() {}

    init(_ bytes: UnsafeRawBufferPointer, _ style: Int, _ text: [UInt8]) {
      guard bytes.count <= 24 else { return }
      (self.style, count, digits, self.text) = (style, bytes.count, Self.digits(bytes), text)
    }

    static func slot(_ bytes: UnsafeRawBufferPointer, _ style: Int) -> Int {
      var hash = UInt64(truncatingIfNeeded: style)
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return Int((hash ^ hash >> 32) % UInt64(slots))
    }

    func holds(_ bytes: UnsafeRawBufferPointer, _ style: Int) -> Bool {
      style == self.style && bytes.count == count && digits == Self.digits(bytes)
    }

    private static func digits(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64) {
      var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
      withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(24))) }
      return words
    }
  }

  /// Digits, and perhaps a sign before and a point between them.
  private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var points = 0
    for (index, byte) in bytes.enumerated() where byte &- 0x30 > 9 {
      if byte == UInt8(ascii: "."), points == 0, index > 0, index + 1 < bytes.count {
        points += 1
      } else if byte != UInt8(ascii: "-") || index > 0 || bytes.count == 1 {
        return false
      }
    }
    return points == 0 || bytes.last != 0x30
  }

  private func put(_ text: String) {
    var text = text
    text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
  }

  /// Appends a cell to the row's line, with the empty ones before it.
  private func put(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count == 0 { return }
    if columnsWritten == 0 {
      while linesWritten < rowNumber - 1 {
        line.append(UInt8(ascii: "\n"))
        linesWritten += 1
      }
      columnsWritten = 1
    }
    while columnsWritten < column {
      line.append(UInt8(ascii: ","))
      columnsWritten += 1
    }
    let needsQuotes =
      bytes[0] == UInt8(ascii: "\"")
      || bytes.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard needsQuotes else {
      line.append(bytes)
      return
    }
    line.append(UInt8(ascii: "\""))
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { line.append(byte) }
      line.append(byte)
    }
    line.append(UInt8(ascii: "\""))
  }

  private func endRow() {
    if columnsWritten > 0 {
      line.append(UInt8(ascii: "\n"))
      linesWritten = rowNumber
    }
    if line.count >= 1 << 15 { flush() }
    if line.count > InputBuffer.largestRecord {
      fail("row \(rowNumber) is longer than \(InputBuffer.largestRecord >> 20) MiB")
    }
  }

  /// - Throws: Nothing: what goes wrong ends the walk.
  private func flush() {
    guard line.count > 0, error == nil else { return }
    do {
      try write(line[0..<line.count])
    } catch {
      self.error = error
      stop()
    }
    line.removeAll()
  }
}
