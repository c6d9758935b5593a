import DueFormats
import DueStore
import DueSystem
import Testing

@testable import DueArchive

@Suite struct PathTests {
  static let messageID = ArchiveID(words: (0x2f1b_5c3e_9a7d_4c60, 0xf123_4567_89ab_cdef))

  private static func path(
    _ endpoint: String, _ layout: ArchiveLayout, _ compression: ArchiveCompression = .none,
    location: String = "", at time: String = "2026-11-10T09:59:59.999Z"
  ) throws -> String {
    var buffer = ByteBuffer()
    let time = try #require(Instant(time))
    Array(endpoint.utf8).withUnsafeBytes { endpoint in
      Array(location.utf8).withUnsafeBytes { location in
        ArchivePath(layout: layout, compression: compression).append(
          endpoint: endpoint, at: time, messageID, location: location, to: &buffer)
      }
    }
    return buffer.string
  }

  static let digits = "2f1b5c3e9a7d4c60f123456789abcdef"

  @Test("has three layouts")
  func layouts() throws {
    #expect(try Self.path("ep-1", .due) == "ep-1/2026/11/10/09/\(Self.digits).eml")
    #expect(try Self.path("ep-1", .flat, .gz) == "ep-1/2026_11_10_09_\(Self.digits).eml.gz")
    #expect(
      try Self.path("ep-1", .legacy, .zstd)
        == "ep-1/2026/11/10/09/2f1b5c3e-9a7d-8c60-b123-456789abcdef.zst")
  }

  static let locations: [(location: String, isTaken: Bool)] = [
    ("s3://b/archive/e/2020/06/12/21/CFC2FFE4-ed22-41f1-ad33-ce50dcfe4bcc", true),
    ("cfc2ffe4-ed22-41f1-ad33-ce50dcfe4bcc", true),
    ("xcfc2ffe4-ed22-41f1-ad33-ce50dcfe4bcc", false),
    ("/cfc2ffe4-ed22-41f1-ad33-ce50dcfe4bc", false),
    ("/../../etc/passwd/cfc2ffe4-ed22-41f1-a/..-ce50dcfe4b", false),
    ("", false),
  ]

  @Test("takes the UUID of an earlier archive", arguments: locations)
  func takesUUIDs(location: String, isTaken: Bool) throws {
    let found = try Self.path("e", .legacy, location: location)
    let name = isTaken ? String(location.suffix(36)) : "2f1b5c3e-9a7d-8c60-b123-456789abcdef"
    #expect(found == "e/2026/11/10/09/\(name)")
  }

  static let names: [(endpoint: String, directory: String)] = [
    ("ep_A-9.z", "ep_A-9.z"),
    (".", "%2E"), ("..", "%2E."), (".hidden", "%2Ehidden"),
    ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
    ("/", "%2F"), ("a b%c", "a%20b%25c"), ("@packs", "%40packs"),
    ("Åsa", "%C3%85sa"), ("\u{0}\r\n", "%00%0D%0A"),
    (String(repeating: "x", count: 200), String(repeating: "x", count: 200)),
    (
      String(repeating: "x", count: 201),
      "h-" + SHA256(String(repeating: "x", count: 201)).hex
    ),
  ]

  @Test("keeps every id in one name", arguments: names)
  func isOneName(endpoint: String, directory: String) throws {
    let found = try Self.path(endpoint, .due)
    #expect(found == "\(directory)/2026/11/10/09/\(Self.digits).eml")
  }

  @Test("no bytes lead out of the archive", arguments: 0..<3000)
  func stays(seed: Int) throws {
    var random = SystemRandom(UInt64(seed))
    let letters = ["/", ".", "..", "%", "a", "\u{0}", "é", "\\", "~", "\n", "@"]
    let endpoint = (0...Int(random.next() % 90)).map { _ in
      letters[Int(random.next() % UInt64(letters.count))]
    }.joined()
    for layout in ArchiveLayout.allCases {
      let path = try Self.path(endpoint, layout, location: endpoint)
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      #expect(parts.count == (layout == .flat ? 2 : 6))
      #expect(!parts.contains { $0.isEmpty || $0.hasPrefix(".") || $0.utf8.count > 255 })
      #expect(!path.utf8.contains(0))
    }
  }
}

/// splitmix64
private struct SystemRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
