import DueSystem
import Testing

@Suite struct TextTests {
  private static let ascii = String(repeating: "All of this is plain. ", count: 30)

  static let texts: [String] = [
    "", "é", ascii, ascii + "é", "é" + ascii, ascii + "日本語 ü " + ascii, "😀" + ascii + "😀",
    ascii + String(repeating: "Владимир, ", count: 40) + ascii,
  ]

  @Test("a text comes out of its bytes, however long its runs are", arguments: texts)
  func comesBack(text: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { $0.string } == text)
    var buffer = ByteBuffer()
    buffer.append(text)
    #expect(buffer.string == text)
  }

  static let spoiled: [[UInt8]] = [
    [0xff], [0xc3], [0xe6, 0x97], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0x80, 0xc3, 0xa9, 0xfe],
  ]

  @Test("what is no UTF-8 is replaced as the standard library has it", arguments: spoiled)
  func isReplaced(wrong: [UInt8]) {
    let plain = Array(Self.ascii.utf8)
    for bytes in [wrong, plain + wrong, wrong + plain, plain + wrong + plain + wrong + plain] {
      #expect(bytes.withUnsafeBytes { $0.string } == String(decoding: bytes, as: UTF8.self))
    }
  }
}
