import DuePhones
import DueSystem
import Foundation
import Testing

/// The data file is read whole or not at all.
@Suite struct PhoneTablesTests {
  @Test("bears its version, its date and its licence")
  func notice() throws {
    let notice = try Fixture.book().notice
    #expect(notice.hasPrefix("libphonenumber metadata 9."))
    #expect(notice.contains("Apache License"))
  }

  @Test("a damaged file is a fault with its name")
  func damaged() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: Fixture.path))
    let path = NSTemporaryDirectory() + "due-phones-\(getpid()).dat"
    defer { unlink(path) }
    var random = Fixture.Random(seed: 7)
    var files = [Data(), whole.prefix(31), whole.prefix(32), whole.prefix(whole.count - 8)]
    for _ in 0..<40 {
      var bytes = whole
      bytes[Int(random.next() % UInt64(whole.count))] ^= UInt8(1 + random.next() % 255)
      files.append(bytes)
    }
    for bytes in files {
      try bytes.write(to: URL(fileURLWithPath: path))
      do {
        _ = try PhoneBook.load(path)
        Issue.record("a damaged file was read")
      } catch let fault as RunFault {
        #expect(fault.exitStatus == .configuration)
        #expect(fault.description.hasPrefix(path + ": "))
      }
    }
  }

  @Test("a missing file is a fault with its name")
  func missing() throws {
    #expect(throws: RunFault(.configuration, "/nowhere/x.dat: No such file or directory")) {
      _ = try PhoneBook.load("/nowhere/x.dat")
    }
  }
}
