import System

/// The files of one size, made when they are first asked for and kept from run to run.
struct DataFiles {
  let market: MarketData
  let folder: String

  init(_ size: MarketData.Size, seed: UInt64, folder: String) throws {
    market = MarketData(size: size, seed: seed)
    // The number at the end is the generator's: raise it when rows change.
    self.folder = "\(folder)/data-\(size.rawValue)-seed\(seed)-v1"
    try makeFolder(self.folder)
  }

  enum Kind: Hashable, CaseIterable {
    case base(MarketData.Order)
    /// The sorted base with a blank line at its end: other bytes, the same rows.
    case unchanged
    /// The month after the last.
    case nextMonth
    /// The sorted base, every fourth row with another value under the same key.
    case quarterRevised
    /// Every fourth claim of the base, published again three months later.
    case laterVintage

    static var allCases: [Kind] {
      MarketData.Order.allCases.map(Kind.base) + [.unchanged, .nextMonth, .quarterRevised, .laterVintage]
    }

    var name: String {
      switch self {
      case .base(let order): order.rawValue
      case .unchanged: "unchanged"
      case .nextMonth: "next-month"
      case .quarterRevised: "quarter-revised"
      case .laterVintage: "later-vintage"
      }
    }
  }

  /// The file's path; it is written if it is not there.
  func path(_ kind: Kind) throws -> String {
    let path = "\(folder)/\(kind.name).csv"
    try makeOnce(path) { try write(kind, to: $0) }
    return path
  }

  static let catalogueNames = ["metrics", "companies", "products", "segments", "sources"]

  /// The catalogue's files, in the order in which they are to be imported.
  func catalogue() throws -> [String] {
    let writers = [writeMetrics, writeCompanies, writeProducts, writeSegments, writeSources]
    return try zip(Self.catalogueNames, writers).map { name, write in
      let path = "\(folder)/\(name).csv"
      try makeOnce(path, write)
      return path
    }
  }

  static func productName(_ number: Int) -> String {
    let digits = String(number + 1)
    return "Product " + String(repeating: "0", count: 5 - digits.utf8.count) + digits
  }

  static let segment = "Middle"

  /// The rows of a kind.
  func rows(_ kind: Kind) -> Int {
    switch kind {
    case .base, .unchanged, .quarterRevised: market.size.rows
    case .nextMonth: market.size.products * 10
    case .laterVintage: market.size.rows / 4
    }
  }

  // MARK: Observations

  private func write(_ kind: Kind, to path: String) throws {
    var text = try CSVText(path: path)
    text.append("product,metric,period,value,source,published_on,qualifier,note")
    try text.endLine()
    for place in 0..<rows(kind) {
      switch kind {
      case .base(.sorted), .unchanged: try append(market.claim(sorted: place), to: &text)
      case .base(.time): try append(market.claim(time: place), to: &text)
      case .base(.random): try append(market.claim(random: place), to: &text)
      case .quarterRevised: try append(market.claim(sorted: place), version: place % 4 == 1 ? 1 : 0, to: &text)
      case .laterVintage:
        var claim = market.claim(sorted: place * 4 + 1)
        claim.isRestated = true
        try append(claim, to: &text)
      case .nextMonth:
        let claim = MarketData.Claim(
          product: place / 10, metric: place % 10, month: MarketData.months, source: place & 1, isRestated: false)
        try append(claim, to: &text)
      }
    }
    if kind == .unchanged { try text.endLine() }
    try text.flush()
  }

  private func append(_ claim: MarketData.Claim, version: Int = 0, to text: inout CSVText) throws {
    let column = MarketData.metrics[claim.metric]
    let (units, luck) = market.units(claim, version: version)
    text.append("Product ")
    text.append(claim.product + 1, digits: 5)
    text.append(",")
    text.append(column.code)
    text.append(",")
    appendMonth(claim.month, to: &text)
    text.append(",")
    appendFigure(units, column, to: &text)
    text.append(",")
    text.append(MarketData.sources[claim.source])
    text.append(",")
    // The sources publish on the 5th and the 9th of the month after, and restate on the 20th three months later.
    appendMonth(claim.month + (claim.isRestated ? 4 : 1), to: &text)
    text.append(claim.isRestated ? "-20," : claim.source == 0 ? "-05," : "-09,")
    switch luck % 50 {
    case 0: text.append("approx,")
    case 1 where column.scale > 0: text.append("lt,")
    default: text.append(",")
    }
    switch luck >> 8 % 200 {
    case 0: text.append("\"restated; see \"\"methodology\"\", p. 4\"")
    case 1: text.append("\"iOS + Android, estimate\"")
    case 2: text.append("préliminaire")
    default: break
    }
    try text.endLine()
  }

