import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool

extension Notice {
  /// The notice of a run that came to its end, in the words of Pinpoint's campaign creation.
  ///
  /// - Parameter output: its seven members.
  static func ended(_ output: JSON, _ campaign: StoredCampaign, _ isSuccess: Bool) -> Notice {
    guard isSuccess else { return failure(output) }
    let payload: JSON = [
      "CampaignCreateOutput": output, "CampaignCreateInput": campaign.requestedWith,
    ]
    return Notice(
      .success, subject: "Amazon Pinpoint Campaign Create Successful",
      message: "Campaign Create Successful", payload: .init("CampaignCreateResult", payload))
  }

  /// The notice of a campaign that could not be run.
  static func failed(_ campaign: StoredCampaign, _ fault: any Fault) -> Notice {
    failure([
      "CampaignId": .string(campaign.id), "CampaignStatus": "INVALID", "Result": "FAIL",
      "Start": .null, "End": .null, "SuccessfulEndpointCount": .integer(0),
      "TotalEndpointCount": .integer(0), "Error": .string(fault.description),
    ])
  }

  /// The notice of a campaign that could not be made.
  static func notMade(_ fault: any Fault) -> Notice {
    failure([
      "CampaignId": .null, "CampaignStatus": "INVALID", "Result": "FAIL", "Start": .null,
      "End": .null, "SuccessfulEndpointCount": .integer(0), "TotalEndpointCount": .integer(0),
      "Error": .string(fault.description),
    ])
  }

  /// The notice of a campaign that was deleted before its end.
  static func cancelled(_ campaign: StoredCampaign) -> Notice {
    failure([
      "CampaignId": .string(campaign.id), "CampaignStatus": "CANCELLED", "Result": "FAIL",
      "Start": .null, "End": .null, "SuccessfulEndpointCount": .integer(0),
      "TotalEndpointCount": .integer(0),
    ])
  }

  private static func failure(_ payload: JSON) -> Notice {
    Notice(
      .failure, subject: "Amazon Pinpoint Campaign Create Failed",
      message: "Campaign Create Failed", payload: .init("CampaignCreateResult", payload))
  }
}
