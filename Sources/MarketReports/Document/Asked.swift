import MarketModel

/// What was asked, as the `parameters` of the document and as the command that asks it again.
struct Asked {
  private(set) var fields: [JSONField] = []
  private(set) var command: [String]

  init(_ verb: String, _ arguments: [String] = []) { command = ["tidemark", verb] + arguments }

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

  /// A field that is no option: an argument.
  mutating func addArgument(_ name: String, _ value: JSONValue) { fields.append(JSONField(name, value)) }

  private func option(_ name: String) -> String { "--" + name.split(separator: "_").joined(separator: "-") }
}

extension ReportScope {
  /// The report's own arguments and options come between the names and the common options, in the order of the
  /// contract.
  func asked(_ verb: String, own: (inout Asked) -> Void = { _ in }) -> Asked {
    var asked = Asked(verb, names)
    if !names.isEmpty { asked.addArgument("products", .array(names.map(JSONValue.string))) }
    if case .segment(let segment) = selection { asked.add("segment", segment.name) }
    asked.add("metric", metric.code)
    asked.addCommon(parameters, currency: parameters.currency?.uppercased(), knowledge)
    own(&asked)
    return asked
  }
}

extension Asked {
  mutating func addCommon(_ parameters: CommonParameters, currency: String?, _ knowledge: Knowledge) {
    add("from", parameters.from?.label)
    add("to", parameters.to?.label)
    add("by", parameters.by?.name)
    add("as_of", parameters.asOf?.description)
    add("recorded_as_of", parameters.recordedAsOf)
    add("source", knowledge.source?.name)
    add("origin", knowledge.origin?.name)
    add("region", parameters.region)
    add("platform", parameters.platform)
    add("plan", parameters.plan)
    add("currency", currency)
    addFlag("no_events", !parameters.events)
    add("now", parameters.now?.description)
  }
}
