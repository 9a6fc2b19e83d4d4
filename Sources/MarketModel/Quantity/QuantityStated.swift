extension Quantity {
  /// A quantity whose interval is given in columns of its own, as `low` and `high`; any of the three fields may be
  /// empty.
  ///
  /// - eq, approx: the value, with the stated ends in place of those its decimals claim.
  /// - lt, le: high is the bound, and low the other end if it is known (else the metric's minimum); gt, ge: the mirror
  ///   image.
  /// - range, or no qualifier and no value: both ends as stated. One end alone is "at most" or "at least".
  /// - nd: nothing may be stated.
  ///
  /// `qualifier` is the qualifier column's and stands in for `context.qualifier`. A refusal names the field it is
  /// about.
  public static func stated(
    value: UnsafeRawBufferPointer, low: UnsafeRawBufferPointer, high: UnsafeRawBufferPointer, qualifier: Qualifier?,
    context: QuantityContext
  ) -> Result<ParsedQuantity, QuantityError> {
    var context = context
    context.qualifier = qualifier
    do throws(QuantityError) {
      let lowEnd = try end(low, .low, context)
      let highEnd = try end(high, .high, context)
      if lowEnd == nil, highEnd == nil { return parseQuantity(value, context) }
      return .success(.quantity(try joined(value, lowEnd, highEnd, context)))
    } catch {
      return .failure(error)
    }
  }

  /// One end, a plain figure.
  private static func end(_ bytes: UnsafeRawBufferPointer, _ field: QuantityError.Field, _ context: QuantityContext)
    throws(QuantityError)
    -> Quantity?
  {
    var plain = context
    plain.qualifier = nil
    plain.allowsPartOfWhole = true
    switch parseQuantity(bytes, plain) {
    case .success(.skipped): return nil
    case .success(.quantity(let quantity)):
      guard quantity.qualifier == .eq else {
        throw QuantityError(
          kind: .doubleBound, message: "\(bytes.quoted(0, bytes.count)) is not a plain figure",
          remedy: "write the end itself; the qualifier column says what it is",
          field: field, offset: 0, length: bytes.count)
      }
      return quantity
    case .failure(var error):
      error.field = field
      throw error
    }
  }

  private static func joined(
    _ bytes: UnsafeRawBufferPointer, _ lowEnd: Quantity?, _ highEnd: Quantity?, _ context: QuantityContext
  ) throws(QuantityError) -> Quantity {
    func refuse(_ kind: QuantityError.Kind, _ what: String, _ remedy: Remedy, _ field: QuantityError.Field = .value)
      -> QuantityError
    {
      QuantityError(kind: kind, message: what, remedy: remedy, field: field, offset: 0, length: bytes.count)
    }
    let low = lowEnd?.value
    let high = highEnd?.value
    if let low, let high, low > high { throw refuse(.backwardsRange, "low is above high", "exchange them", .low) }
    var stated: Quantity?
    switch parseQuantity(bytes, context) {
    case .success(.skipped): break
    case .success(.quantity(let quantity)): stated = quantity
    case .failure(let error): throw error
    }
    let currency = lowEnd?.currency ?? highEnd?.currency
    for other in [highEnd?.currency, stated?.currency] {
      if let other, other != currency {
        throw refuse(
          .currencyMismatch, "value, low and high are in \(currency?.code ?? "") and \(other.code)",
          "write them in one currency")
      }
    }
    var result = Quantity(
      qualifier: stated?.qualifier ?? context.qualifier ?? impliedQualifier(low, high), currency: currency)
    let parts = [lowEnd, highEnd, stated?.qualifier == .notDisclosed ? nil : stated].compactMap { $0 }
    result.form = parts.reduce([]) { $0.union($1.form) }
    result.flag = stated?.flag ?? 0
    if result.form.contains(.bareRatio), !parts.allSatisfy({ $0.form.contains(.bareRatio) }) {
      throw refuse(
        .ambiguousScale, "of value, low and high only some have a %", "write % on all of them, or on none")
    }
    // Points between thousands in one of the three are points between thousands in all of them, or nothing is certain.
    if !result.form.isDisjoint(with: [.pointGroups, .threeDecimals]), parts.count > 1, context.defersToFile,
      context.unit.isWhole, parts.contains(where: { !$0.form.isDisjoint(with: [.pointGroups, .partOfWhole]) })
    {
      result.form.insert(.partOfWhole)
    }
    switch result.qualifier {
    case .notDisclosed:
      throw refuse(
        .qualifierConflict, "not disclosed, yet low or high is given", "leave low and high empty, or the qualifier",
        lowEnd == nil ? .high : .low)
    case .eq, .approx:
      guard let point = stated?.value else {
        throw refuse(
          .missingBound, "a value is missing between low and high",
          "give the value, or write range in the qualifier column")
      }
      result.value = point
      result.low = low ?? stated?.low
      result.high = high ?? stated?.high
      if let low, point < low {
        throw refuse(.valueOutsideInterval, "the value is below low", "check the three columns", .low)
      }
      if let high, point > high {
        throw refuse(.valueOutsideInterval, "the value is above high", "check the three columns", .high)
      }
    case .lt, .le:
      guard let bound = high ?? stated?.high else {
        throw refuse(.missingBound, "the upper bound is missing", "give it in value or high", .high)
      }
      if let other = stated?.high, other != bound {
        throw refuse(.valueOutsideInterval, "the bound in value is not the one in high", "keep one", .high)
      }
      result.high = bound
      result.low = low ?? (result.form.contains(.bareRatio) ? nil : context.minimum)
    case .gt, .ge:
      guard let bound = low ?? stated?.low else {
        throw refuse(.missingBound, "the lower bound is missing", "give it in value or low", .low)
      }
      if let other = stated?.low, other != bound {
        throw refuse(.valueOutsideInterval, "the bound in value is not the one in low", "keep one", .low)
      }
      result.low = bound
      result.high = high ?? (result.form.contains(.bareRatio) ? nil : context.maximum)
    case .range:
      guard let first = low ?? stated?.low, let last = high ?? stated?.high else {
        throw refuse(
          .missingBound, "a range needs both ends", "give low and high, or write lt, le, gt or ge",
          low == nil ? .low : .high)
      }
      if let stated, stated.low != first || stated.high != last {
        throw refuse(
          .valueOutsideInterval, "the range in value is not the one in low and high", "keep one",
          low == nil ? .high : .low)
      }
      result.low = first
      result.high = last
    }
    if let a = result.low, let b = result.high, a > b {
      throw refuse(.backwardsRange, "low is above high", "check the columns", low == nil ? .high : .low)
    }
    return result
  }

  private static func impliedQualifier(_ low: Double?, _ high: Double?) -> Qualifier {
    low == nil ? .le : high == nil ? .ge : .range
  }
}
