import Foundation
import Testing

/// `init` is one act: a whole store under its name, or nothing.
@Suite struct InitTests {
  @Test("of eight at once one makes the store, the others are told, and it is whole") func race() throws {
    let sandbox = try Sandbox()
    for kind in ["missing", "empty"] {
      for _ in 0..<3 {
        let run = try sandbox.shell(
          """
          rm -f r.db*; [ \(kind) = empty ] && : > r.db
          for i in 1 2 3 4 5 6 7 8; do (tidemark init -q --db r.db 2> err.$i; echo $? >> codes) & done; wait
          sort codes | uniq -c | tr -s ' '; rm codes; cat err.* | sort -u; rm err.*
          tidemark list products -O csv --db r.db | wc -l; tidemark check -q --db r.db > /dev/null; echo $?; ls -A
          """)
        #expect(
          run.out == """
             1 0
             7 4
            hint: pass --db FILE, or move that file away
            tidemark: error: r.db exists already
            17
            0
            r.db

            """, "\(kind) \(run.out) \(run.err)")
      }
    }
  }

  @Test("a log beside a store that is gone is kept, and said to be what it is") func leftLog() throws {
    for suffix in ["-wal", "-journal"] {
      let sandbox = try Sandbox()
      try sandbox.write("the last changes", to: "a.db\(suffix)")
      for words in [["init"], ["list", "products"], ["check"]] {
        let run = try sandbox.tidemark(words + ["--db", "a.db"])
        #expect(run.status == 4)
        #expect(
          run.err == """
            tidemark: error: there is no store a.db, but there is a.db\(suffix): the log of a store that was moved or removed, which may hold its last changes
            hint: put the store back beside it, or move a.db\(suffix) away

            """, "\(words)")
      }
      #expect(try sandbox.read("a.db\(suffix)") == "the last changes")
      #expect(try sandbox.fileNames == ["a.db\(suffix)"])
    }
  }

  @Test("what cannot be looked at is not missing") func unreachable() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.shell("sqlite3 n.db 'CREATE TABLE notes (x); PRAGMA application_id = 42'"), status: 0)
    let before = try sandbox.shell("sha256sum n.db").out
    for words in [["init"], ["list", "products"], ["check"], ["vacuum"], ["migrate"]] {
      let run = try sandbox.tidemark(words + ["--db", "n.db/"])
      #expect(run.status == 4 && run.err.contains("Not a directory"), "\(words) \(run.err)")
      #expect(!run.err.contains("there is no store"))
    }
    let loop = try sandbox.shell("ln -s b a; ln -s a b; tidemark list products --db a")
    #expect(loop.status == 4 && loop.err.contains("Too many levels of symbolic links"), "\(loop.err)")
    #expect(try sandbox.tidemark("init", "--db", "new.db/").status == 4)
    #expect(try sandbox.shell("sha256sum n.db").out == before)
    #expect(try sandbox.fileNames.filter { $0.contains(".db") } == ["n.db"])
  }

  @Test("a folder that may not be entered is not one without a store") func permission() throws {
    let sandbox = try Sandbox()
    let canChange = try sandbox.shell("command -v setpriv").status == 0
    guard getuid() != 0 || canChange else { return }
    expect(
      try sandbox.shell("chmod 755 . && mkdir closed && tidemark init -q --db closed/a.db && chmod 700 closed"),
      status: 0)
    let other = getuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "chmod 000 closed; "
    let run = try sandbox.shell("\(other)tidemark list products --db closed/a.db; s=$?; chmod 700 closed; exit $s")
    // Where another user cannot run the program at all there is nothing to see.
    guard run.err.contains("tidemark: error") else { return }
    #expect(run.status == 4 && run.err.contains("closed/a.db could not be read: Permission denied"), "\(run.err)")
  }

  @Test("a store that does not fit leaves nothing, and the next try makes it") func full() throws {
    let sandbox = try Sandbox()
    for limit in [50, 100, 200, 300] {
      let run = try sandbox.shell("ulimit -f \(limit); tidemark init --db a.db")
      #expect(run.status == 4 && run.err.contains("a.db"), "\(limit): \(run.err)")
      #expect(try sandbox.fileNames == [], "\(limit)")
    }
    expect(try sandbox.tidemark("init", "--db", "a.db"), status: 0, err: "created a.db\n")
  }

  @Test(
    "a path that SQLite can just take is taken, of one that is a byte longer nothing is left", arguments: [504, 505])
  func longPath(_ length: Int) throws {
    let sandbox = try Sandbox()
    var folder = try sandbox.shell("pwd -P").out.trimmingCharacters(in: .newlines)
    func room() -> Int { length - "/store.db".utf8.count - folder.utf8.count }
    while room() > 60 { folder += "/" + String(repeating: "d", count: 50) }
    folder += "/" + String(repeating: "e", count: room() - 1)
    #expect(try sandbox.shell("mkdir -p \(folder)").status == 0)
    let run = try sandbox.tidemark("init", "-q", "--db", folder + "/store.db")
    let names = try sandbox.shell("ls -A \(folder)").out
    if length == 504 {
      expect(run, status: 0)
      #expect(names == "store.db\n")
      #expect(try sandbox.tidemark("alias", "Soraa", "--of", "Sora", "--db", folder + "/store.db").status == 0)
    } else {
      #expect(run.status == 4 && run.err.contains("too long for SQLite") && names.isEmpty, "\(run.err)")
    }
  }
}
