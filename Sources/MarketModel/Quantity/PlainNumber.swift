/// The figure of nearly every row of a feed: `1234567`, `0.1234`, `7.8M`, `94.3%`. Everything else returns nil and goes
/// through the grammar, which gives the same answer for these.
@inline(__always)
func plainNumber(_ bytes: UnsafeRawBufferPointer, _ context: QuantityContext) -> Quantity? {
  let count = bytes.count
  guard count > 0, count <= 18, context.factor == 1 else { return nil }
  var at = 0
  let isNegative = bytes[0] == UInt8(ascii: "-")
  if isNegative { at = 1 }
  var coefficient: UInt64 = 0
  var digits = 0
  var point = -1
  while at < count {
    let digit = bytes[at] &- 0x30
    if digit < 10 {
      coefficient = coefficient &* 10 &+ UInt64(digit)
      digits += 1
    } else if bytes[at] == UInt8(ascii: "."), point < 0, digits > 0, !context.decimalComma {
      point = digits
    } else {
      break
    }
    at += 1
  }
  // 14 digits: ten times that and half a unit more is still below 2^53.
  guard digits > 0, digits <= 14, point != digits else { return nil }
  var exponent = point < 0 ? 0 : point - digits
  let isRatio = context.unit == .ratio
  if isRatio, context.ratioUnit == .percent { return nil }
  if at < count {
    // In months a scale is refused, by the grammar.
    guard at == count - 1, context.unit != .months else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "M"): exponent += 6
    case UInt8(ascii: "K"), UInt8(ascii: "k"): exponent += 3
    case UInt8(ascii: "B"): exponent += 9
    case UInt8(ascii: "%"):
      guard context.unit == .ratio else { return nil }
      exponent -= 2
    default: return nil
    }
  }
  // A fraction of what has none is the grammar's.
  if exponent < 0, context.unit.isWhole { return nil }
  let qualifier: Qualifier
  switch context.qualifier {
  case nil, .eq: qualifier = .eq
  case .approx: qualifier = .approx
  default: return nil
  }
  let isMoney = context.unit.isMoney
  if isMoney, context.currency == nil { return nil }

  let wide = Double(coefficient) * 10
  var value: Double
  var low: Double
  var high: Double
  // Exact operands and one rounding each (Clinger 1990): the nearest doubles.
  if exponent <= 0 {
    value = Double(coefficient) / powerOfTen(-exponent)
    let power = powerOfTen(1 - exponent)
    low = (wide - 5) / power
    high = (wide + 5) / power
  } else {
    value = Double(coefficient) * powerOfTen(exponent)
    let power = powerOfTen(exponent - 1)
    low = (wide - 5) * power
    high = (wide + 5) * power
  }
  if isNegative {
    value = value == 0 ? 0 : -value
    (low, high) = (-high, -low)
  }
  guard value <= 1e18, value >= -1e18 else { return nil }
  var form: QuantityForm = []
  let isBare = bytes[count - 1] &- 0x30 < 10
  if point >= 0 { form = digits - point != 3 || point > 3 ? .decimals : isBare ? .threeDecimals : [] }
  if isRatio, isBare, context.defersToFile, context.ratioUnit == nil {
    form.insert(.bareRatio)
  } else {
    if let minimum = context.minimum {
      guard value >= minimum else { return nil }
      if low < minimum { low = minimum }
    }
    if let maximum = context.maximum {
      guard value <= maximum else { return nil }
      if high > maximum { high = maximum }
    }
  }
  var quantity = Quantity(
    qualifier: qualifier, value: value, low: low, high: high, currency: isMoney ? context.currency : nil)
  quantity.form = form
  return quantity
}
