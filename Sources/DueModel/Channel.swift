import DueFormats
import DueSystem

/// The channel of an endpoint: how a message reaches it.
///
/// Source: Pinpoint API, `ChannelType`.
package enum Channel: String, Sendable, CaseIterable {
  case push = "PUSH"
  case gcm = "GCM"
  case apns = "APNS"
  case apnsSandbox = "APNS_SANDBOX"
  case apnsVoip = "APNS_VOIP"
  case apnsVoipSandbox = "APNS_VOIP_SANDBOX"
  case adm = "ADM"
  case sms = "SMS"
  case voice = "VOICE"
  case email = "EMAIL"
  case baidu = "BAIDU"
  case custom = "CUSTOM"
  case inApp = "IN_APP"

  /// The channel of that name, exactly as written; nil for any other text.
  package init?(_ name: Bytes) {
    switch name.count {
    case 3 where name.equals("SMS"): self = .sms
    case 5 where name.equals("EMAIL"): self = .email
    case 3 where name.equals("GCM"): self = .gcm
    case 4 where name.equals("APNS"): self = .apns
    default: self.init(rawValue: name.string)
    }
  }

  /// The name, as bytes that are always there.
  package var bytes: Bytes {
    let name: StaticString =
      switch self {
      case .push: "PUSH"
      case .gcm: "GCM"
      case .apns: "APNS"
      case .apnsSandbox: "APNS_SANDBOX"
      case .apnsVoip: "APNS_VOIP"
      case .apnsVoipSandbox: "APNS_VOIP_SANDBOX"
      case .adm: "ADM"
      case .sms: "SMS"
      case .voice: "VOICE"
      case .email: "EMAIL"
      case .baidu: "BAIDU"
      case .custom: "CUSTOM"
      case .inApp: "IN_APP"
      }
    return Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }

  /// Channels of one family compete for an address: a new endpoint takes it over from the others.
  package enum Family: UInt8, Sendable {
    case sms, voice, email, push, custom, inApp
  }

  package var family: Family {
    switch self {
    case .sms: .sms
    case .voice: .voice
    case .email: .email
    case .custom: .custom
    case .inApp: .inApp
    case .push, .gcm, .apns, .apnsSandbox, .apnsVoip, .apnsVoipSandbox, .adm, .baidu: .push
    }
  }

  /// Whether addresses are telephone numbers.
  package var isPhone: Bool { self == .sms || self == .voice }

  package var isPush: Bool { family == .push }
}
