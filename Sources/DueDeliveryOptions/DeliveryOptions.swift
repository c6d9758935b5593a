import ArgumentParser
import DueAWS
import DueAWSOptions
import DueDelivery
import DueGateways
import DueHooks
import DueMail
import DueModel
import DueSES
import DueStore
import DueSystem
import DueTool
import DueWebPeers

/// How messages are handed over: for every command that delivers.
package struct DeliveryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text "
        + "messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail "
        + "smtp://HOST, smtps://HOST, sendmail or ses:REGION.", valueName: "uri"))
  package var via: String?

  @Option(
    help: ArgumentHelp(
      "Send at most N parts a second a sender; SENDER=N for one; repeatable.", valueName: "rate"))
  package var rate: [String] = []

  @Option(help: ArgumentHelp("What a rate counts: part or message.", valueName: "unit"))
  package var rateUnit = RateUnit.part

  @Option(help: ArgumentHelp("Try a message N times before it is dead.", valueName: "n"))
  package var attempts = 5

  @Option(
    help: ArgumentHelp(
      "A message that may or may not have been sent: hold, resend or assume-sent.",
      valueName: "what"))
  package var onUncertain = DeliverySettings.Uncertain.hold

  @Option(
    help: ArgumentHelp("How long such a message rests before it is resent.", valueName: "span"))
  package var uncertainAfter = TimeSpan(milliseconds: 600_000)

  @Option(help: ArgumentHelp("Wait at most so long for something to do.", valueName: "span"))
  package var maxWait = TimeSpan(milliseconds: 60_000)

  @Option(help: ArgumentHelp("Hand over at most N messages.", valueName: "n"))
  package var limit: Int?

  @Option(
    help: ArgumentHelp(
      "How long a program may take for a message (default: 30s).", valueName: "span"))
  package var timeout: TimeSpan?

  @Flag(help: "The program takes a message whose key it has seen for done.")
  package var idempotent = false

  package init() {}

  package enum RateUnit: String, CaseIterable, ExpressibleByArgument { case part, message }

  package func validate() throws {
    if attempts < 1 {
      throw ValidationError("expected 1 or more in --attempts, found '\(attempts)'")
    }
    if let limit, limit < 1 {
      throw ValidationError("expected 1 or more in --limit, found '\(limit)'")
    }
  }

  package func settings() throws -> DeliverySettings {
    var settings = DeliverySettings()
    // A setting may hold several rules.
    for rule in rate.flatMap({ $0.split(separator: " ") }) {
      try settings.rates.add(String(rule))
    }
    settings.rates.countsParts = rateUnit == .part
    settings.attempts = attempts
    settings.uncertain = onUncertain
    settings.uncertainAfter = uncertainAfter.milliseconds
    settings.maxWait = maxWait.milliseconds
    settings.limit = limit
    return settings
  }

  /// Opens what `--via` names, for messages of `channel`.
  ///
  /// - Throws: status 64 where nothing is named, or nothing that carries them.
  package func transport(
    for channel: Channel = .sms, naming names: Set<String> = []
  ) throws -> any Transport {
    if channel.family == .email {
      guard let via, opener.knows(via) else {
        throw RunFault(
          .usage,
          "expected --via simulate, spool:DIR, stdout, exec:COMMAND, https://URL, smtp://HOST, "
            + "submission://HOST, smtps://HOST, sendmail or ses:REGION, found \(via.map { "'\($0)'" } ?? "none")"
        )
      }
      return try opener(naming: names).open(via)
    }
    guard let via else {
      throw RunFault(
        .usage,
        "expected --via simulate, spool:DIR, stdout, exec:COMMAND, https://URL, sms-aws:REGION, "
          + "sns:REGION, smstools:DIR, gammu:DIR or kannel:URL, found none")
    }
    return try transport(via)
  }

  package func transport(_ uri: String) throws -> any Transport { try opener.open(uri) }

  /// Opens transports, also those of processes that died.
  package var opener: TransportOpener { opener(naming: []) }

  /// - Parameter names: those that the command line, not a record, has for all messages.
  private func opener(naming names: Set<String>) -> TransportOpener {
    var options = TransportOptions()
    if let timeout { options.timeout = timeout.milliseconds }
    options.isTimeoutGiven = timeout != nil
    options.commonNames = names
    options.isIdempotent = idempotent
    var schemes = MailTransports.schemes.merging(GatewayTransports.schemes) { _, new in new }
    // Signatures are made with the machine's time: with `--now` AWS would refuse them.
    let clock = AWSClock(now: Instant.wallClock, wait: pause(milliseconds:))
    schemes["ses"] = { uri, options in
      try SESPeer(
        SESURI(uri), timeout: options.timeout, naming: options.commonNames, in: .ofProcess,
        clock: clock)
    }
    schemes["custom"] = { uri, options in
      try CustomChannel(uri, options, now: Instant.wallClock)
    }
    schemes.merge(WebTransports.schemes(in: .ofProcess, clock: clock)) { first, _ in first }
    return TransportOpener(options, mail: MailForm(), schemes: schemes)
  }
}

extension DeliverySettings.Uncertain: ExpressibleByArgument {}

extension ClockOptions {
  /// The clock that deliveries live by: a fixed one is moved by waiting only.
  package func deliveryClock() throws -> DeliveryClock {
    isFixed
      ? DeliveryClock(fixed: try instant()) : DeliveryClock(reading: { Instant.wallClock() })
  }
}
