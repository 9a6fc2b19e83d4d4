import MarketModel
import MarketStore
import SQLite

/// Who has how much of the sum of a metric.
public struct ShareParameters: Sendable, Equatable {
  /// The products, the metric, the periods and the knowledge to report on.
  public var common: CommonParameters
  /// So many of the largest products by name, the rest as "other".
  public var top: Int?
  /// Figures put in place of the store's for this run, as "Sora=<500K".
  public var whatIf: [String]

  /// Without `top`, every product has a share of its own; without `whatIf`, all figures are the store's.
  public init(_ common: CommonParameters, top: Int? = nil, whatIf: [String] = []) {
    self.common = common
    self.top = top
    self.whatIf = whatIf
  }
}

/// Shares of the summed believed values, per period, with the intervals that the members' intervals allow.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for a metric that must not be summed, a mix of
///   currencies or a what-if that cannot be read.
public func share(_ parameters: ShareParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try ReportScope(parameters.common, defaultMetric: "mau", in: store)
    guard scope.metric.isAdditive else {
      throw StoreError(
        .usage, "\(scope.metric.code) must not be summed over products, so it has no shares",
        remedy: .anyOf([.see(.listing("metrics")), .see(.trend)]))
    }
    try scope.requireNoAges()
    if let top = parameters.top, top < 1 {
      throw StoreError(.usage, "a top of \(top) makes no sense", remedy: "give a number from 1 on")
    }
    let hypotheses = try parameters.whatIf.map { try Hypothesis($0, scope) }
    var seen: Set<String> = []
    if let twice = hypotheses.first(where: { !seen.insert($0.product.name).inserted }) {
      throw StoreError(.usage, "two what-ifs for \(twice.product.name)", remedy: "give one")
    }
    var timeline = try scope.timeline()
    timeline.readBack(1)
    let query = ShareQuery(scope: scope, timeline: timeline, top: parameters.top, hypotheses: hypotheses)
    let computation = try ShareComputation(query, .chosen)
    if computation.rows.contains(where: { ($0[ShareColumn.low].number ?? 0) < 0 }) {
      throw StoreError(
        .usage, "\(scope.metric.code) of \(scope.subject) has negative figures: their shares mean nothing")
    }
    var request = scope.request(.share)
    request.add("top", parameters.top)
    request.add("what_if", parameters.whatIf)
    var document = try ShareDocument(computation: computation).document(request)
    if let lead = try leadSentence(computation) { document.summaryLines.insert(lead, at: 0) }
    return ReportRun(document: document, sql: try query.statement().literalText + ";")
  }
}

/// Who leads, as `lead` says it; nil for a what-if, which no origin says, and for more products than people compare.
private func leadSentence(_ computation: ShareComputation) throws -> String? {
  let query = computation.query
  guard query.hypotheses.isEmpty, let last = computation.periods.last, last.members <= 200 else { return nil }
  return try query.scope.leadSentence(query.timeline)
}

/// A what-if: "Sora=<500K".
struct Hypothesis {
  let product: CatalogueEntry
  let text: String
  let quantity: Quantity

  init(_ argument: String, _ scope: ReportScope) throws {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
      throw StoreError(.usage, "\"\(argument)\" is not a what-if", remedy: .set(.whatIf, "Sora=<500K"))
    }
    product = try scope.store.resolve(.product, String(argument[..<sign]))
    text = String(argument[argument.index(after: sign)...])
    let context = QuantityContext(
      unit: scope.metric.unit, minimum: scope.metric.minimum, maximum: scope.metric.maximum,
      currency: scope.currency.flatMap { Currency(code: $0) })
    switch parseQuantity(text, context) {
    case .failure(let error):
      throw StoreError(.usage, "what if \(product.name): \(error.message)", remedy: error.remedy)
    case .success(.quantity(let quantity)) where quantity.qualifier != .notDisclosed: self.quantity = quantity
    case .success:
      throw StoreError(
        .usage, "what if \(product.name): \"\(text)\" is not a figure", remedy: "write a value, as in 500K or <500K")
    }
    let isMember =
      switch scope.selection {
      case .products(let products, _): products.contains { $0.id == product.id }
      case .segment(let segment): try scope.store.members(ofSegment: segment.id).contains { $0.id == product.id }
      case .everything: true
      }
    guard isMember else {
      throw StoreError(
        .usage, "what if \(product.name): that product is not among those of this report",
        remedy: "name it among the products")
    }
  }
}
