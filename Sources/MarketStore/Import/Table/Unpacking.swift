import MarketModel
import Records
import System

/// What a file is once it is out of its containers.
struct PlainInput {
  var input: SpooledInput
  /// The rows of a workbook's sheet.
  var isSheet = false
  /// The sheet that was asked for by name was there.
  var hasNamedSheet = false
  var notices: [String] = []

  /// A `.csv.gz.gz` may be somebody's mistake; more is a trick.
  private static let mostLayers = 3

  /// Takes a file out of its containers; one that holds no table is named for what it is.
  ///
  /// - Throws: `UnreadableFile`; `FileError`; `CancellationError`.
  init(_ file: SpooledInput, _ options: ImportOptions, isCancelled: () -> Bool) throws {
    input = file
    for layer in 0... {
      let request: DecodingRequest
      switch FileSignature(try input.head(512)) {
      case nil: return
      case .foreign(let kind, let remedy)?: throw Self.unreadable("this is \(kind)", .advice(remedy))
      case .compressed?: request = DecodingRequest(form: .compressed)
      case .zip?:
        request = DecodingRequest(form: .zip, sheet: options.sheet, isComma: options.decimalComma)
      }
      guard layer < Self.mostLayers else {
        throw Self.unreadable("it is packed more than \(Self.mostLayers) times over", .advice("unpack it first"))
      }
      guard let program = options.decoder else {
        throw Self.unreadable("it is packed, and nothing here unpacks", .advice("unpack it first"))
      }
      do {
        let (content, report) = try input.unpacked(request, by: program, isCancelled: isCancelled)
        if let failure = report.failure { throw Self.unreadable(failure.message, failure.remedy) }
        notices += report.notices
        hasNamedSheet = report.hasSheet
        input = content
        if report.isSheet {
          isSheet = true
          return
        }
      } catch is PipedChild.Cancelled {
        throw CancellationError()
      }
    }
  }

  private static func unreadable(_ message: String, _ remedy: UnreadableFile.Remedy?) -> UnreadableFile {
    UnreadableFile(line: 1, byte: 0, kind: "file", message: message, remedy: remedy)
  }
}
