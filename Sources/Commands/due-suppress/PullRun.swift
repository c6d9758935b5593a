import DueAWS
import DueModel
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// One run of `pull`: a page of SES's list in each transaction, with what leads to the next.
struct PullRun {
  private let list: SESList
  private let since: Instant?
  private let now: Instant
  private let isDryRun: Bool

  init(_ list: SESList, since: Instant?, now: Instant, isDryRun: Bool) {
    self.list = list
    self.since = since
    self.now = now
    self.isDryRun = isDryRun
  }

  func perform(_ changes: ChangeOptions, _ options: StoreOptions) throws -> SuppressionCounts {
    // A dry run is one transaction, and nothing waits for the network inside one.
    var pages: [SESList.Page] = []
    if isDryRun { try forEachPage(options) { pages.append($0) } }
    return try changes.perform(in: options) { transact in
      var total = SuppressionCounts()
      for page in pages { total += try keep(page, transact) }
      if !isDryRun { try forEachPage(options) { total += try keep($0, transact) } }
      return total
    }
  }

  private func forEachPage(_ options: StoreOptions, _ body: (SESList.Page) throws -> Void) throws {
    var token = try start(options)
    var isResumed = token != nil
    repeat {
      let page: SESList.Page
      do {
        page = try list.page(token, since: since)
      } catch let fault as AWSFault where isResumed && fault.code == "InvalidNextTokenException" {
        // What led there is too old by now.
        page = try list.page(nil, since: since)
      }
      isResumed = false
      try body(page)
      token = page.token
    } while token != nil
  }

  /// Where a run that was cut short goes on.
  private func start(_ options: StoreOptions) throws -> String? {
    if isDryRun { return nil }
    return try Store(options.directory, .write).read {
      try SuppressionRegion(list.region, $0).token(since: since)
    }
  }

  private func keep(_ page: SESList.Page, _ transact: ListImport.Transact) throws
    -> SuppressionCounts
  {
    var counts = SuppressionCounts()
    try transact { view in
      var book = try SuppressionBook(view, at: now, actor: "pull")
      let region = SuppressionRegion(list.region, view)
      for entry in page.entries {
        let key = MailboxKey.key(entry.address)
        try book.keep(event(entry, key), of: key)
        try region.note(
          SuppressionRegion.Errand(key: key, address: entry.address, reason: entry.reason),
          at: now)
      }
      try book.settle()
      try region.note(token: page.token, since: since)
      counts = book.counts
    }
    counts.read = page.entries.count
    return counts
  }

  private func event(_ entry: SESList.Page.Entry, _ key: String) -> SuppressionEvent {
    let name = "ses-list|\(list.region)|\(key)|\(entry.reason.rawValue)|\(entry.at.milliseconds)"
    var event = SuppressionEvent(
      uid: SHA256(name).hex, .ensure, at: entry.at.milliseconds, address: entry.address,
      source: "ses:\(list.region)")
    event.reason = entry.reason
    event.push = entry.reason
    event.detail = "account list"
    return event
  }
}
