/// How many terminal columns a text takes: East Asian wide and fullwidth characters and emoji two, combining marks
/// none. The text is expected to be free of control characters.
public func displayWidth(_ text: some StringProtocol) -> Int {
  var width = 0
  for character in text { width += displayWidth(character) }
  return width
}

func displayWidth(_ character: Character) -> Int {
  let scalars = character.unicodeScalars
  guard let first = scalars.first else { return 0 }
  if first.isASCII, scalars.count == 1 { return first.value < 0x20 || first.value == 0x7f ? 0 : 1 }
  var sum = 0
  for scalar in scalars {
    // One picture, however many characters it was joined from: families, flags, skin tones, the emoji form of a sign.
    if scalar.value == 0xFE0F || scalar.value == 0x200D || scalar.properties.isEmojiModifier
      || (0x1F1E6...0x1F1FF).contains(scalar.value),
      scalars.count > 1, first.properties.isEmoji
    {
      return 2
    }
    sum += scalarWidth(scalar)
  }
  return sum
}

/// UAX #11 and the habit of terminals: wide and fullwidth 2, ambiguous 1, marks and format characters 0.
func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value < 0x20 || (0x7f...0x9f).contains(value) || value == 0xAD ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if (0x1160...0x11FF).contains(value) { return 0 }  // Hangul vowels and finals join the syllable before them
  if (0x1F1E6...0x1F1FF).contains(value) { return 1 }  // half a flag
  return scalar.properties.isEmojiPresentation || isWide(value) ? 2 : 1
}

private func isWide(_ value: UInt32) -> Bool {
  guard value >= 0x1100 else { return false }
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].contains(value)
}

/// East_Asian_Width W and F, except the signs that are emoji by themselves; unassigned code points of a wide block
/// count with it.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
  0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
  0x16FE0...0x16FFF,
  0x17000...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x1F90C...0x1F93A, 0x20000...0x3FFFD,
]

/// As much of the text as fits, with the sign of omission at its end when something is left out.
func truncated(_ text: String, to width: Int, ellipsis: String) -> String {
  guard displayWidth(text) > width else { return text }
  let room = width - displayWidth(ellipsis)
  guard room > 0 else { return String(ellipsis.prefix(max(width, 0))) }
  var kept = ""
  var used = 0
  for character in text {
    let next = displayWidth(character)
    if used + next > room { break }
    kept.append(character)
    used += next
  }
  return kept + ellipsis
}

enum Alignment { case left, right }

/// The text with blanks on one side so that it takes this many columns.
func padded(_ text: String, to width: Int, _ alignment: Alignment = .left) -> String {
  let blanks = String(repeating: " ", count: max(0, width - displayWidth(text)))
  return alignment == .left ? text + blanks : blanks + text
}

/// Lines of at most this width, broken at blanks; a longer word is broken where it must. Lines after the first begin
/// with the indent.
func wrapped(_ text: String, to width: Int?, first: String = "", rest: String = "") -> [String] {
  guard let width, displayWidth(first) + displayWidth(text) > width else { return [first + text] }
  var lines: [String] = []
  var line = first
  var used = displayWidth(first)
  var isEmpty = true
  func room() -> Int { max(8, width) }
  for word in text.split(separator: " ", omittingEmptySubsequences: true) {
    var word = word
    if !isEmpty, used + 1 + displayWidth(word) > room() {
      lines.append(line)
      line = rest
      used = displayWidth(rest)
      isEmpty = true
    }
    while isEmpty, !fits(word, in: room() - used) {
      let piece = prefix(of: word, width: max(1, room() - used))
      lines.append(line + piece)
      word = word[piece.endIndex...]
      line = rest
      used = displayWidth(rest)
    }
    if word.isEmpty { continue }
    line += (isEmpty ? "" : " ") + word
    used += (isEmpty ? 0 : 1) + displayWidth(word)
    isEmpty = false
  }
  if !isEmpty || lines.isEmpty { lines.append(line) }
  return lines
}

/// Whether a text takes no more columns than these; of a longer one only so many characters are looked at.
private func fits(_ text: Substring, in width: Int) -> Bool {
  var used = 0
  for character in text {
    used += displayWidth(character)
    if used > width { return false }
  }
  return used <= width
}

/// At least one character, else as many as fit.
private func prefix(of text: Substring, width: Int) -> Substring {
  var end = text.startIndex
  var used = 0
  for index in text.indices {
    let next = displayWidth(text[index])
    if used + next > width, end > text.startIndex { break }
    end = text.index(after: index)
    used += next
  }
  return text[..<end]
}
