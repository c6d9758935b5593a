import Foundation
import Testing

/// What timetables, units and pages name of the installed samples is a sample.
@Suite struct SamplesTests {
  private static let installed = "share/doc/due/"

  /// Every `…/share/doc/due/PATH` of the files below `directory`, with the file.
  private static func named(below directory: String) throws -> [(file: String, path: String)] {
    let root = ManualTests.root
    let files = try FileManager.default.subpathsOfDirectory(atPath: root + "/" + directory)
    return files.flatMap { file -> [(file: String, path: String)] in
      let path = root + "/" + directory + "/" + file
      guard let data = FileManager.default.contents(atPath: path) else { return [] }
      let pieces = String(decoding: data, as: UTF8.self).components(separatedBy: installed)
      return pieces.dropFirst().map { (file, String($0.prefix { !" \n\t'\"".contains($0) })) }
    }
  }

  @Test("installed samples are where they are said to be")
  func places() throws {
    let named = try ["samples", "man"].flatMap(Self.named)
    try #require(named.count >= 4)
    for (file, path) in named {
      let source = ManualTests.root + "/" + path
      #expect(FileManager.default.isExecutableFile(atPath: source), "\(file) names \(path)")
    }
    let script = try String(
      contentsOfFile: ManualTests.root + "/scripts/install", encoding: .utf8)
    #expect(script.contains(Self.installed + "samples"))
  }
}
