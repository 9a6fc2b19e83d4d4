import System

/// The program that shows what is longer than the screen: $PAGER, else less.
enum Pager {
  /// Whether the text was shown: false where it fits the screen, or there is no pager to show it.
  static func show(_ text: String) -> Bool {
    guard let height = Terminal.standardOutput.height, environment("TERM") != "dumb",
      text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) >= height, let command
    else { return false }
    guard let pipe = popen(command, "w") else { return false }
    var text = text
    text.withUTF8 { bytes in _ = fwrite(bytes.baseAddress, 1, bytes.count, pipe) }
    // What the shell says of a command that it does not find; nothing was shown then.
    return pclose(pipe) != 127 << 8
  }

  /// A pager that shows colours, ends by itself after one screen and leaves what it showed standing.
  private static var command: String? {
    guard let wanted = environment("PAGER") else { return "command -v less > /dev/null || exit 127; exec less -FRX" }
    if wanted.isEmpty || wanted == "cat" { return nil }
    // As others do: a pager of a person's own is given these habits, unless they have told it theirs.
    return environment("LESS") == nil ? "LESS=FRX; export LESS; \(wanted)" : wanted
  }
}
