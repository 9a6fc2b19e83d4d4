import MarketModel

/// What was asked, as the `parameters` of the document and as the command that asks it again.
struct ReportRequest {
  private(set) var fields: [JSONField] = []
  private(set) var command: [String]

  init(_ kind: ReportKind, _ arguments: [String] = []) { command = ["tidemark", kind.verb] + arguments }

  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    fields.append(JSONField(name, .string(value)))
    command += [option(name), value]
  }

  mutating func add(_ name: String, _ value: Int?) {
    guard let value else { return }
    fields.append(JSONField(name, .integer(Int64(value))))
    command += [option(name), String(value)]
  }

  mutating func add(_ name: String, _ value: Double?) {
    guard let value else { return }
    fields.append(JSONField(name, .real(value)))
    command += [option(name), plainText(.real(value))]
  }

  mutating func add(_ name: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    fields.append(JSONField(name, .array(values.map(JSONValue.string))))
    for value in values { command += [option(name), value] }
  }

  mutating func addFlag(_ name: String, _ isSet: Bool) {
    guard isSet else { return }
    fields.append(JSONField(name, .bool(true)))
    command.append(option(name))
  }

  /// A field that is not an option: an argument.
  mutating func addArgument(_ name: String, _ value: JSONValue) { fields.append(JSONField(name, value)) }

  private func option(_ name: String) -> String { "--" + name.split(separator: "_").joined(separator: "-") }
}

extension ReportScope {
  /// The report's own arguments and options come between the names and the common options, in the order of the
  /// contract.
  func request(_ kind: ReportKind) -> ReportRequest {
    var request = ReportRequest(kind, names)
    if !names.isEmpty { request.addArgument("products", .array(names.map(JSONValue.string))) }
    if case .segment(let segment) = selection { request.add("segment", segment.name) }
    request.add("metric", metric.code)
    request.addCommon(parameters, currency: parameters.currency?.uppercased(), known, believing)
    return request
  }
}

extension ReportRequest {
  mutating func addCommon(_ parameters: CommonParameters, currency: String?, _ known: KnownAsOf, _ believing: Belief) {
    add("from", parameters.from?.label)
    add("to", parameters.to?.label)
    add("by", parameters.by?.name)
    add("as_of", parameters.asOf?.description)
    add("recorded_as_of", parameters.recordedAsOf)
    add("source", known.source?.name)
    add("origin", parameters.origin == nil ? nil : known.origin?.name)
    add("believe", believing.words)
    add("region", parameters.region)
    add("platform", parameters.platform)
    add("plan", parameters.plan)
    add("currency", currency)
    addFlag("no_events", !parameters.events)
    add("now", parameters.now?.description)
  }
}
