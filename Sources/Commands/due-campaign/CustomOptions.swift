import ArgumentParser
import DueCampaigns
import DueFormats
import DueHooks
import DueModel
import DueTool

/// A campaign's custom channel: who delivers, what, and to which endpoints.
struct CustomOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let this program deliver: exec:COMMAND, coproc:COMMAND or https://URL.", valueName: "uri"))
  var deliver: String?

  @Option(
    help: ArgumentHelp("What it gets with the endpoints, as a template.", valueName: "text"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Deliver to endpoints of these channels so, such as SMS,VOICE (default: CUSTOM).",
      valueName: "channels"))
  var deliverTo: ChannelList?

  func validate() throws {
    if let deliver { try HookURI.check(deliver) }
  }

  func apply(to draft: inout CampaignDraft) {
    if let deliver {
      draft["CustomDeliveryConfiguration", "DeliveryUri"] = .string(deliver)
      if draft["CustomDeliveryConfiguration", "EndpointTypes"] == nil {
        draft["CustomDeliveryConfiguration", "EndpointTypes"] = ["CUSTOM"]
      }
    }
    if let deliverTo {
      draft["CustomDeliveryConfiguration", "EndpointTypes"] = .array(
        deliverTo.channels.map { .string($0.rawValue) })
    }
    let isNew = deliver != nil && draft["MessageConfiguration", "CustomMessage"] == nil
    if let data = data ?? (isNew ? "" : nil) {
      draft["MessageConfiguration", "CustomMessage", "Data"] = .string(data)
    }
  }
}

/// Channels with commas between.
struct ChannelList: ExpressibleByArgument, ExpectedValue {
  static let expected = "channels such as EMAIL,SMS"

  let channels: [Channel]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = names.compactMap { Channel(rawValue: $0.uppercased()) }
    guard found.count == names.count else { return nil }
    channels = found
  }
}
