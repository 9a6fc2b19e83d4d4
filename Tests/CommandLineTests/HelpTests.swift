import Testing

@Suite struct HelpTests {
  @Test("every verb says what it does and shows examples that fit a terminal") func complete() throws {
    let sandbox = try Sandbox()
    let verbs = try Verb.root(sandbox).all
    #expect(verbs.count > 20)
    for verb in verbs {
      #expect(verb.abstract?.isEmpty == false, "\(verb.name) lacks an abstract")
      #expect(!verb.examples.isEmpty, "\(verb.name) lacks an example")
      for line in (verb.discussion ?? "").split(separator: "\n") where line.hasPrefix("  ") {
        #expect(line.count <= 80, "\(verb.name): \(line)")
      }
      let page = try sandbox.tidemark(verb.name.split(separator: " ").dropFirst().map(String.init) + ["--help"])
      #expect(page.status == 0 && page.err == "" && page.out.hasPrefix("OVERVIEW: "), "\(verb.name) --help")
    }
  }

  @Test("the examples of every verb's help run") func examples() throws {
    for verb in try Verb.root(Sandbox()).all {
      let sandbox = try Sandbox()
      let makesStore = verb.examples.contains { $0.hasPrefix("tidemark init") }
      if !makesStore { expect(try sandbox.tidemark("init", "--quiet"), status: 0) }
      for example in verb.examples {
        let run = try sandbox.shell(example)
        // Coverage finds the starter market stale, which is no failure.
        let isDone = run.status == 0 || run.status == 1 && run.err == ""
        #expect(isDone, "\(verb.name): \(example): \(run.err)")
      }
    }
  }

  @Test("README names every verb") func readme() throws {
    let text = try Sandbox.document("README.md")
    for verb in try Verb.root(Sandbox()).subcommands ?? [] where verb.commandName != "help" {
      #expect(
        text.contains("tidemark \(verb.commandName)") || text.contains("`\(verb.commandName)"),
        "README does not name \(verb.commandName)")
    }
  }

  @Test("completions name every verb, in every shell", arguments: ["bash", "zsh", "fish"]) func completions(
    shell: String
  ) throws {
    let sandbox = try Sandbox()
    let run = try sandbox.tidemark("completions", shell)
    #expect(run.status == 0 && run.err == "")
    for verb in try Verb.root(sandbox).subcommands ?? [] { #expect(run.out.contains(verb.commandName)) }
  }

  @Test("bash takes its completions") func bashCompletions() throws {
    let sandbox = try Sandbox()
    expect(
      try sandbox.shell(
        "tidemark completions bash > t.bash && bash -n t.bash && . ./t.bash && complete -p tidemark > /dev/null"),
      status: 0
    )
  }
}
