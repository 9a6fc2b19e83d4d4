/// What a statistical office's flag says about a figure, or about why there is none.
///
/// Eurostat's letters (Statistics Coded: flags) and SDMX's observation status (SDMX code list CL_OBS_STATUS).
public struct FlagMeaning: Sendable, Equatable {
  /// The status that the figure then has; nil: it keeps its own.
  public var status: ObservationStatus?
  /// What is added to the note.
  public var note: String?
  /// There is no figure.
  public var isMissing = false

  private init(_ status: ObservationStatus? = nil, note: String? = nil, isMissing: Bool = false) {
    (self.status, self.note, self.isMissing) = (status, note, isMissing)
  }

  /// A small letter of Eurostat's; nil for one that is no flag.
  public init?(eurostat letter: UInt8) {
    switch letter {
    case UInt8(ascii: "p"): self.init(.provisional)
    case UInt8(ascii: "e"), UInt8(ascii: "s"): self.init(.estimated)
    case UInt8(ascii: "f"): self.init(.projected)
    case UInt8(ascii: "c"): self.init(.notDisclosed)
    case UInt8(ascii: "z"): self.init(isMissing: true)
    case UInt8(ascii: "b"): self.init(note: "flag b: break in the series")
    case UInt8(ascii: "d"): self.init(note: "flag d: definition differs")
    case UInt8(ascii: "r"): self.init(note: "flag r: revised")
    case UInt8(ascii: "u"): self.init(note: "flag u: low reliability")
    case UInt8(ascii: "n"): self.init(note: "flag n: not significant")
    default: return nil
    }
  }

  /// A capital letter of SDMX's OBS_STATUS; nil for one that is none.
  public init?(sdmx letter: UInt8) {
    switch letter {
    case UInt8(ascii: "A"): self.init()
    case UInt8(ascii: "P"): self.init(.provisional)
    case UInt8(ascii: "E"), UInt8(ascii: "I"): self.init(.estimated)
    case UInt8(ascii: "F"): self.init(.projected)
    case UInt8(ascii: "Q"): self.init(.notDisclosed)
    case UInt8(ascii: "M"), UInt8(ascii: "L"), UInt8(ascii: "O"): self.init(isMissing: true)
    case UInt8(ascii: "N"): self.init(note: "status N: not significant")
    case UInt8(ascii: "B"): self.init(note: "status B: break in the series")
    case UInt8(ascii: "D"): self.init(note: "status D: definition differs")
    case UInt8(ascii: "G"): self.init(note: "status G: experimental")
    case UInt8(ascii: "K"): self.init(note: "status K: included in another category")
    case UInt8(ascii: "S"): self.init(note: "status S: strike or special event")
    case UInt8(ascii: "U"): self.init(note: "status U: low reliability")
    case UInt8(ascii: "V"): self.init(note: "status V: unvalidated")
    default: return nil
    }
  }
}
