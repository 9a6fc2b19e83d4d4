/// How far apart the sources are about the shares of one period.
///
/// Each origin that has a point for every member has shares of its own, and their hull is the spread. Where fewer than
/// two have, it is what the hulls of the members' figures allow: their sources measured different members.
struct ShareSpread {
  /// Origins that have every member.
  let sources: Int
  private var ranges: [Int64?: (low: Double?, high: Double?)] = [:]

  /// - Parameters:
  ///   - members: Every member of the period.
  ///   - named: Those with an entry of their own, the others being "other"; nil: all.
  init(_ members: [ShareEntry], named: Set<Int64>?) {
    func entry(_ member: ShareEntry) -> Int64? {
      member.subject.flatMap { subject in named.map { $0.contains(subject) } ?? true ? subject : nil }
    }
    var sums: [Int64: (count: Int, total: Double)] = [:]
    for member in members {
      for figure in member.figures {
        guard let value = figure.value else { continue }
        let sum = sums[figure.origin] ?? (0, 0)
        sums[figure.origin] = (sum.count + 1, sum.total + value)
      }
    }
    let whole = sums.filter { $0.value.count == members.count }.mapValues(\.total)
    sources = whole.count
    guard whole.count >= 2 else {
      ranges = Self.box(members, entry)
      return
    }
    var parts: [Int64?: [Int64: Double]] = [:]
    for member in members {
      let key = entry(member)
      for figure in member.figures where whole[figure.origin] != nil {
        parts[key, default: [:]][figure.origin, default: 0] += figure.value ?? 0
      }
    }
    ranges = parts.mapValues { parts in
      let shares = parts.compactMap { origin, part in
        whole[origin].flatMap { total in total == 0 ? nil : part / total }
      }
      return (shares.min(), shares.max())
    }
  }

  subscript(_ entry: ShareEntry) -> (low: Double?, high: Double?) { ranges[entry.subject] ?? (nil, nil) }

  private static func box(
    _ members: [ShareEntry], _ entry: (ShareEntry) -> Int64?
  ) -> [Int64?: (low: Double?, high: Double?)] {
    var hulls: [Int64?: ShareEntry] = [:]
    for member in members {
      let lows = member.figures.map(\.low)
      let highs = member.figures.map(\.high)
      let hull = ShareEntry(
        subject: entry(member), period: member.period, low: lows.contains(nil) ? nil : lows.compactMap(\.self).min(),
        high: highs.contains(nil) ? nil : highs.compactMap(\.self).max())
      if hulls[hull.subject]?.add(hull) == nil { hulls[hull.subject] = hull }
    }
    let sums = ShareSums(Array(hulls.values), required: 0, minimumOfBoth: 0)
    return hulls.mapValues { sums.interval($0) }
  }
}

extension ShareEntry {
  /// What each origin says of a member.
  fileprivate var figures: [OwnFigure] {
    own.isEmpty ? [OwnFigure(origin: origin ?? 0, value: value, low: low, high: high)] : own
  }
}
