/// A currency by its three-letter code (ISO 4217). Any three ASCII capitals are a `Currency`; `isListed` tells the
/// codes in use.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
  // The three letters, first one highest.
  private let packed: UInt32

  /// Nil unless `code` is three ASCII capitals.
  public init?(code: String) {
    var text = code
    guard let found = text.withUTF8({ Currency(ascii: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = found
  }

  /// Nil unless the bytes are three ASCII capitals.
  public init?(ascii bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 3 else { return nil }
    var packed: UInt32 = 0
    for byte in bytes {
      guard byte >= 0x41, byte <= 0x5A else { return nil }
      packed = packed << 8 | UInt32(byte)
    }
    self.packed = packed
  }

  private init(_ letters: StaticString) {
    var packed: UInt32 = 0
    letters.withUTF8Buffer { for byte in $0.prefix(3) { packed = packed << 8 | UInt32(byte) } }
    self.packed = packed
  }

  /// The three letters, such as "USD".
  public var code: String {
    String(
      decoding: [
        UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
        UInt8(truncatingIfNeeded: packed),
      ],
      as: UTF8.self)
  }

  /// The code.
  public var description: String { code }

  static let usd = Currency("USD"), cny = Currency("CNY"), jpy = Currency("JPY"), eur = Currency("EUR"),
    gbp = Currency("GBP")
  static let krw = Currency("KRW"), inr = Currency("INR")

  /// A currency whose people write it "$".
  var isDollar: Bool { Self.contains(packed, in: Self.dollars) }

  /// A code that ISO 4217 lists for a currency in use: what tells "340M CNY" from "5M MAU".
  public var isListed: Bool { Self.contains(packed, in: Self.listed) }

  private static let dollars: StaticString =
    "USDAUDCADHKDSGDNZDTWDMXNARSCLPCOPBBDBMDBNDBSDBZDFJDGYDJMDKYDLRDNADSBDSRDTTDXCD"
  private static let listed: StaticString = """
    AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBRLBSDBTNBWPBYNBZDCADCDFCHFCLPCNYCOPCRCCUPCVECZKDJFDKK\
    DOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWDKYD\
    KZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRON\
    RSDRUBRWFSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUYUUZSVESVNDVUVWSTXAF\
    XCDXCGXOFXPFYERZARZMWZWG
    """

  private static func contains(_ packed: UInt32, in list: StaticString) -> Bool {
    list.withUTF8Buffer { letters in
      var at = 0
      while at + 2 < letters.count {
        if UInt32(letters[at]) << 16 | UInt32(letters[at + 1]) << 8 | UInt32(letters[at + 2]) == packed { return true }
        at += 3
      }
      return false
    }
  }
}
