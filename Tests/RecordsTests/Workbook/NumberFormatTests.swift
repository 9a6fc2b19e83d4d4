import Testing

@testable import Records

@Suite struct NumberFormatTests {
  private func shown(_ number: String, _ format: NumberFormat, is1904: Bool = false, isComma: Bool = false) throws
    -> String
  {
    var number = number
    let parsed = try #require(number.withUTF8 { DecimalText(UnsafeRawBufferPointer($0)) })
    return format.text(parsed, is1904: is1904, isComma: isComma)
  }

  @Test(
    "a number is written with the digits that its format shows",
    arguments: [
      ("General", "0.30000000000000004", "0.3"), ("General", "4.7000000000000002E6", "4700000"),
      ("General", "1E-7", "0.0000001"), ("General", "-12.50", "-12.5"), ("General", "0", "0"),
      ("General", "123456789012345678", "123456789012346000"), ("0", "2.5", "3"), ("0", "-2.5", "-3"),
      ("0", "0.4", "0"),
      ("0", "-0.4", "0"), ("0.00", "2.675", "2.68"), ("0.00", "9.999", "10.00"), ("#,##0", "1234567.4", "1234567"),
      ("#,##0.##", "4.7", "4.7"), ("#,##0.0#", "4", "4.0"), ("0%", "0.083", "8%"), ("0.0%", "0.94321", "94.3%"),
      ("0.0\"%\"", "94.32", "94.3%"), ("0.0,", "1234567", "1234.6"), ("0.0,,\"M\"", "4712345", "4.7M"),
      ("0.0,,\\M", "4712345", "4.7M"), ("[$€-407] #,##0.00", "1234.5", "€ 1234.50"), ("[$-409]0.0", "1.25", "1.3"),
      ("[Red]0;[Blue]-0", "-5", "-5"), ("#,##0_);(#,##0)", "-1234", "-1234"), ("0;(0);\"-\"", "0", "0"),
      ("_(* #,##0_);_(* (#,##0);_(* \"-\"??_);_(@_)", "0", "0"), ("0;\\-0;\"none\"", "0", "none"),
      ("_(* #,##0_);_(* (#,##0);_(* \"-\"??_);_(@_)", "-7", "-7"), ("0.0\"x\"", "2.45", "2.5x"),
      ("0.00E+00", "1234567", "1.23e6"),
      ("0.00E+00", "0", "0.00e0"), ("# ?/?", "0.25", "0.25"), ("@", "12", "12"),
      ("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", "1500", "1.5K"),
      ("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", "15", "15"),
      ("[<8]\"under 8\";0", "5", "under 8"), (";;;", "12", "12"), ("\"a;b\"0", "1", "a;b1"), ("", "7", "7"),
      ("0\\", "7", "7"),
      ("[", "7", "7"), ("\"", "7", "7"),
    ])
  func numbers(code: String, number: String, text: String) throws {
    #expect(try shown(number, NumberFormat(code)) == text)
  }

  @Test(
    "a date is written as far as its format shows it",
    arguments: [
      ("yyyy-mm-dd", "46105", "2026-03-24"), ("d/m/yyyy h:mm", "46105.5", "2026-03-24T12:00:00"),
      ("d/m/yyyy h:mm", "46105", "2026-03-24"), ("mmm-yy", "46105", "2026-03"), ("mmmm", "46105", "2026-03-24"),
      ("yyyy", "46105", "2026"), ("d mmm", "46105", "2026-03-24"), ("h:mm:ss", "0.75", "18:00:00"),
      ("mm:ss", "0.5", "12:00:00"),
      ("[h]:mm", "1.5", "1.5"), ("yyyy\"d\"", "1", "1900"), ("yyyy-mm-dd", "1", "1900-01-01"),
      ("yyyy-mm-dd", "59", "1900-02-28"),
      ("yyyy-mm-dd", "60", "1900-02-29"), ("yyyy-mm-dd", "61", "1900-03-01"),
      ("yyyy-mm-dd", "46104.999999999", "2026-03-24"),
      ("yyyy-mm-dd", "-1", "-1"), ("yyyy-mm-dd", "2958466", "2958466"), ("[$-409]mmm\\-yy;@", "46105", "2026-03"),
      ("#,##0 \"days\"", "5", "5 days"), ("0.0\\d", "5", "5.0d"),
    ])
  func dates(code: String, number: String, text: String) throws {
    #expect(try shown(number, NumberFormat(code)) == text)
  }

  @Test("the days of a workbook of 1904, the formats that have numbers, and the decimal comma") func others() throws {
    #expect(try shown("0", NumberFormat("yyyy-mm-dd"), is1904: true) == "1904-01-01")
    #expect(try shown("44643", NumberFormat("yyyy-mm-dd"), is1904: true) == "2026-03-24")
    #expect(try shown("46105", NumberFormat(builtIn: 17)) == "2026-03")
    #expect(try shown("0.5", NumberFormat(builtIn: 9)) == "50%")
    #expect(try shown("1234.5", NumberFormat(builtIn: 0), isComma: true) == "1234,5")
  }

  @Test(
    "what is no decimal number is none", arguments: ["", "-", ".", "1e", "1e+", "1x", "0x1", "nan", "1e999", "1.2.3"])
  func noNumbers(text: String) {
    var text = text
    #expect(text.withUTF8 { DecimalText(UnsafeRawBufferPointer($0)) } == nil)
  }

  @Test(
    "texts come back by their numbers, from memory and from the file beyond the limit", arguments: [0, 500, 1 << 20])
  func strings(limit: Int) throws {
    let store = StringStore(limit: limit)
    let texts =
      (0..<400).map { String(repeating: "\($0)é", count: $0 * 7 % 100) } + [String(repeating: "z", count: 400_000)]
    for text in texts { try Array(text.utf8).withUnsafeBytes { try store.append($0) } }
    for number in [400] + (0..<400).reversed() + [3, 399, 7] {
      var seen: String?
      #expect(try store.with(number) { seen = $0.text })
      #expect(seen == texts[number], "\(number)")
    }
    #expect(try !store.with(401) { _ in } && !store.with(-1) { _ in })
  }
}
