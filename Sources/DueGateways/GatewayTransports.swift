import DueDelivery
import DueModel
import DueSystem

/// The gateways of one's own house, by the scheme of their URIs.
package enum GatewayTransports {
  package static var schemes: [String: TransportOpener.Open] {
    ["smstools": { uri, _ in try serverTools(uri) }]
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
    return try spool(uri, new: "outgoing", ServerToolsForm(options))
  }

  private static func spool(
    _ uri: GatewayURI, new: String, _ form: any SpoolForm
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
    return try SpoolPeer(layout)
  }
}
