import DueFormats
import DueModel

/// Who delivers a campaign's messages by means that are no channel of Pinpoint's, such as a phone
/// call: Pinpoint's custom channel.
///
/// Source: Pinpoint API, `CustomDeliveryConfiguration`.
package struct CustomDelivery: Sendable, Equatable {
  /// `exec:COMMAND`, `coproc:COMMAND` or an address; nil where only what ran in AWS is named.
  package let program: String?
  /// As the definition has it.
  package let uri: String
  /// Which endpoints are reached that way.
  package let types: [Channel]

  static let member = "CustomDeliveryConfiguration"

  /// nil where `members` have none.
  init?(_ members: Members) throws(DefinitionFault) {
    guard let own = try members.object(Self.member) else { return nil }
    uri = try own.required("DeliveryUri")
    let uri = uri
    let isOurs = ["exec:", "coproc:", "https://", "http://"].contains(where: uri.hasPrefix)
    // A path is no name of a function: who wrote one meant a program here.
    let isPath = ["/", "./", "../"].contains(where: uri.hasPrefix)
    program = isOurs ? uri : isPath ? "exec:\(uri)" : nil
    var types: [Channel] = []
    for name in try own.strings("EndpointTypes") {
      guard let channel = Channel(rawValue: name) else {
        throw .unexpected(
          member: "\(Self.member).EndpointTypes", found: "'\(name)'",
          expected: "channels such as CUSTOM, SMS or VOICE")
      }
      types.append(channel)
    }
    self.types = types.isEmpty ? [.custom] : types
  }
}

/// What goes to a custom channel: Pinpoint's `CustomMessage`.
///
/// Messages of custom channels are promotional: who opted out gets none.
package struct CustomContent: Sendable, Equatable {
  /// A text in the language of templates, for the program to make sense of.
  package let data: String
  package let types: [Channel]

  /// The most bytes that Pinpoint took.
  static let longest = 5120

  /// nil where `members` have no `CustomMessage`.
  init?(_ members: Members, _ delivery: CustomDelivery) throws(DefinitionFault) {
    guard let message = try members.object("MessageConfiguration")?.object("CustomMessage") else {
      return nil
    }
    data = try message.string("Data") ?? ""
    types = delivery.types
  }
}
