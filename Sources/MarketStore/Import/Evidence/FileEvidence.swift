import MarketModel

/// What the forms of one file's figures say about each other: whether its points divide thousands, whether letters
/// behind its figures are flags.
final class FileEvidence {
  let file: String
  /// All forms that were met.
  @exclusivity(unchecked) private(set) var forms: QuantityForm = []
  @exclusivity(unchecked) private var figures = 0
  private var flagged = 0
  private var hasPlainFlag = false
  private var firsts: [UInt16: (text: String, place: ImportProblem)] = [:]
  private var counts: [UInt16: Int] = [:]

  /// Set by `judge`.
  private var refusals: [UInt16: FieldFault] = [:]
  private(set) var pointsDivideThousands = false
  /// A heading that names a scale.
  var scaleHeading: (heading: String, scale: String)?

  private var days = 0
  private var otherPeriods = 0
  /// Periods written as 202603: months, unless others of the file are written otherwise.
  private var compactMonths = 0
  private var firstCompactMonth: (text: String, period: Period, place: ImportProblem)?
  /// The bit of a row's form that says so of its period.
  static let compactMonth: UInt16 = 1 << 15
  private var beginnings: Set<DateReading.Begins> = [.week, .month, .quarter, .half, .year]

  init(file: String) { self.file = file }

  /// Takes a period that was not met before.
  func take(_ period: Period, compact: String?, place: () -> ImportProblem) {
    if let compact {
      compactMonths += 1
      if firstCompactMonth == nil { firstCompactMonth = (compact, period, place()) }
      return
    }
    guard period.granularity == .day else {
      otherPeriods += 1
      return
    }
    days += 1
    for kind in beginnings where period.end.beginning(kind) == nil { beginnings.remove(kind) }
  }

  /// Every date is the first day of such a period, and there are enough of them not to be so by chance.
  private var datesBegin: DateReading.Begins? {
    guard days > 1, otherPeriods == 0 else { return nil }
    return [.year, .half, .quarter, .month, .week].first { beginnings.contains($0) }
  }

  /// Takes the form of a figure that was read; most have none.
  @inline(__always) func take(_ quantity: Quantity, printed: UnsafeRawBufferPointer, place: () -> ImportProblem) {
    figures += 1
    if !quantity.form.isEmpty { takeForm(of: quantity, printed, place) }
  }

