import System
import MarketStore

/// One line on a terminal that is written over: rows, rows per second, share done, time left. Nothing where standard
/// error is no terminal.
final class ProgressLine {
  private let isShown: Bool
  private let start = ProgressLine.seconds()
  private var last = 0.0
  private var isDirty = false

  init(quiet: Bool) {
    isShown = Terminal.standardError.isTerminal && !quiet
  }

  func show(_ progress: ImportProgress) {
    show { elapsed in
      Self.text(
        rows: progress.rows, done: progress.bytesDone, total: progress.bytesTotal, isWriting: progress.isWriting,
        elapsed: elapsed)
    }
  }

  func show(_ progress: BackupProgress) {
    show {
      Self.text(pages: progress.pagesDone, total: progress.pagesTotal, isVerifying: progress.isVerifying, elapsed: $0)
    }
  }

  private func show(_ text: (_ elapsed: Double) -> String) {
    guard isShown else { return }
    let elapsed = Self.seconds() - start
    // The first second says nothing: most commands are over by then.
    guard elapsed > 1, elapsed - last > 0.1 else { return }
    last = elapsed
    isDirty = true
    StandardError.write("\r\u{1b}[K" + text(elapsed))
  }

  func clear() {
    guard isDirty else { return }
    isDirty = false
    StandardError.write("\r\u{1b}[K")
  }

  /// "1,200,000 rows · 400,000 rows/s · 60 % · 0:02 left".
  static func text(rows: Int, done: Int64, total: Int64?, isWriting: Bool, elapsed: Double) -> String {
    var text = "\(grouped(rows)) rows"
    if elapsed > 0 { text += " · \(grouped(Int((Double(rows) / elapsed).rounded()))) rows/s" }
    if isWriting { return text + " · writing" }
    if let total, total > 0, done > 0 {
      let share = min(1, Double(done) / Double(total))
      text += " · \(Int(share * 100)) % · \(duration(elapsed / share - elapsed)) left"
    }
    return text
  }

  /// "8,192 of 20,000 pages · 40 % · 0:02 left".
  static func text(pages: Int, total: Int, isVerifying: Bool, elapsed: Double) -> String {
    let text = "\(grouped(pages)) of \(grouped(total)) pages"
    if isVerifying { return text + " · checking the copy" }
    guard pages > 0, total > 0 else { return text }
    let share = min(1, Double(pages) / Double(total))
    return text + " · \(Int(share * 100)) % · \(duration(elapsed / share - elapsed)) left"
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds.rounded(.up), 359_999)))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
