import Foundation
import Testing

/// Files are told by their first bytes, whatever they are called, and come out of their containers.
@Suite struct ContainerTests {
  private let flags = ["--metric", "mau", "--source", "X", "--published-on", "2026-07-01", "--create"]
  private let text = "product,period,value\nA,2026-01,5\nA,2026-02,6x\n"

  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  @Test(
    "gz, zst, xz and zip are unpacked, from files and standard input, once or twice over",
    arguments: ["gzip", "zstd", "xz", "zip"])
  func unpacked(program: String) throws {
    let sandbox = try store()
    try sandbox.write(text, to: "a.csv")
    if program == "zip" {
      try sandbox.zip([("__MACOSX/._a.csv", "x"), ("folder/a.csv", text)], to: "packed")
    } else {
      let made = try sandbox.shell("command -v \(program) > /dev/null && \(program) -c < a.csv > packed")
      if made.status != 0 { return print("\(program) is not installed: not tried") }
    }
    for command in ["tidemark import packed", "tidemark import - < packed", "gzip -c packed | tidemark import -"] {
      let run = try sandbox.shell(command + " " + flags.joined(separator: " "))
      #expect(run.status == 1 && run.err.contains(":3:11: [value] \"6x\" is a multiple"), "\(command): \(run.err)")
      #expect(run.err.contains("the archive's file folder/a.csv was read\n") == (program == "zip"))
      #expect(run.err.contains("nothing imported: read 2"))
    }
    let cut = try sandbox.shell("head -c 40 packed > cut && tidemark import cut " + flags.joined(separator: " "))
    #expect(cut.status == 1 && cut.err.contains("[file] it cannot be unpacked: "), "\(cut.err)")
  }

  @Test("the same packed file again is known") func again() throws {
    let sandbox = try store()
    try sandbox.write(text.replacing("6x", with: "6"), to: "a.csv")
    _ = try sandbox.shell("gzip -n a.csv")
    #expect(try sandbox.tidemark(["import", "a.csv.gz"] + flags).err.contains("inserted 2"))
    expect(try sandbox.tidemark(["import", "a.csv.gz"] + flags), status: 0, err: "already imported as #2\n")
  }

  @Test("an archive of several files, and documents that are archives, are named for what they are") func archives()
    throws
  {
    let sandbox = try store()
    for (parts, reason) in [
      (
        ["a.csv", "b.csv"],
        "the archive holds 2 files: a.csv, b.csv\nhint: unpack it, and import the file that is meant"
      ),
      ([".DS_Store"], "the archive holds no file"),
      (["[Content_Types].xml"], "it is a workbook (.xlsx) without its sheets"),
      (["[Content_Types].xml", "word/document.xml"], "it is a Word document\nhint: copy the table"),
      (["mimetype", "content.xml"], "it is an OpenDocument file (.ods)\nhint: save it as .xlsx or CSV"),
      (["[Content_Types].xml", "xl/workbook.bin"], "it is a binary workbook (.xlsb)"),
    ] {
      try sandbox.zip(parts.map { ($0, "x") }, to: "a.zip")
      let run = try sandbox.tidemark(["import", "a.zip"] + flags)
      #expect(run.status == 1 && run.err.contains("[file] \(reason)"), "\(parts): \(run.err)")
    }
  }

  @Test(
    "another program's file is named for what it is, with what to do",
    arguments: [
      ("%%PDF-1.7\\n\\000", "a PDF document"), ("PAR1\\025\\000", "a Parquet file"), ("\\211PNG\\r\\n", "a picture"),
      ("\\377\\330\\377\\340", "a picture"), ("GIF89a", "a picture"), ("RIFF\\000\\000\\000\\000WEBPVP8 ", "a picture"),
      ("\\320\\317\\021\\340\\241\\261\\032\\341", "an old Office file (.xls) or a workbook with a password"),
      ("SQLite format 3\\000", "a SQLite database"), ("BZh91AY", "a bzip2 file"),
      ("7z\\274\\257\\047\\034", "a 7-Zip archive"),
      ("ARROW1\\000\\000", "an Arrow file"), ("ORC\\000", "an ORC file"), ("Obj\\001", "an Avro file"),
      ("\\n <!DOCTYPE html><html>", "a web page (HTML)"), ("<?xml version=\\\"1.0\\\"?>", "XML"),
      ("\\377\\376\\000\\000a\\000\\000\\000", "UTF-32 text"), ("{\\134rtf1", "a Rich Text document"),
    ])
  func foreign(bytes: String, kind: String) throws {
    let sandbox = try store()
    let run = try sandbox.shell(
      "printf \"\(bytes)\" > feed.csv; tidemark import feed.csv --encoding utf-16le " + flags.joined(separator: " "))
    #expect(run.status == 1)
    #expect(run.err.contains("feed.csv:1:1: [file] this is \(kind)\nhint: "), "\(run.err)")
  }

  @Test("a bomb is refused, and nothing is left of it") func bombs() throws {
    let sandbox = try store()
    let made = try sandbox.shell("head -c 200000000 /dev/zero | gzip -9 > bomb.gz && mkdir tmp")
    #expect(made.status == 0)
    let run = try sandbox.tidemark(
      ["import", "bomb.gz"] + flags, environment: ["TMPDIR": sandbox.folder.path + "/tmp"])
    #expect(run.status == 1 && run.err.contains("it unpacks to more than 900 times its size"), "\(run.err)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path + "/tmp") == [])
  }

  @Test("an ordinary start loads nothing that unpacks") func libraries() throws {
    let run = try Sandbox().shell(
      "LD_DEBUG=files tidemark --version 2>&1 | grep -cE 'libarchive|libexpat|libxlsxwriter'")
    #expect(run.out == "0\n")
  }
}
