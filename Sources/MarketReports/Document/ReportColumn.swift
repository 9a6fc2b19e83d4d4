import MarketModel

/// The columns of a report's rows, in order: a case is the column, its name and its place.
protocol ReportColumn: RawRepresentable<Int>, CaseIterable, Hashable {
  /// The columns that hold text; the others hold numbers.
  static var texts: Set<Self> { get }
  /// The columns that say what a row is about: rows of two runs that agree in these are the same row.
  static var keys: [Self] { get }
  /// The columns behind the others that the statement gives for tables and sentences, and no data format shows.
  static var hidden: Set<Self> { get }
}

extension ReportColumn {
  static var hidden: Set<Self> { [] }

  /// As the data formats spell it: the case's own name, `changeLow` as `change_low`.
  var name: String {
    var name = ""
    for character in "\(self)" {
      if character.isUppercase { name += "_" }
      name += character.lowercased()
    }
    return name
  }

  /// The columns of the data formats.
  static var columns: [Column] {
    allCases.filter { !hidden.contains($0) }.map { Column($0.name, texts.contains($0) ? .text : .number) }
  }
}

extension [Cell] {
  subscript(_ column: some ReportColumn) -> Cell {
    get { self[column.rawValue] }
    set { self[column.rawValue] = newValue }
  }
}

extension DisplayColumn.Spread {
  init<C: ReportColumn>(_ sources: C, low: C, high: C) {
    self.init(sources: sources.rawValue, low: low.rawValue, high: high.rawValue)
  }
}

extension DisplayColumn.Content {
  static func text(_ column: some ReportColumn) -> Self { .text(column.rawValue) }

  static func quantity<C: ReportColumn>(
    value: C, low: C? = nil, high: C? = nil, qualifier: C? = nil, unit: MetricUnit, currency: String?
  ) -> Self {
    .quantity(
      value: value.rawValue, low: low?.rawValue, high: high?.rawValue, qualifier: qualifier?.rawValue, unit: unit,
      currency: currency)
  }

  static func percent<C: ReportColumn>(value: C, low: C? = nil, high: C? = nil) -> Self {
    .percent(value: value.rawValue, low: low?.rawValue, high: high?.rawValue)
  }

  static func change<C: ReportColumn>(value: C, low: C? = nil, high: C? = nil) -> Self {
    .change(value: value.rawValue, low: low?.rawValue, high: high?.rawValue)
  }

  static func points(value: some ReportColumn) -> Self { .points(value: value.rawValue) }

  static func number(_ column: some ReportColumn, decimals: Int) -> Self {
    .number(column.rawValue, decimals: decimals)
  }
}
