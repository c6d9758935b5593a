import DueSystem
import Testing

@testable import DueSES

@Suite struct SESURITests {
  @Test func readsOptions() throws {
    let uri = try SESURI("ses:eu-west-1?config-set=news&connections=3&bulk=20&account=unasked")
    #expect(uri.region == "eu-west-1")
    #expect(uri.configurationSet == "news")
    #expect(uri.connections == 3)
    #expect(uri.bulk == 20)
    #expect(!uri.asksAccount)
  }

  @Test("what is not said", arguments: ["ses:", "ses:?config-set=a", "ses:eu-west-1"])
  func defaults(text: String) throws {
    let uri = try SESURI(text)
    #expect(uri.region == (text == "ses:eu-west-1" ? "eu-west-1" : nil))
    #expect(uri.connections == 10)
    #expect(uri.bulk == 50)
    #expect(uri.asksAccount)
  }

  static let refused = [
    "smtp:x", "ses", "ses:r?", "ses:r?config-set", "ses:r?config-set=", "ses:r?config-set=a b",
    "ses:r?config-set=a&", "ses:r?connections=0", "ses:r?connections=101", "ses:r?bulk=51",
    "ses:r?bulk=0", "ses:r?bulk=x", "ses:r?account=asked", "ses:r?config=a",
  ]

  @Test("refuses", arguments: refused)
  func refuses(text: String) {
    let fault = #expect(throws: RunFault.self) { try SESURI(text) }
    #expect(fault?.exitStatus == .usage)
  }
}
