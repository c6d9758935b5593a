import DueDelivery
import DueModel
import DueSystem

/// The gateways of one's own house, by the scheme of their URIs.
package enum GatewayTransports {
  package static var schemes: [String: TransportOpener.Open] {
    ["gammu": { uri, _ in try gammu(uri) }, "smstools": { uri, _ in try serverTools(uri) }]
  }

  /// `smstools:DIR?queue=NAME&report=no&flash=yes`: the spool of smsd, which has `outgoing` in it.
  private static func serverTools(_ text: String) throws -> any Transport {
    let uri = try GatewayURI(text, form: "smstools:DIR")
    var options = ServerToolsForm.Options()
    for option in uri.options {
      switch (option.name, GatewayURI.flag(option.value)) {
      case ("queue", _) where GatewayURI.isWord(option.value): options.queue = option.value
      case ("report", let flag?): options.report = flag
      case ("flash", let flag?): options.flash = flag
      default: throw uri.wrong(option, expected: "queue=NAME, report=yes|no or flash=yes|no")
      }
    }
    return try spool(
      uri, new: "outgoing", later: ["checked", "sent", "failed"], ServerToolsForm(options)
    ) { $0 }
  }

  /// `gammu:DIR?outbox=NAME&report=no&flash=yes`: the directory of gammu-smsd's `outboxpath`.
  private static func gammu(_ text: String) throws -> any Transport {
    let uri = try GatewayURI(text, form: "gammu:DIR")
    var options = GammuForm.Options()
    var outbox = "outbox"
    for option in uri.options {
      switch (option.name, GatewayURI.flag(option.value)) {
      case ("outbox", _) where GatewayURI.isWord(option.value): outbox = option.value
      case ("report", let flag?): options.report = flag
      case ("flash", let flag?): options.flash = flag
      default: throw uri.wrong(option, expected: "outbox=NAME, report=yes|no or flash=yes|no")
      }
    }
    return try spool(
      uri, new: outbox, later: ["sent", "error"], GammuForm(options), attempt: GammuForm.attempt)
  }

  /// - Parameters:
  ///   - later: the directories into which the gateway moves files, as they are usually called.
  ///   - attempt: the name of the attempt that a file of a name is of.
  private static func spool(
    _ uri: GatewayURI, new: String, later: [String], _ form: any SpoolForm,
    attempt: @escaping (String) -> String?
  ) throws -> any Transport {
    let directory = try GatewayDirectory(uri.place, new: new)
    let query = uri.options.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    var layout = SpoolLayout(
      name: "\(uri.scheme):\(directory.root)" + (query.isEmpty ? "" : "?\(query)"),
      temporary: directory.temporary, new: directory.new
    ) { $0 == .sms ? form : nil }
    layout.mode = GatewayDirectory.fileMode
    // The gateway has a queue of its own, and sends as fast as its modems do.
    layout.isPaced = false
    let taken = TakenFiles { Set(directory.names(in: [new] + later).compactMap(attempt)) }
    layout.hasTaken = { taken.names.contains($0.attemptName) }
    return try SpoolPeer(layout)
  }
}

/// The attempts whose files a gateway has, or had, when somebody asked first.
private final class TakenFiles {
  private let read: () -> Set<String>
  private(set) lazy var names = read()

  init(_ read: @escaping () -> Set<String>) { self.read = read }
}
