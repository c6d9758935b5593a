import DueDelivery

/// The peers that carry mail and nothing else, by the scheme of their URIs.
package enum MailTransports {
  package static var schemes: [String: TransportOpener.Open] {
    let smtp: TransportOpener.Open = { uri, options in
      SMTPPeer(try SMTPServer(uri), timeout: options.timeout)
    }
    return [
      "smtp": smtp, "smtps": smtp, "submission": smtp,
      "sendmail": { uri, options in try SendmailPeer(uri, timeout: options.timeout) },
    ]
  }
}
