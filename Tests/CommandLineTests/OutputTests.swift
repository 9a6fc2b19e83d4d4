import Foundation
import Testing

/// No output takes the place of the store, of what is read, or of another database; and what cannot be written is found
/// out before anything is done.
@Suite struct OutputTests {
  private static let feed =
    "product,metric,period,value,source,published_on\nSora,mau,2019-01,7,S1,2026-01-10\nSora,mau,2019-02,bad,S1,2026-01-10\n"

  private func seeded() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "-q", "--db", "a.db"), status: 0)
    try sandbox.write(Self.feed, to: "in.csv")
    expect(
      try sandbox.shell(
        "ln -s a.db link.db && ln a.db hard.db && ln -s a.db-journal dangling && sqlite3 other.db 'CREATE TABLE t (x)' && "
          + "echo mine > locked.csv && chmod 444 locked.csv && ln -s in.csv in-link.csv && mkdir sub"),
      status: 0)
    return sandbox
  }

  /// Every place that must stay as it is.
  private static let places = [
    "a.db", "./a.db", "sub/../a.db", "link.db", "hard.db", "a.db-wal", "a.db-shm", "a.db-journal", "dangling",
    "other.db",
    "other.db-wal", "locked.csv",
  ]

  /// Verbs that write a file, with OUT for its name.
  private static let verbs = [
    "list products -O csv -o OUT", "list events -O csv -o OUT", "show Sora -O json -o OUT", "trend Sora -O csv -o OUT",
    "trend Sora --sql -o OUT", "run kling-vs-sora -O csv -o OUT", "report list -O csv -o OUT",
    "search Sora -O csv -o OUT",
    "sql 'SELECT 1' -O csv -o OUT", "check -O csv -o OUT", "imports -O csv -o OUT",
    "report show kling-vs-sora -O csv -o OUT",
    "import in.csv --create --keep-going --rejects OUT", "backup OUT --force", "export OUT", "export --site OUT",
  ]

  @Test("no verb writes over the store, its companions, another database or a read-only file", arguments: verbs)
  func protected(_ verb: String) throws {
    let sandbox = try seeded()
    let before = try sandbox.shell("sha256sum a.db other.db locked.csv in.csv | cut -c1-64").out
    for place in Self.places {
      let run = try sandbox.shell("tidemark \(verb.replacing("OUT", with: place)) --db a.db")
      #expect(run.status == 4, "\(place): \(run.err)")
      #expect(run.err.hasPrefix("tidemark: error: "), "\(place): \(run.err)")
      #expect(run.out == "")
      #expect(try sandbox.shell("sha256sum a.db other.db locked.csv in.csv | cut -c1-64").out == before, "\(place)")
    }
    #expect(try sandbox.shell("test -L dangling -a ! -e a.db-journal -a ! -e other.db-wal").status == 0)
    #expect(try !sandbox.fileNames.contains { $0.hasSuffix(".part") })
    expect(try sandbox.shell("tidemark check -q --db a.db > /dev/null"), status: 0)
  }

  @Test("an import's refusals never take the place of its input, by whatever name") func inputs() throws {
    let sandbox = try seeded()
    for (files, target) in [
      ("in.csv", "in.csv"), ("in.csv", "./in.csv"), ("in.csv", "in-link.csv"), ("in-link.csv", "in.csv"),
      ("- < in.csv", "in.csv"),
    ] {
      let run = try sandbox.shell("tidemark import --create --keep-going --db a.db --rejects \(target) \(files)")
      #expect(
        run.status == 4 && run.err.contains("is a file that this command reads"), "\(files) \(target): \(run.err)")
      #expect(try sandbox.read("in.csv") == Self.feed)
    }
    #expect(try sandbox.shell("sqlite3 a.db 'SELECT count(*) FROM imports'").out == "1\n")
  }

  @Test("what cannot be written is found out before anything is committed") func before() throws {
    let sandbox = try seeded()
    let run = try sandbox.tidemark(
      "import", "in.csv", "--create", "--keep-going", "--rejects", "none/r.csv", "--db", "a.db")
    expect(run, status: 4, err: "tidemark: error: none/r.csv could not be written: No such file or directory\n")
    #expect(try sandbox.shell("sqlite3 a.db 'SELECT count(*) FROM imports'").out == "1\n")
  }

  @Test("what fails after an import says that the import stands") func after() throws {
    let sandbox = try seeded()
    let run = try sandbox.tidemark(
      "import", "in.csv", "--create", "--keep-going", "--rejects", "/dev/full", "--db", "a.db")
    #expect(run.status == 4)
    #expect(
      run.err.hasSuffix(
        "tidemark: error: /dev/full could not be written: No space left on device; import #2 stands\nhint: make room and try again\n"
      ),
      "\(run.err)")
    #expect(run.err.contains("import #2: read 2"))
    #expect(try sandbox.shell("sqlite3 a.db 'SELECT count(*) FROM imports'").out == "2\n")
  }

  @Test("a dry run keeps no profile") func dryRun() throws {
    let sandbox = try seeded()
    let words = ["import", "in.csv", "--create", "--keep-going", "--save-profile", "mine", "--db", "a.db"]
    #expect(try sandbox.tidemark(words + ["--dry-run"]).status == 1)
    #expect(try sandbox.shell("sqlite3 a.db 'SELECT count(*) FROM mapping_profiles, imports'").out == "0\n")
    #expect(try sandbox.tidemark(words).status == 1)
    #expect(try sandbox.shell("sqlite3 a.db 'SELECT name FROM mapping_profiles'").out == "mine\n")
  }

  @Test("a dash is standard output") func dash() throws {
    let sandbox = try seeded()
    expect(
      try sandbox.tidemark("sql", "SELECT 1 AS a", "-O", "csv", "-o", "-", "--db", "a.db"), status: 0, out: "a\n1\n")
    let run = try sandbox.tidemark("import", "in.csv", "--create", "--keep-going", "--rejects", "-", "--db", "a.db")
    #expect(run.status == 1 && run.out.hasPrefix("line,column,byte,kind,message,raw\n3,"))
    #expect(try sandbox.tidemark("backup", "-", "--db", "a.db").status == 2)
    #expect(try sandbox.tidemark("export", "-", "--db", "a.db").status == 2)
    #expect(try !sandbox.fileNames.contains("-"))
  }

  @Test("an earlier backup may be replaced, another database may not") func backups() throws {
    let sandbox = try seeded()
    expect(try sandbox.tidemark("backup", "copy.db", "-q", "--db", "a.db"), status: 0)
    expect(try sandbox.tidemark("backup", "copy.db", "--force", "-q", "--db", "a.db"), status: 0)
    expect(
      try sandbox.tidemark("backup", "other.db", "--force", "-q", "--db", "a.db"), status: 4,
      err: "tidemark: error: other.db is a SQLite database or belongs to one\nhint: choose another name\n")
  }

  @Test("no file in the making is left by a signal, and those of programs that were killed are swept") func leftovers()
    throws
  {
    let sandbox = try seeded()
    // Held open in the middle: a file in the making beside a report that never ends.
    let slow = "tidemark import slow --create --rejects out.csv --db a.db"
    for signal in ["INT", "TERM", "HUP"] {
      let run = try sandbox.shell(
        """
        rm -f slow; mkfifo slow; exec 9<> slow; \(slow) & p=$!
        for i in $(seq 3000); do ls -A | grep -q '[.]part$' && break; sleep 0.02; done
        ls -A | grep -c '[.]part$'; kill -\(signal) $p; wait $p; echo $?; ls -A | grep '[.]part$'
        """)
      #expect(
        run.out == "1\n\(["INT": "130", "TERM": "143", "HUP": "129"][signal] ?? "")\n",
        "\(signal) \(run.out) \(run.err)")
    }
    let killed = try sandbox.shell(
      """
      rm -f slow; mkfifo slow; exec 9<> slow; \(slow) & p=$!
      for i in $(seq 3000); do ls -A | grep -q '[.]part$' && break; sleep 0.02; done
      kill -KILL $p; wait $p; ls -A | grep -c '[.]part$'
      touch .mine.part .a.db.tidemark-XYZ.part
      rm slow; mkfifo slow; \(slow) & p=$!
      for i in $(seq 3000); do ls -A | grep '[.]tidemark-[0-9a-z]*[.]part$' | grep -q out.csv && break; sleep 0.02; done; sleep 0.2
      tidemark list products -O csv -o list.csv --db a.db; ls -A | grep -c 'out.csv.tidemark.*[.]part$'
      kill -TERM $p; wait $p; ls -A | grep '[.]part$'
      """)
    // What is in the making stays while its program lives; files of other names are nobody's business.
    #expect(killed.out == "1\n1\n.a.db.tidemark-XYZ.part\n.mine.part\n", "\(killed.out) \(killed.err)")
  }

  @Test("the command line sets no handler on the store's connection") func noConnection() throws {
    let folder = Sandbox.repository.appendingPathComponent("Sources/tidemark")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in [".connection", "Connection(", "setProgressHandler", "setAuthorizer", "setBusyHandler"] {
        #expect(!text.contains(word), "\(file.lastPathComponent): \(word)")
      }
    }
    #expect(count > 30)
  }
}
