import ArgumentParser
import DueFormats
import DuePublish
import DueSystem
import DueTool
import Glibc

/// The files of the site, one a line.
struct ListFiles: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the files: path, address, hash and size.")

  @OptionGroup(title: "Site") var site: SiteOptions
  @OptionGroup(title: "Output") var address: AddressOptions

  @Flag(help: "List the generations instead: number, time and how many files.")
  var generations = false

  func run(_ console: inout Console) throws {
    let site = try site.open()
    var sink = try ByteSink()
    if generations {
      for number in try site.generations() {
        let manifest = try site.manifest(of: number)
        sink.buffer.append("\(number)\t\(manifest.at.iso8601)\t\(manifest.present.count)\n")
        try sink.recordEnded()
      }
    } else {
      for entry in try site.manifest().present {
        try sink.write(entry, address.url(of: entry.path))
      }
    }
    try sink.finish()
  }
}

/// The versions of one path.
struct Versions: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the versions of a file: number, time, hash, size, and whether it is there.")

  @OptionGroup(title: "Site") var site: SiteOptions

  @Argument(help: "A path of the site.")
  var path: String

  func run(_ console: inout Console) throws {
    let path = try SitePath(path)
    let versions = try SiteHistory(site.open()).versions(of: path)
    guard !versions.isEmpty else {
      throw RunFault(.noInput, "expected a file of the site, found '\(path.text)'")
    }
    var sink = try ByteSink()
    for entry in versions {
      let state = entry.isRemoved ? "removed" : "there"
      sink.buffer.append(
        "\(entry.version)\t\(entry.at.iso8601)\t\(entry.digest)\t\(entry.size)\t\(state)\n")
      try sink.recordEnded()
    }
    try sink.finish()
  }
}

/// The site over HTTP, until somebody ends it.
struct Serve: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the site over HTTP, for previews, until a signal ends it.")

  @OptionGroup(title: "Site") var site: SiteOptions

  @Option(
    help: ArgumentHelp(
      "Listen at ADDRESS:PORT, a numeric address (default: 127.0.0.1:8080).",
      valueName: "address:port"))
  var listen = ListenAddress(address: "127.0.0.1", port: 8080)

  @Option(help: ArgumentHelp("Let answers be kept for N seconds.", valueName: "seconds"))
  var maxAge = 60

  @Option(
    help: ArgumentHelp("Note each request in FILE, in the combined format.", valueName: "file"))
  var log: String?

  func run(_ console: inout Console) throws {
    let log = try log.map { try AccessLog($0) { .wallClock() } }
    let server = try SiteServer(site.open(), maxAge: maxAge, log: log)
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let running = try server.start(address: listen.address, port: listen.port)
    if !listen.isLoopback {
      console.say("\(listen.address): whoever reaches this address can read the site")
    }
    var sink = try ByteSink()
    let host = listen.address.contains(":") ? "[\(listen.address)]" : listen.address
    sink.buffer.append("http://\(host):\(running.port)/\n")
    try sink.finish()
    var signal: Int32 = 0
    sigwait(&signals, &signal)
    _ = consume running
  }
}

/// `127.0.0.1:8080` or `[::1]:8080`.
struct ListenAddress: ExpressibleByArgument, ExpectedValue, CustomStringConvertible {
  static let expected = "an address and a port such as 127.0.0.1:8080"

  let address: String
  let port: UInt16

  init(address: String, port: UInt16) {
    self.address = address
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"),
      let port = UInt16(argument[argument.index(after: colon)...])
    else { return nil }
    var address = argument[..<colon]
    if address.hasPrefix("["), address.hasSuffix("]") {
      address = address.dropFirst().dropLast()
    } else if address.contains(":") {
      return nil
    }
    self.init(address: String(address), port: port)
  }

  var isLoopback: Bool { address.hasPrefix("127.") || address == "::1" }

  var description: String { "\(address):\(port)" }
}

/// A configuration for a web server that serves the site.
struct Configuration: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Write the configuration of a web server for the site.")

  @OptionGroup(title: "Site") var site: SiteOptions

  @Option(
    name: .customLong("for"), help: ArgumentHelp("nginx or caddy.", valueName: "server"))
  var server: ServerRecipe

  @Option(help: ArgumentHelp("Name that the site is served under.", valueName: "name"))
  var host = "localhost"

  @Option(help: ArgumentHelp("Let answers be kept for N seconds.", valueName: "seconds"))
  var maxAge = 60

  func validate() throws {
    let plain = "abcdefghijklmnopqrstuvwxyz0123456789.-:"
    guard host.lowercased().allSatisfy(plain.contains), !host.isEmpty else {
      throw ValidationError("expected the name of a host in --host, found '\(host)'")
    }
  }

  func run(_ console: inout Console) throws {
    guard let path = realpath(site.directory, nil) else { throw systemFault(site.directory) }
    defer { free(path) }
    let directory = String(cString: path)
    guard !directory.contains("\""), !directory.contains("\n"), !directory.contains("$") else {
      throw RunFault(.usage, "expected a directory without quotes, line ends and $, found another")
    }
    var sink = try ByteSink()
    sink.buffer.append(server.text(directory: directory, host: host, maxAge: maxAge))
    try sink.finish()
  }
}

extension ServerRecipe: ExpressibleByArgument {}
