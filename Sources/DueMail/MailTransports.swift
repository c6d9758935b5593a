import DueDelivery

/// The peers that carry mail and nothing else, by the scheme of their URIs.
package enum MailTransports {
  package static var schemes: [String: TransportOpener.Open] {
    let smtp: TransportOpener.Open = { uri, options in
      SMTPPeer(
        try SMTPServer(uri), timeout: options.timeout,
        // RFC 5321, 4.5.3.2.6: ten minutes for the answer to the last dot.
        lastTimeout: options.isTimeoutGiven ? options.timeout : 600_000)
    }
    return [
      "smtp": smtp, "smtps": smtp, "submission": smtp,
      "sendmail": { uri, options in try SendmailPeer(uri, timeout: options.timeout) },
    ]
  }
}
