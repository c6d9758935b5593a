import DueEventSQL
import DueSystem
import Foundation
import Testing

/// What can be said of the views without an engine; Tests/Engines asks the engines.
@Suite struct EventSQLTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Column counts of the original views, and where they name a view's last own column.
  static let originals: [(name: String, columns: Int)] = [
    ("email_send", 14), ("email_delivered", 18), ("email_open", 16), ("email_click", 17),
    ("email_unsubscribe", 18), ("email_rejected", 15), ("email_hardbounce", 21),
    ("email_softbounce", 21), ("email_complaint", 17), ("sms_buffered", 17), ("sms_success", 18),
    ("sms_failure", 16), ("sms_optout", 18), ("campaign_send", 9), ("journey_send", 11),
    ("email_all_events", 15), ("sms_all_events", 19), ("campaign_all_events", 11),
    ("journey_all_events", 15), ("custom_all_events", 10),
  ]

  @Test("has the columns of the original, and no more", arguments: originals)
  func originalColumns(name: String, columns: Int) throws {
    let view = try #require(EventSQL.view(named: name))
    #expect(view.columns.count == columns)
    #expect(view.columns.last?.name == "ingest_timestamp")
  }

  @Test("names are there once")
  func uniqueNames() {
    let names = EventSQL.views.map(\.name) + EventQuestion.all.map(\.name)
    #expect(Set(names).count == names.count)
    for view in EventSQL.views {
      #expect(Set(view.columns.map(\.name)).count == view.columns.count, "\(view.name)")
    }
  }

  @Test("the page has every view with its columns in order, and every question")
  func page() throws {
    let page = try String(contentsOfFile: Self.root + "/man/due-event-views.5", encoding: .utf8)
    let words = page.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    for view in EventSQL.views {
      let columns = view.columns.map(\.name).joined(separator: " ")
      #expect(
        words.contains(".It Li \(view.name) \(view.purpose): \(columns)"), "\(view.name)")
    }
    for question in EventQuestion.all {
      let text = question.query(for: .sqlite).replacingOccurrences(of: "\\", with: "\\e")
      #expect(page.contains(text), "\(question.name)")
    }
  }

  @Test("a statement stands after what it reads from", arguments: Engine.allCases)
  func order(engine: Engine) {
    let views = Set(EventSQL.views.map(\.name))
    var made: Set<String> = []
    for statement in Lake(location: "/lake").statements(for: engine) {
      let words = statement.utf8.split { $0 == 0x20 || $0 == 0x0a }.map { String(Substring($0)) }
      for (word, next) in zip(words, words.dropFirst()) {
        if word == "FROM" || word == "JOIN", views.contains(next) {
          #expect(made.contains(next), "\(next) in \(engine)")
        }
        if word == "VIEW" { made.insert(next) }
      }
    }
    #expect(made.isSuperset(of: views))
  }

  @Test("Trino and Athena take a name that a map lacks as NULL, which a subscript does not")
  func trinoMaps() {
    for engine in [Engine.trino, .athena] {
      let text = Lake(location: "/lake").statements(for: engine).joined()
      #expect(text.contains("element_at(e.attributes, 'campaign_id')"))
      for map in ["attributes", "session", "metrics", "tags", "custom"] {
        #expect(!text.contains("\(map)["), "\(map) in \(engine)")
      }
    }
  }

  static let addresses: [(address: String, literal: String)] = [
    ("ana@example.com", "'ana@example.com'"),
    ("o'brien@example.com", "'o''brien@example.com'"),
    ("'; DROP TABLE event; --", "'''; DROP TABLE event; --'"),
    ("''", "''''''"),
    ("", "''"),
  ]

  @Test("an address cannot leave its quotes", arguments: addresses)
  func literals(address: String, literal: String) throws {
    let question = try #require(EventQuestion.named("mails-to"))
    for engine in Engine.allCases {
      let text = question.query(.init(address: address), for: engine)
      #expect(text.contains(literal), "\(engine)")
    }
  }

  @Test("milliseconds are cut where that is asked for", arguments: Engine.allCases)
  func cutMilliseconds(engine: Engine) throws {
    let view = try #require(EventSQL.view(named: "email_send"))
    let exact = EventSQL.query(view, for: engine)
    let cut = EventSQL.query(view, for: engine, cutMilliseconds: true)
    #expect(exact != cut)
  }

  @Test("a database is named where it is asked for, and parquet read where it is told")
  func lake() {
    let lake = Lake(database: "due_eventdb", location: "s3://bucket/lake", storage: .parquet)
    for engine in Engine.allCases where engine != .sqlite {
      let text = lake.statements(for: engine).joined()
      #expect(text.contains("due_eventdb"), "\(engine)")
      #expect(text.uppercased().contains("PARQUET"), "\(engine)")
      #expect(text.contains("s3://bucket/lake/all_events"), "\(engine)")
      #expect(!text.contains("jsonl"), "\(engine)")
    }
  }
}
