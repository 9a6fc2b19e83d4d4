import MarketModel
import Records

extension ImportSession {
  /// The flags that stand in for columns must mean something by themselves: one error then, instead of one in every
  /// row.
  func checkDefaults() throws {
    for (name, value) in options.defaults.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
      switch name {
      case "metric": try known(metrics, value)
      case "product": try known(products, value)
      case "company": try known(companies, value)
      case "source", "origin": try known(sources, value)
      case "published_on":
        if CalendarDay.parse(value) == nil {
          throw StoreError(.usage, "the day of publication \"\(value)\" is not a date", remedy: "write YYYY-MM-DD")
        }
      case "currency":
        if Currency(code: value.uppercased()) == nil {
          throw StoreError(
            .usage, "the currency \"\(value)\" is not a currency code", remedy: "write three letters, such as USD")
        }
      default: break
      }
    }
  }

  private func known(_ index: NameIndex, _ name: String) throws {
    var name = name
    let found = try name.withUTF8 { bytes in
      index.create == nil ? try index.find(UnsafeRawBufferPointer(bytes)) : .id(0)
    }
    if case .unknown(let error) = found { throw error }
  }
}
