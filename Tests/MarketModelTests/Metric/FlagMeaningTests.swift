import Testing

@testable import MarketModel

/// Eurostat's flags (Statistics Coded: flags) and SDMX's code list CL_OBS_STATUS, letter by letter.
@Suite struct FlagMeaningTests {
  private static func words(_ meaning: FlagMeaning?) -> String {
    guard let meaning else { return "no flag" }
    let status = meaning.status.map { $0.code } ?? ""
    return meaning.isMissing ? "missing" : status + (meaning.note.map { "note \($0)" } ?? "")
  }

  @Test(
    "a small letter of Eurostat's",
    arguments: [
      ("p", "provisional"), ("e", "estimated"), ("s", "estimated"), ("f", "projected"), ("c", "not_disclosed"),
      ("z", "missing"), ("b", "note flag b: break in the series"), ("d", "note flag d: definition differs"),
      ("r", "note flag r: revised"), ("u", "note flag u: low reliability"), ("n", "note flag n: not significant"),
      ("P", "no flag"), ("x", "no flag"), ("m", "no flag"),
    ])
  func eurostat(letter: String, meaning: String) {
    #expect(Self.words(FlagMeaning(eurostat: letter.utf8.first ?? 0)) == meaning)
  }

  @Test(
    "a capital letter of SDMX's",
    arguments: [
      ("A", ""), ("P", "provisional"), ("E", "estimated"), ("I", "estimated"), ("F", "projected"),
      ("Q", "not_disclosed"), ("M", "missing"), ("L", "missing"), ("O", "missing"),
      ("N", "note status N: not significant"), ("B", "note status B: break in the series"),
      ("D", "note status D: definition differs"), ("G", "note status G: experimental"),
      ("K", "note status K: included in another category"), ("S", "note status S: strike or special event"),
      ("U", "note status U: low reliability"), ("V", "note status V: unvalidated"), ("p", "no flag"), ("Z", "no flag"),
    ])
  func sdmx(letter: String, meaning: String) {
    #expect(Self.words(FlagMeaning(sdmx: letter.utf8.first ?? 0)) == meaning)
  }
}
