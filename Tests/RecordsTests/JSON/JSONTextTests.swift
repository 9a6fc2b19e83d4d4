import Foundation
import Testing

@testable import Records

@Suite struct JSONTextTests {
  @Test func `Every character of the first plane's start comes back from a string literal`() throws {
    let text = String(String.UnicodeScalarView((1...0x2100).compactMap(Unicode.Scalar.init)))
    let decoded = try JSONDecoder().decode([String].self, from: Data(jsonArray([text, ""]).utf8))
    #expect(decoded == [text, ""])
    #expect(!jsonString("\u{2028}\u{7f}\u{1}").unicodeScalars.contains { $0.value < 0x20 || $0.value > 0x7e })
  }
}
