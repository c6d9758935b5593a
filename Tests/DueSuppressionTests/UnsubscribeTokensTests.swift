import DueModel
import DueSystem
import Testing

@Suite struct UnsubscribeTokensTests {
  private static let tokens = UnsubscribeTokens(secret: Array("correct horse battery".utf8))

  @Test(
    "a token is found wherever it stands",
    arguments: [
      "%", "https://example.com/u/%", "https://a.b.example/u/%?x=1.2",
      "https://example.com/?t=%&u=1",
      "unsub+%@example.com", "unsub-%@example.com", "u_%@example.com", "/u/%/", "/u/%\r\n",
      "no.abcdefghijklmnopqrstuvwxyz/%",
    ], ["k", "News-2026_0042", String(repeating: "k", count: 64)])
  func found(place: String, key: String) {
    let text = place.replacing("%", with: Self.tokens.token(key))
    #expect(Self.tokens.key(in: text) == key)
  }

  @Test("a mailbox in capitals is the same, as far as its key has none")
  func capitals() {
    let token = Self.tokens.token("k-42")
    let signature = token.drop { $0 != "." }
    #expect(Self.tokens.key(in: "k-42" + signature.uppercased()) == "k-42")
  }

  @Test(
    "what the secret has not signed is none",
    arguments: [
      "", ".", "k", "k.", "k.abcdefghijklmnopqrstuvwxyz", ".abcdefghijklmnopqrstuvwxyz",
      "k-0009.3f9a0c", "é.abcdefghijklmnopqrstuvwxyz",
    ])
  func none(text: String) { #expect(Self.tokens.key(in: text) == nil) }

  @Test("a token that is changed in one place, cut or lengthened is none, or that of its own key")
  func changed() {
    let token = Array(Self.tokens.token("key-1").utf8)
    for i in token.indices {
      var other = token
      other[i] = other[i] == UInt8(ascii: "b") ? UInt8(ascii: "c") : UInt8(ascii: "b")
      #expect(Self.tokens.key(in: String(decoding: other, as: UTF8.self)) == nil)
      #expect(Self.tokens.key(in: String(decoding: token[..<i], as: UTF8.self)) == nil)
      #expect(Self.tokens.key(in: String(decoding: token[(i + 1)...], as: UTF8.self)) == nil)
    }
    #expect(Self.tokens.key(in: String(decoding: token, as: UTF8.self) + "a") == nil)
    let others = UnsubscribeTokens(secret: Array("another secret of ours".utf8))
    #expect(others.key(in: String(decoding: token, as: UTF8.self)) == nil)
  }
}
