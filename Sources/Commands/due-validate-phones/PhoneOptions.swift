import ArgumentParser
import DueFormats
import DuePhoneOptions
import DuePhones
import DueSystem
import DueTool

/// How numbers are read and what becomes of their endpoints.
struct PhoneOptions: ParsableArguments {
  @OptionGroup var numbers: NumberOptions

  @Option(
    help: ArgumentHelp(
      "What becomes of invalid numbers: flag, optout, inactive or reject.", valueName: "what"))
  var onInvalid = PhonePolicy.OnInvalid.flag

  @Option(help: ArgumentHelp("SMS endpoints of landlines: keep or voice.", valueName: "what"))
  var landline = Landline.keep

  @Option(
    help: ArgumentHelp(
      "Also check valid endpoints: all, or older-than:180d.", valueName: "which"))
  var revalidate: Revalidation?

  @Option(
    help: ArgumentHelp("What FILE knows of numbers goes before the plans.", valueName: "file"))
  var carrierTable: String?

  @Flag(help: "Go by the rules of the original system.")
  var legacy = false

  func table() throws -> CarrierTable? {
    guard let carrierTable else { return nil }
    return try CarrierTable.read(ByteSource.open(carrierTable))
  }

  func policy(at now: Instant) -> PhonePolicy {
    var policy = PhonePolicy(
      home: HomeRules(
        defaultRegion: legacy ? nil : numbers.rules.defaultRegion,
        assumesUnitedStates: numbers.assumeUs),
      now: now)
    policy.onInvalid = onInvalid
    policy.revalidation = revalidate?.value ?? .none
    policy.movesLandlines = landline == .voice
    policy.isLegacy = legacy
    return policy
  }
}

enum Landline: String, CaseIterable, ExpressibleByArgument { case keep, voice }

extension PhonePolicy.OnInvalid: ExpressibleByArgument {}

struct Revalidation: ExpressibleByArgument {
  let value: PhonePolicy.Revalidation

  init?(argument: String) {
    guard let value = PhonePolicy.Revalidation(argument) else { return nil }
    self.value = value
  }
}

struct NoticeInput: ExpressibleByArgument {
  let json: JSON

  init?(argument: String) {
    do {
      json = try JSON(parsing: argument)
    } catch {
      return nil
    }
  }
}

extension Notice {
  /// The notice of success: how many numbers were checked, and what the run was given.
  static func validated(_ counts: PhoneCounts, input: JSON) -> Notice {
    Notice(
      .success, subject: "Amazon Pinpoint Phone Validate Successful",
      message: "Phone Validate Successful",
      payload: .init(
        "ValidatePhoneResult",
        [
          "ValidateOutput": ["TotalPhoneNumbersValidated": .integer(counts.validated)],
          "ValidateInput": input,
        ]))
  }

  /// The notice of a run that ended early, for whatever reason.
  static func failed(_ reason: String, input: JSON) -> Notice {
    Notice(
      .failure, subject: "Amazon Pinpoint Phone Validate Failed",
      message: "Phone Validate Failed",
      payload: .init(
        "ValidatePhoneResult",
        [
          "ExportJobStatus": "FAILED", "ValidateInput": input,
          "Error": .string(reason),
        ]))
  }
}
