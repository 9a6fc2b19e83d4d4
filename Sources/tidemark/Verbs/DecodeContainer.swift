import Records
import System

/// What the program does as its own child, for `import`: it unpacks a file with little memory and time, so that a file
/// made to break a decoder breaks nothing else. No verb for people: it is not listed, and nothing is parsed for it.
enum DecodeContainer {
  static func runIfAsked(_ words: [String]) {
    guard words.first == ContainerDecoder.verb else { return }
    exit(ContainerDecoder.runAsChild(Array(words.dropFirst())))
  }
}