  private func takeForm(of quantity: Quantity, _ printed: UnsafeRawBufferPointer, _ place: () -> ImportProblem) {
    let form = quantity.form
    forms.formUnion(form)
    let open = form.intersection(Self.kinds)
    if open.isEmpty { return }
    for kind in Self.each where open.contains(kind) {
      counts[kind.rawValue, default: 0] += 1
      if firsts[kind.rawValue] == nil {
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: printed.prefix(40)), as: UTF8.self)
        firsts[kind.rawValue] = (text, place())
      }
    }
    if form.contains(.flagged) {
      flagged += 1
      // "b" alone may be a billion.
      if quantity.flag != UInt8(ascii: "b") { hasPlainFlag = true }
    }
  }

  private static let each: [QuantityForm] = [
    .flagged, .pointGroups, .indianGroups, .blankGroups, .markGroups, .partOfWhole, .threeDecimals,
  ]
  private static let kinds = each.reduce(into: QuantityForm()) { $0.formUnion($1) }

  /// Rows have forms that change or refuse them.
  var needsSettling: Bool { pointsDivideThousands || !refusals.isEmpty || hasAmbiguousWholes }
  private var hasAmbiguousWholes: Bool { forms.contains(.partOfWhole) || forms.contains(.threeDecimals) }

  /// Decides, and returns what is worth a notice.
  func judge() -> [String] {
    var notices: [String] = []
    if let begins = datesBegin {
      notices.append(
        "every date is the first day of a \(begins.rawValue): stored as days; "
          + "--dates-begin \(begins.rawValue) reads them as \(begins == .half ? "halves" : "\(begins.rawValue)s")")
    }
    pointsDivideThousands = forms.contains(.pointGroups) && forms.fits(.pointGroups)
    let groupings: [(QuantityForm, String)] = [
      (.pointGroups, "points between groups of three"), (.indianGroups, "commas as in India"),
      (.blankGroups, "blanks between groups of three"), (.markGroups, "marks between groups of three"),
    ]
    for (form, name) in groupings where forms.contains(form) {
      guard let first = firsts[form.rawValue] else { continue }
      let digits = first.text.filter(\.isNumber)
      if forms.fits(form) {
        let count =
          (counts[form.rawValue] ?? 0) + (form == .pointGroups ? counts[QuantityForm.threeDecimals.rawValue] ?? 0 : 0)
        notices.append(
          "\(count) \(count == 1 ? "number has" : "numbers have") \(name), and every number of the file fits that: "
            + "\(first.text) read as \(digits)")
      } else {
        refusals[form.rawValue] = FieldFault(
          field: nil, kind: "value",
          message: "numbers such as \"\(first.text)\" have \(name), and other numbers of the file do not fit that",
          remedy: form == .pointGroups
            ? .anyOf(["write all numbers in one way, this one as \(digits)", .set(.decimal, "comma")])
            : "write all numbers in one way, this one as \(digits)")
      }
    }
    if let first = firstCompactMonth, otherPeriods + days > 0 {
      refusals[Self.compactMonth] = FieldFault(
        field: nil, kind: "period",
        message: "periods such as \"\(first.text)\" have no dash, and others of the file are written otherwise",
        remedy: "write all of them in one way, this one as \(first.period)")
    }
    if forms.contains(.threeDecimals), forms.isDisjoint(with: [.decimals, .wholeUnit]), !pointsDivideThousands,
      let first = firsts[QuantityForm.threeDecimals.rawValue]
    {
      notices.append(
        "numbers such as \"\(first.text)\" are read with a decimal point; --decimal comma if it divides thousands "
          + "(\(first.text.filter(\.isNumber)))")
    }
    judgeFlags()
    judgeWholes(scaleHeading)
    return notices
  }

  private func judgeFlags() {
    guard forms.contains(.flagged), let first = firsts[QuantityForm.flagged.rawValue] else { return }
    if flagged >= 2, hasPlainFlag, figures > flagged { return }
    let letter = first.text.suffix(1)
    let figure = first.text.dropLast().filter { !$0.isWhitespace }
    refusals[QuantityForm.flagged.rawValue] = FieldFault(
      field: nil, kind: "value",
      message:
        "\"\(first.text)\" has the letter \"\(letter)\" behind a blank, and nothing in the file says that it is a flag",
      remedy: .anyOf(
        (letter == "b" ? ["write \(figure)B if billions are meant"] : []) + ["put the flag into a column status"]))
  }

  private func judgeWholes(_ scaleHeading: (heading: String, scale: String)?) {
    let scale = scaleHeading.map { Remedy.set(.scale, $0.scale) }
    let says = scaleHeading.map { "; the heading \"\($0.heading)\" names a scale" } ?? ""
    if let first = firsts[QuantityForm.partOfWhole.rawValue] {
      refusals[QuantityForm.partOfWhole.rawValue] = FieldFault(
        field: nil, kind: "value",
        message: "numbers such as \"\(first.text)\" have a fraction, and the metric counts what has none\(says)",
        remedy: .anyOf([scale].compactMap { $0 } + ["write whole numbers", .set(.unit, "rounded")]))
    }
    guard forms.contains(.wholeUnit), !pointsDivideThousands, !forms.contains(.decimals),
      let first = firsts[QuantityForm.threeDecimals.rawValue]
    else { return }
    refusals[QuantityForm.wholeUnit.rawValue] = FieldFault(
      field: nil, kind: "value",
      message:
        "numbers such as \"\(first.text)\" have a point that may divide thousands (\(first.text.filter(\.isNumber))) "
        + "or be a decimal point\(says)",
      remedy: .anyOf([.set(.decimal, "comma")] + [scale].compactMap { $0 } + [.set(.unit, "rounded")]))
  }

  /// Why a row of this form is refused; nil where it is not.
  func refusal(of form: QuantityForm) -> FieldFault? {
    if refusals.isEmpty { return nil }
    if form.rawValue & Self.compactMonth != 0, let fault = refusals[Self.compactMonth] { return fault }
    for kind in [QuantityForm.flagged, .pointGroups, .indianGroups, .blankGroups, .markGroups] where form.contains(kind)
    {
      if let fault = refusals[kind.rawValue] { return fault }
    }
    if form.contains(.threeDecimals) {
      if pointsDivideThousands { return nil }
      if form.contains(.wholeUnit), let fault = refusals[QuantityForm.wholeUnit.rawValue] { return fault }
    }
    return form.contains(.partOfWhole) ? refusals[QuantityForm.partOfWhole.rawValue] : nil
  }

  /// The cell that stands first of those that a refusal is about, where it is known.
  func firstPlace(of form: QuantityForm) -> ImportProblem? {
    if form.rawValue & Self.compactMonth != 0, refusals[Self.compactMonth] != nil { return firstCompactMonth?.place }
    for kind in Self.each where form.contains(kind) {
      if let first = firsts[kind.rawValue] { return first.place }
    }
    return nil
  }
}

/// The scale that a heading names: "(M)", "(Mio)", "in thousands"; nil without one.
///
/// - Parameter isCaption: only words count, since a letter in a sentence may be anything.
func scaleNamed(in heading: String, isCaption: Bool = false) -> String? {
  let words = heading.lowercased().unicodeScalars.split {
    !$0.properties.isAlphabetic && !("0"..."9").contains($0)
  }.map { String($0) }
  func scale(_ word: String) -> String? {
    if isCaption, word.utf8.count < 3 { return nil }
    return switch word {
    case "k", "thousand", "thousands", "tsd", "000", "000s": "thousand"
    case "m", "mn", "mln", "mio", "million", "millions": "million"
    case "b", "bn", "bln", "mrd", "billion", "billions": "billion"
    default: nil
    }
  }
  // In brackets, or after "in".
  if let open = heading.lastIndex(where: { $0 == "(" || $0 == "[" }),
    let close = heading[open...].firstIndex(where: { $0 == ")" || $0 == "]" })
  {
    let inner = heading[heading.index(after: open)..<close].lowercased().unicodeScalars.split {
      !$0.properties.isAlphabetic && !("0"..."9").contains($0)
    }.map { String($0) }
    if let last = inner.last, let found = scale(last) { return found }
  }
  for (word, next) in zip(words, words.dropFirst()) where word == "in" && next.count > 2 {
    if let found = scale(next) { return found }
  }
  return nil
}
