import MarketModel
import System

/// The estimates of an impact report as a person would say them: log points as per cent, ratios in points.
struct ImpactSentences {
  let treated: String
  let controls: String
  let isRatio: Bool
  /// "month".
  let length: String

  func lines(_ estimate: ImpactEstimate?) -> [String] {
    guard let estimate else { return [] }
    return [main(estimate)] + [placebos(estimate)].compactMap { $0 }
  }

  private func main(_ estimate: ImpactEstimate) -> String {
    var plain = said(estimate.difference)
    if let low = estimate.low, let high = estimate.high { plain += " [\(said(low)) to \(said(high))]" }
    guard let adjusted = estimate.adjusted, let trends = estimate.preTrend else {
      return "\(treated): \(plain) against the controls (\(controls)), difference in differences; not causal."
    }
    let before = "\(said(trends.treated)) a \(length) and the controls \(said(trends.controls))"
    if estimate.trendsDiffer {
      return "\(treated): \(said(adjusted)) against the controls (\(controls)), adjusted for the trends before the "
        + "event; not causal. Unadjusted \(plain), but before the event the treated already changed by \(before)."
    }
    return
      "\(treated): \(plain) against the controls (\(controls)), difference in differences; adjusted for the trends "
      + "before the event (the treated \(before)) \(said(adjusted)); not causal."
  }

  private func placebos(_ estimate: ImpactEstimate) -> String? {
    var parts: [String] = []
    if let rank = estimate.placebo {
      let dates = counted(rank.of - 1, "earlier date")
      let p =
        rank.p.map { "p \(FigureStyle.count.fixed($0, decimals: 2))" }
        ?? "the smallest p that they allow is \(FigureStyle.count.fixed(rank.smallestP, decimals: 2))"
      parts.append("number \(rank.rank) of \(rank.of) by size with \(dates) (\(p))")
    }
    if let rank = estimate.placeboInSpace {
      parts.append("number \(rank.rank) of \(rank.of) with each control taken for treated")
    }
    return parts.isEmpty ? nil : "Placebos: \(parts.joined(separator: "; "))."
  }

  private func said(_ value: Double) -> String {
    isRatio ? FigureStyle.ratio.points(value).joined : FigureStyle.ratio.change(expm1(value)).joined
  }
}
