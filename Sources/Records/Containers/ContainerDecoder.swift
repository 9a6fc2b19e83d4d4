import System

/// What is to be made of a container, in words that go from the program to its own child.
package struct DecodingRequest: Equatable, Sendable {
  package enum Form: String, Sendable { case compressed, zip }
  package var form: Form
  /// The sheet of a workbook that is meant.
  package var sheet: String?
  /// Numbers of a workbook are written with a decimal comma.
  package var isComma = false

  package init(form: Form, sheet: String? = nil, isComma: Bool = false) {
    (self.form, self.sheet, self.isComma) = (form, sheet, isComma)
  }

  package var words: [String] { [form.rawValue, isComma ? "comma" : "point"] + (sheet.map { [$0] } ?? []) }

  package init?(words: [String]) {
    guard words.count >= 2, let form = Form(rawValue: words[0]) else { return nil }
    self.init(form: form, sheet: words.count > 2 ? words[2] : nil, isComma: words[1] == "comma")
  }

  /// Bytes that a child may take beyond what it begins with. Compression with a large window needs more.
  var memory: Int { (form == .zip ? 64 : 160) << 20 }

  /// Seconds of processor time for a file of so many bytes.
  func seconds(size: Int64) -> Int { 30 + Int(clamping: size >> 20) }
}

/// Decodes a container in this process. Only a child that is limited does it with somebody's file.
package struct ContainerDecoder {
  /// What unpacks to more than this many times what was read of it, and to more than `ordinary`, is a bomb: repeated
  /// rows of a table are packed at most so well by zip and gzip.
  private static let mostRatio: Int64 = 900
  private static let ordinary: Int64 = 64 << 20
  private static let mostEntries = 10_000

  private let descriptor: Int32
  private let request: DecodingRequest

  package init(_ descriptor: Int32, _ request: DecodingRequest) {
    (self.descriptor, self.request) = (descriptor, request)
  }

  /// - Parameter write: Takes the plain bytes.
  /// - Throws: What `write` throws. What is wrong with the container is in the report.
  package func decode(write: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> DecodingReport {
    var report = DecodingReport()
    do {
      try ContainerLibraries.load()
      switch request.form {
      case .compressed:
        let archive = try ArchiveReader(descriptor, .raw)
        guard try archive.next() != nil else { throw DecodingFailure("it is empty") }
        try copy(archive, write)
      case .zip: try decodeZip(&report, write)
      }
    } catch let failure as DecodingFailure {
      report.failure = failure
    } catch let error as FileError {
      report.failure = DecodingFailure(error.description)
    }
    return report
  }

  private func copy(_ archive: ArchiveReader, _ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    let size = 1 << 16
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { block.deallocate() }
    var total: Int64 = 0
    while true {
      let got = try archive.read(into: block, count: size)
      if got == 0 { return }
      total += Int64(got)
      if total > Self.ordinary, total > Self.mostRatio * max(1, archive.bytesConsumed) {
        throw DecodingFailure(
          "it unpacks to more than \(Self.mostRatio) times its size: it looks like a bomb",
          remedy: .advice("unpack it first, if it is meant"))
      }
      try write(UnsafeRawBufferPointer(start: block, count: got))
    }
  }

  private func decodeZip(_ report: inout DecodingReport, _ write: @escaping (UnsafeRawBufferPointer) throws -> Void)
    throws
  {
    var entries: [ArchiveReader.Entry] = []
    let archive = try ArchiveReader(descriptor, .zip)
    while let entry = try archive.next() {
      guard entries.count < Self.mostEntries else {
        throw DecodingFailure("it holds more than \(Self.mostEntries) files", remedy: .advice("unpack it first"))
      }
      entries.append(entry)
    }
    let names = entries.map(\.name)
    if let document = Self.document(names) {
      throw DecodingFailure("it is \(document.kind)", remedy: .advice(document.remedy))
    }
    if names.contains("[Content_Types].xml") || names.contains(where: { $0.lowercased() == "xl/workbook.xml" }) {
      let size = Int64(lseek(descriptor, 0, SEEK_END))
      return try Workbook(descriptor, size: size, names: names).convert(
        sheet: request.sheet, isComma: request.isComma, report: &report, write: write)
    }
    // What a Mac's archiver adds is not what anybody means.
    let files = entries.filter { entry in
      let name = entry.name.split(separator: "/").last ?? ""
      return entry.isFile && !entry.name.hasPrefix("__MACOSX/") && name != ".DS_Store" && !name.hasPrefix("._")
    }
    guard files.count == 1, let file = files.first else {
      let listed = files.prefix(8).map(\.name).joined(separator: ", ")
      throw DecodingFailure(
        files.isEmpty ? "the archive holds no file" : "the archive holds \(files.count) files: \(listed)",
        remedy: .advice("unpack it, and import the file that is meant"))
    }
    if file.isEncrypted {
      throw DecodingFailure("it is protected with a password", remedy: .advice("unpack it first"))
    }
    let again = try ArchiveReader(descriptor, .zip)
    while let entry = try again.next() { if entry.isFile, entry.name == file.name { break } }
    report.notices.append("the archive's file \(file.name) was read")
    try copy(again, write)
  }

  /// Documents of other kinds that are zip archives too.
  private static func document(_ names: [String]) -> (kind: String, remedy: String)? {
    let asWorkbook = "save it as .xlsx or CSV"
    let all = Set(names)
    if all.contains("xl/workbook.bin") { return ("a binary workbook (.xlsb)", asWorkbook) }
    if all.contains("word/document.xml") { return ("a Word document", "copy the table in it into a CSV file") }
    if all.contains("ppt/presentation.xml") { return ("a presentation", "copy the table in it into a CSV file") }
    if all.contains("mimetype"), all.contains("content.xml") { return ("an OpenDocument file (.ods)", asWorkbook) }
    if all.contains("Index/Document.iwa") { return ("a Numbers or Pages document", "export it as .xlsx or CSV") }
    return nil
  }
}