  private func appendMonth(_ month: Int, to text: inout CSVText) {
    text.append(2021 + month / 12)
    text.append("-")
    text.append(month % 12 + 1, digits: 2)
  }

  private func appendFigure(_ units: Int, _ column: MarketData.MetricColumn, to text: inout CSVText) {
    var power = 1
    for _ in 0..<column.decimals { power *= 10 }
    text.append(units / power)
    if column.decimals > 0 {
      text.append(".")
      text.append(units % power, digits: column.decimals)
    }
    if column.isPercent { text.append("%") }
  }

  // MARK: Catalogue

  private func writeMetrics(to path: String) throws {
    var text = try CSVText(path: path)
    text.append(
      "metric,name,definition,unit,period_type,aggregation,additive,"
        + "direction,min_value,max_value,by_day_offset,family,part_of\n"
    )
    for column in MarketData.metrics {
      let maximum = column.unit == "ratio" ? "1" : column.unit == "score" ? "5" : ""
      text.append("\(column.code),\(column.name),\(column.name) of the benchmark,\(column.unit),duration,")
      text.append("\(column.aggregation),\(column.isAdditive ? 1 : 0),higher_better,0,\(maximum),0,,")
      try text.endLine()
    }
    try text.flush()
  }

  private func writeCompanies(to path: String) throws {
    var text = try CSVText(path: path)
    text.append("company,country,parent_company,note\n")
    for number in 0..<(market.size.products / 4) {
      text.append("Company ")
      text.append(number + 1, digits: 4)
      text.append(",,,")
      try text.endLine()
    }
    try text.flush()
  }

  private func writeProducts(to path: String) throws {
    var text = try CSVText(path: path)
    text.append("product,company,parent_product,kind,note\n")
    for number in 0..<market.size.products {
      text.append(Self.productName(number))
      text.append(",Company ")
      text.append(number / 4 + 1, digits: 4)
      text.append(",,product,")
      try text.endLine()
    }
    try text.flush()
  }

  private func writeSegments(to path: String) throws {
    var text = try CSVText(path: path)
    text.append("segment,definition,product,valid_from,valid_to\n")
    text.append(Self.segment)
    text.append(",Every tenth product or so,,,")
    try text.endLine()
    let step = market.size.products / market.size.segmentMembers
    for member in 0..<market.size.segmentMembers {
      text.append(Self.segment)
      text.append(",,")
      text.append(Self.productName(member * step))
      text.append(",,")
      try text.endLine()
    }
    try text.flush()
  }

  private func writeSources(to path: String) throws {
    var text = try CSVText(path: path)
    text.append("source,kind,reliability,publisher,author,title,url,published_on,note\n")
    for (number, name) in MarketData.sources.enumerated() {
      text.append("\(name),provider,\(number + 2),,,,,,")
      try text.endLine()
    }
    try text.flush()
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
  var made = ""
  for part in path.split(separator: "/", omittingEmptySubsequences: false) {
    made += made.isEmpty && part.isEmpty ? "/" : made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
    if mkdir(made, 0o755) != 0, errno != EEXIST {
      throw BenchError("the folder \(made) could not be made: \(String(cString: strerror(errno)))")
    }
  }
}

/// Writes a file under another name first: an interrupted run leaves no half of one.
func makeOnce(_ path: String, _ write: (String) throws -> Void) throws {
  if access(path, F_OK) == 0 { return }
  try write(path + ".part")
  guard rename(path + ".part", path) == 0 else {
    throw BenchError("\(path) could not be made: \(String(cString: strerror(errno)))")
  }
}
