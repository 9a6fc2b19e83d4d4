/// A grid of characters, each with the number of the series that coloured it.
struct TextCanvas {
  let width: Int
  let height: Int
  private var characters: [[Character]]
  private var series: [[Int?]]

  init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    characters = Array(repeating: Array(repeating: " ", count: self.width), count: self.height)
    series = Array(repeating: Array(repeating: nil, count: self.width), count: self.height)
  }

  mutating func put(_ character: Character, x: Int, y: Int, series number: Int? = nil) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    characters[y][x] = character
    series[y][x] = number
  }

  func isBlank(x: Int, y: Int) -> Bool {
    (0..<width).contains(x) && (0..<height).contains(y) && characters[y][x] == " "
  }

  /// A row, or as many of its characters as are asked for.
  func row(_ y: Int, _ paint: Paint, count: Int = .max) -> String {
    guard paint.enabled else { return String(characters[y].prefix(count)) }
    var text = ""
    var run = ""
    var color: Int?
    for (character, number) in zip(characters[y].prefix(count), series[y]) {
      if number != color {
        text += color.map { paint.series($0, run) } ?? run
        run = ""
        color = number
      }
      run.append(character)
    }
    return text + (color.map { paint.series($0, run) } ?? run)
  }
}

extension Paint {
  /// Colours of the 256-colour set that read on dark and on light.
  func series(_ number: Int, _ text: String) -> String {
    let codes = [32, 166, 36, 133, 136, 62, 244, 100]
    return code("38;5;\(codes[number % codes.count])", text)
  }
}

/// Lines as dots: two by four of them in every character in Unicode (U+2800 …), one in ASCII.
struct DotPlot {
  let canvasWidth: Int
  let canvasHeight: Int
  let ascii: Bool
  private var dots: [UInt8]

  init(width: Int, height: Int, ascii: Bool) {
    canvasWidth = max(1, width)
    canvasHeight = max(1, height)
    self.ascii = ascii
    dots = Array(repeating: 0, count: canvasWidth * canvasHeight)
  }

  private var columns: Int { canvasWidth * (ascii ? 1 : 2) }
  private var rows: Int { canvasHeight * (ascii ? 1 : 4) }

  /// A straight line; x and y run from 0 to 1, y upwards. Dashed leaves out every other stretch.
  mutating func line(from: (Double, Double), to: (Double, Double), dashed: Bool = false) {
    let x1 = from.0 * Double(columns - 1)
    let x2 = to.0 * Double(columns - 1)
    let y1 = (1 - from.1) * Double(rows - 1)
    let y2 = (1 - to.1) * Double(rows - 1)
    let steps = max(1, wholeNumber(max(abs(x2 - x1), abs(y2 - y1)).rounded(.up)))
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      let x = wholeNumber((x1 + (x2 - x1) * part).rounded())
      if dashed, x / (ascii ? 2 : 4) % 2 == 1 { continue }
      dot(x, wholeNumber((y1 + (y2 - y1) * part).rounded()))
    }
  }

  private mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<columns).contains(x), (0..<rows).contains(y) else { return }
    if ascii {
      dots[y * canvasWidth + x] = 1
      return
    }
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    dots[y / 4 * canvasWidth + x / 2] |= bits[y % 4][x % 2]
  }

  func draw(on canvas: inout TextCanvas, series: Int) {
    for y in 0..<canvasHeight {
      for x in 0..<canvasWidth where dots[y * canvasWidth + x] != 0 {
        let character = ascii ? "." : Character(Unicode.Scalar(0x2800 + UInt32(dots[y * canvasWidth + x])) ?? ".")
        canvas.put(character, x: x, y: y, series: series)
      }
    }
  }
}

/// The signs of a drawing, in Unicode or in ASCII.
struct TerminalSigns {
  var markers: [Character]
  var blocks: [Character]
  var up: Character
  var down: Character
  var left: Character
  var right: Character
  var approximate: Character
  var axis: Character
  var tick: Character
  var corner: Character
  var base: Character
  var planned: Character
  var occurred: Character
  var cap: Character

  static let unicode = TerminalSigns(
    markers: ["●", "■", "▲", "◆", "▼", "✚", "◉", "▣"],
    blocks: ["█", "▓", "▒", "░", "▞", "▤", "▥", "▨"], up: "↑",
    down: "↓", left: "◂",
    right: "▸", approximate: "○", axis: "│", tick: "┤", corner: "└", base: "─",
    planned: "┊", occurred: "│", cap: "│")
  static let ascii = TerminalSigns(
    markers: ["o", "x", "+", "*", "#", "@", "%", "&"], blocks: ["#", "=", "+", "-", "o", ":", "*", "%"], up: "^",
    down: "v", left: "<",
    right: ">", approximate: "~", axis: "|", tick: "+", corner: "+", base: "-", planned: ":", occurred: "|", cap: "|")

  func marker(_ series: Int) -> Character { markers[series % markers.count] }
  func block(_ series: Int) -> Character { blocks[series % blocks.count] }
}
