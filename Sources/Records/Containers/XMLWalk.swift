import CContainers
import System

/// Walks over a part of a workbook as XML, with expat. A subclass takes what it needs of the events.
class XMLWalk {
  typealias Attributes = UnsafeMutablePointer<UnsafePointer<CChar>?>

  func start(_ name: XMLName, _ attributes: Attributes) {}
  func end(_ name: XMLName) {}
  func text(_ text: UnsafeRawBufferPointer) {}

  private(set) final var failure: DecodingFailure?
  private final var parser: OpaquePointer?
  @exclusivity(unchecked) private final var depth = 0
  @exclusivity(unchecked) private final var events = 0

  private static let deepest = 64
  /// Blocks without an event: one tag or one text that does not end.
  private static let mostIdle = 16
  private static let blockSize = 1 << 16
  /// A part that unpacks to more than this many times the whole workbook, and to more than `ordinary`, is a bomb.
  private static let mostRatio: Int64 = 200
  private static let ordinary: Int64 = 64 << 20

  /// Ends the walk with a reason.
  final func fail(_ message: String) {
    if failure == nil { failure = DecodingFailure(message) }
    stop()
  }

  /// Ends the walk: what it was for is found.
  final func stop() { if let parser { _ = ccontainers_expat_table().stop_parser(parser, XML_Bool(XML_FALSE)) } }

  /// - Parameters:
  ///   - part: The part's name, for messages.
  ///   - packedSize: The size of the whole workbook; nil: not to be compared with.
  ///   - read: Reads on in the part; 0 at its end.
  /// - Throws: `DecodingFailure`; what `read` throws.
  final func walk(part: String, packedSize: Int64?, read: (UnsafeMutableRawPointer, Int) throws -> Int) throws {
    let expat = ccontainers_expat_table()
    guard let parser = expat.parser_create(nil) else { throw DecodingFailure("there is no memory for reading it") }
    self.parser = parser
    defer {
      expat.parser_free(parser)
      self.parser = nil
    }
    expat.set_user_data(parser, Unmanaged.passUnretained(self).toOpaque())
    expat.set_element_handler(
      parser,
      { data, name, attributes in
        guard let data, let name, let attributes else { return }
        Unmanaged<XMLWalk>.fromOpaque(data)._withUnsafeGuaranteedRef { $0.began(name, attributes) }
      },
      { data, name in
        guard let data, let name else { return }
        Unmanaged<XMLWalk>.fromOpaque(data)._withUnsafeGuaranteedRef { $0.ended(name) }
      })
    expat.set_character_data_handler(
      parser,
      { data, text, count in
        guard let data else { return }
        Unmanaged<XMLWalk>.fromOpaque(data)._withUnsafeGuaranteedRef { walk in
          walk.events += 1
          walk.text(UnsafeRawBufferPointer(start: text, count: Int(count)))
        }
      })
    expat.set_start_doctype_handler(
      parser,
      { data, _, _, _, _ in
        guard let data else { return }
        Unmanaged<XMLWalk>.fromOpaque(data)._withUnsafeGuaranteedRef {
          $0.fail("it declares a document type, which no workbook does: it may expand without end")
        }
      })
    let block = UnsafeMutableRawPointer.allocate(byteCount: Self.blockSize, alignment: 16)
    defer { block.deallocate() }
    var total: Int64 = 0
    var idle = 0
    while true {
      let got = try read(block, Self.blockSize)
      total += Int64(got)
      if let packedSize, total > Self.ordinary, total > Self.mostRatio * packedSize {
        throw DecodingFailure(
          "\(part) unpacks to more than \(Self.mostRatio) times the size of the file: it looks like a bomb",
          remedy: .advice("save the workbook anew, or save the sheet as CSV"))
      }
      let before = events
      let status = expat.parse(parser, block.assumingMemoryBound(to: CChar.self), Int32(got), got == 0 ? 1 : 0)
      if let failure { throw failure }
      if status != XML_STATUS_OK {
        let code = expat.get_error_code(parser)
        if code == XML_ERROR_ABORTED { return }
        let reason = expat.error_string(code).map { String(cString: $0) } ?? "broken XML"
        throw DecodingFailure(
          "\(part) is broken in line \(expat.get_current_line_number(parser)): \(reason)",
          remedy: .advice("open the workbook in a spreadsheet program and save it anew"))
      }
      if got == 0 { return }
      idle = events == before ? idle + 1 : 0
      if idle > Self.mostIdle { throw DecodingFailure("\(part) has a piece of XML of more than a megabyte") }
    }
  }

  private final func began(_ name: UnsafePointer<CChar>, _ attributes: Attributes) {
    events += 1
    depth += 1
    if depth > Self.deepest { return fail("its XML is nested more than \(Self.deepest) deep") }
    start(XMLName(name), attributes)
  }

  private final func ended(_ name: UnsafePointer<CChar>) {
    events += 1
    depth -= 1
    end(XMLName(name))
  }
}

/// The name of an element without its prefix: its first eight bytes in a number, which tell the elements of a workbook
/// apart.
struct XMLName: Equatable {
  let key: UInt64

  init(key: UInt64) { self.key = key }

  init(_ name: UnsafePointer<CChar>) {
    var key: UInt64 = 0
    var count = 0
    var next = name
    while next.pointee != 0 {
      if next.pointee == 0x3A {
        (key, count) = (0, 0)
      } else if count < 8 {
        key |= UInt64(UInt8(bitPattern: next.pointee)) << UInt64(8 * count)
        count += 1
      }
      next += 1
    }
    self.key = key
  }

  init(_ name: StaticString) {
    var key: UInt64 = 0
    for index in 0..<min(8, name.utf8CodeUnitCount) { key |= UInt64(name.utf8Start[index]) << UInt64(8 * index) }
    self.key = key
  }
}

extension XMLWalk {
  /// The value of an attribute, by its name with or without a prefix.
  static func value(_ wanted: StaticString, in attributes: Attributes) -> UnsafePointer<CChar>? {
    let length = wanted.utf8CodeUnitCount
    var at = attributes
    while let name = at[0] {
      var local = name
      if let colon = strchr(name, 0x3A) { local = UnsafePointer(colon) + 1 }
      if strlen(local) == length, memcmp(local, wanted.utf8Start, length) == 0 { return at[1] }
      at += 2
    }
    return nil
  }

  static func string(_ wanted: StaticString, in attributes: Attributes) -> String? {
    value(wanted, in: attributes).map { String(cString: $0) }
  }
}
