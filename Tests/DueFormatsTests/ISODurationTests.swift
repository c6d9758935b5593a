import DueFormats
import Testing

@Suite struct ISODurationTests {
  @Test(
    "durations and what they come to",
    arguments: [
      ("P30D", 2_592_000_000, "30 days"), ("PT12H", 43_200_000, "12 hours"),
      ("P1DT6H", 108_000_000, "1 day 6 hours"), ("P1W", 604_800_000, "7 days"),
      ("PT1M1S", 61_000, "1 minute 1 second"), ("PT0S", 0, "no time"),
    ] as [(String, Int64, String)])
  func read(_ text: String, _ milliseconds: Int64, _ words: String) {
    #expect(ISODuration(text)?.milliseconds == milliseconds)
    #expect(ISODuration(text)?.text == words)
  }

  @Test(
    "what is none",
    arguments: [
      "", "P", "PT", "1D", "P1", "PD", "P1M", "P1Y", "PT1D", "P-1D", "P1.5D", "p1d", "P1DT",
    ])
  func refused(_ text: String) { #expect(ISODuration(text) == nil) }
}
