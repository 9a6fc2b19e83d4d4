/// Something that a store keeps as an integer (the raw value) and that people and files write as a word. Both stand
/// here alone: SQL text and data formats are made from them.
public protocol StoredCode: CaseIterable, Hashable, Sendable, RawRepresentable where RawValue: FixedWidthInteger {
  /// As the data formats write it: "eq", "projected", "month".
  var word: StaticString { get }
}

extension StoredCode {
  /// `word` as text.
  public var code: String { word.description }
}
