import DueFormats
import DueModel
import DueSegments
import DueStore
import DueSystem
import Testing

/// A definition asked of an endpoint record, as a file evaluation would.
func holds(
  _ definition: String, _ endpoint: String, exclusiveNeedsAttribute: Bool = false,
  now: String = "2026-11-10T12:00:00Z"
) throws -> Bool {
  let json = try JSON(parsing: definition)
  var linker = SegmentLinker { _ in nil }
  let program = try linker.link(
    FoundSegment(reference: SegmentReference(id: "test"), json: json, members: nil),
    now: try #require(Instant(now)), exclusiveNeedsAttribute: exclusiveNeedsAttribute)
  return try withEndpoint(endpoint) { program.contains($0, at: EndpointPlace()) }
}

/// Gives `body` the endpoint of a record.
func withEndpoint<T>(_ text: String, _ body: (EndpointView) throws -> T) throws -> T {
  var text = text
  return try text.withUTF8 { bytes in
    var tape = JSONTape()
    var record = EndpointRecord()
    return try body(try record.view(of: tape.parse(Bytes(bytes))))
  }
}

@Suite struct LeafTests {
  /// Dimensions, the members of the endpoint beside its id, and whether the one holds for the other.
  typealias Case = (dimensions: String, endpoint: String, holds: Bool)

  static func attribute(_ type: String, _ values: String) -> String {
    #"{"Attributes":{"P":{"AttributeType":"\#(type)","Values":\#(values)}}}"#
  }

  static let texts: [Case] = [
    (#"{"Attributes":{"P":{"Values":["gold"]}}}"#, #""Attributes":{"P":["gold"]}"#, true),
    (attribute("INCLUSIVE", #"["a","gold"]"#), #""Attributes":{"P":["x","gold"]}"#, true),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["Gold"]}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"p":["gold"]}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["gold "]}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":[]}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""A":0"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["g\u006fld"]}"#, true),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"\u0050":["gold"]}"#, true),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["gold"],"P":["x"]}"#, false),
    (attribute("INCLUSIVE", #"["gold"]"#), #""Attributes":{"P":"gold"}"#, true),
    (attribute("INCLUSIVE", #"["7"]"#), #""Attributes":{"P":[7]}"#, true),
    (attribute("INCLUSIVE", #"[""]"#), #""Attributes":{"P":[""]}"#, true),
    (attribute("INCLUSIVE", #"["gold"]"#), #""User":{"UserAttributes":{"P":["gold"]}}"#, false),
    // One accent as one character or as two: the same text.
    (attribute("INCLUSIVE", #"["caf\u00e9"]"#), #""Attributes":{"P":["cafe\u0301"]}"#, true),
    (attribute("INCLUSIVE", #"["cafe\u0301"]"#), #""Attributes":{"P":["caf\u00e9"]}"#, true),
    (attribute("INCLUSIVE", #"["\u212b"]"#), #""Attributes":{"P":["\u00c5"]}"#, true),
    (attribute("INCLUSIVE", #"["cafe"]"#), #""Attributes":{"P":["cafe\u0301"]}"#, false),
    (
      attribute("INCLUSIVE", "[" + (0..<300).map { "\"v\($0)\"" }.joined(separator: ",") + "]"),
      #""Attributes":{"P":["v299"]}"#, true
    ),
    (
      attribute("INCLUSIVE", "[" + (0..<300).map { "\"v\($0)\"" }.joined(separator: ",") + "]"),
      #""Attributes":{"P":["v300"]}"#, false
    ),
    (attribute("EXCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["gold","x"]}"#, false),
    (attribute("EXCLUSIVE", #"["gold"]"#), #""Attributes":{"P":["silver"]}"#, true),
    (attribute("EXCLUSIVE", #"["gold"]"#), #""Attributes":{"P":[]}"#, true),
    (attribute("EXCLUSIVE", #"["gold"]"#), #""A":0"#, true),
    (attribute("EXCLUSIVE", "[]"), #""Attributes":{"P":["gold"]}"#, true),
    (attribute("CONTAINS", #"["run","x"]"#), #""Attributes":{"P":["yoga","trail running"]}"#, true),
    (attribute("CONTAINS", #"["Run"]"#), #""Attributes":{"P":["trail running"]}"#, false),
    (attribute("CONTAINS", #"["aab"]"#), #""Attributes":{"P":["aaab"]}"#, true),
    (attribute("CONTAINS", #"["\u00e9"]"#), #""Attributes":{"P":["cafe\u0301s"]}"#, true),
    (attribute("CONTAINS", #"["gold"]"#), #""A":0"#, false),
    (
      #"{"UserAttributes":{"P":{"Values":["x"]}}}"#, #""User":{"UserAttributes":{"P":["x"]}}"#, true
    ),
    (#"{"UserAttributes":{"P":{"Values":["x"]}}}"#, #""Attributes":{"P":["x"]}"#, false),
  ]

  /// Forms of one moment, and whether a value of a segment may have them.
  static let forms: [(text: String, isTime: Bool)] = [
    ("2026-01-02", true), ("2026-01-02T00:00:00Z", true), ("2026-01-02T00:00:00.000Z", true),
    ("2026-01-02T01:00:00+01:00", true), ("2026-01-01T23:00:00.000-01:00", true),
    ("2026-01-02T00:00Z", false), ("2026-01-02t00:00:00Z", false), ("2026-01-02 00:00:00Z", false),
    ("2026-01-02T00:00:00z", false), ("2026-01-02T01:00:00+0100", false),
    ("2026-01-02T01:00:00+01", false), ("2026-01-02T00:00:00,000Z", false),
    ("2026-01-02T00:00:00.0Z", false), ("2026-01-02T00:00:00.000000Z", false),
    ("2026-01-02T00:00:00.0000001Z", false), ("2026-01-02T00:00:00", false), ("2026-1-2", false),
    ("2026-01-02T00:00:00.000+0100", false), ("2026-02-30", false),
  ]

  @Test("a time has one form", arguments: forms)
  func hasOneForm(text: String, isTime: Bool) throws {
    let on = Self.attribute("ON", #"["2026-01-02"]"#)
    let record = #"{"Id":"a","Attributes":{"P":["\#(text)"]}}"#
    #expect(try holds(#"{"Name":"t","Dimensions":\#(on)}"#, record) == isTime)
    let other = Self.attribute("ON", #"["\#(text)"]"#)
    let plain = #"{"Id":"a","Attributes":{"P":["2026-01-02"]}}"#
    #expect(try holds(#"{"Name":"t","Dimensions":\#(other)}"#, plain) == isTime)
  }

  static let dates: [Case] = [
    (
      attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["2025-12-31T23:59:59.999Z"]}"#,
      true
    ),
    (
      attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["2026-01-01T00:00:00Z"]}"#,
      false
    ),
    (
      attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["2026-01-01T00:30:00+01:00"]}"#,
      true
    ),
    (attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["not a date"]}"#, false),
    (
      attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["2025-06-01T10:00:00"]}"#, false
    ),
    (attribute("BEFORE", #"["2026-01-01"]"#), #""Attributes":{"P":["x","2025-06-01"]}"#, true),
    (attribute("BEFORE", #"["soon"]"#), #""Attributes":{"P":["2025-06-01"]}"#, false),
    (
      attribute("AFTER", #"["2026-01-01T00:00:00Z"]"#),
      #""Attributes":{"P":["2026-01-01T00:00:00.001Z"]}"#, true
    ),
    (
      attribute("AFTER", #"["2026-01-01T00:00:00Z"]"#), #""Attributes":{"P":["2026-01-01"]}"#, false
    ),
    (
      attribute("AFTER", #"["2026-01-01","2030-01-01"]"#), #""Attributes":{"P":["2027-01-01"]}"#,
      true
    ),
    (
      attribute("ON", #"["2026-08-15T00:00:00Z"]"#),
      #""Attributes":{"P":["2026-08-15T23:59:59Z"]}"#, true
    ),
    (
      attribute("ON", #"["2026-08-15T22:00:00Z"]"#),
      #""Attributes":{"P":["2026-08-16T01:00:00+02:00"]}"#, true
    ),
    (attribute("ON", #"["2026-08-15"]"#), #""Attributes":{"P":["2026-08-16T00:00:00Z"]}"#, false),
    (attribute("ON", #"["1969-12-31"]"#), #""Attributes":{"P":["1969-12-31T12:00:00Z"]}"#, true),
    (attribute("ON", #"["1970-01-01"]"#), #""Attributes":{"P":["1969-12-31T12:00:00Z"]}"#, false),
    (
      attribute("BETWEEN", #"["2026-01-01","2026-02-01"]"#), #""Attributes":{"P":["2026-01-01"]}"#,
      true
    ),
    (
      attribute("BETWEEN", #"["2026-01-01","2026-02-01"]"#),
      #""Attributes":{"P":["2026-02-01T00:00:00Z"]}"#, true
    ),
    (
      attribute("BETWEEN", #"["2026-01-01","2026-02-01"]"#),
      #""Attributes":{"P":["2026-02-01T00:00:00.001Z"]}"#, false
    ),
    (
      attribute("BETWEEN", #"["2026-02-01","2026-01-01"]"#), #""Attributes":{"P":["2026-01-15"]}"#,
      false
    ),
  ]

  static func metric(_ comparison: String, _ value: String) -> String {
    #"{"Metrics":{"V":{"ComparisonOperator":"\#(comparison)","Value":\#(value)}}}"#
  }

  static let numbers: [Case] = [
    (metric("EQUAL", "1.5"), #""Metrics":{"V":1.50}"#, true),
    (metric("EQUAL", "1"), #""Metrics":{"V":1.0e0}"#, true),
    (metric("EQUAL", "0.3"), #""Metrics":{"V":0.30000000000000004}"#, false),
    (metric("GREATER_THAN", "10"), #""Metrics":{"V":10}"#, false),
    (metric("GREATER_THAN", "10"), #""Metrics":{"V":10.5}"#, true),
    (metric("GREATER_THAN_OR_EQUAL", "10"), #""Metrics":{"V":10}"#, true),
    (metric("LESS_THAN", "0"), #""Metrics":{"V":-0.0}"#, false),
    (metric("LESS_THAN", "0"), #""Metrics":{"V":-1}"#, true),
    (metric("LESS_THAN_OR_EQUAL", "0"), #""Metrics":{"V":0}"#, true),
    (metric("LESS_THAN", "10"), #""Metrics":{"W":1}"#, false),
    (metric("LESS_THAN", "10"), #""A":0"#, false),
    (metric("GREATER_THAN", "-1"), #""Metrics":{"V":"5"}"#, false),
    (metric("GREATER_THAN", "9007199254740993"), #""Metrics":{"V":9007199254740994}"#, true),
  ]

  static func channel(_ type: String, _ values: String) -> String {
    #"{"Demographic":{"Channel":{"DimensionType":"\#(type)","Values":\#(values)}}}"#
  }

  static let scalars: [Case] =
    [
      (channel("INCLUSIVE", #"["SMS","EMAIL"]"#), #""ChannelType":"EMAIL""#, true),
      (channel("INCLUSIVE", #"["SMS"]"#), #""ChannelType":"sms""#, false),
      (channel("INCLUSIVE", #"["SMS"]"#), #""A":0"#, false),
      (channel("EXCLUSIVE", #"["SMS"]"#), #""A":0"#, true),
      (channel("EXCLUSIVE", #"["PUSH"]"#), #""ChannelType":"GCM""#, false),
      (channel("EXCLUSIVE", #"["GCM"]"#), #""ChannelType":"PUSH""#, true),
      (
        #"{"Demographic":{"Platform":{"Values":["iOS"]}}}"#, #""Demographic":{"Platform":"iOS"}"#,
        true
      ),
      (
        #"{"Demographic":{"Platform":{"Values":["iOS"]}}}"#, #""Demographic":{"Make":"iOS"}"#, false
      ),
      (
        #"{"Demographic":{"DeviceType":{"Values":["tv"]}}}"#, #""Demographic":{"DeviceType":"tv"}"#,
        true
      ),
      (#"{"Demographic":{"Make":{"DimensionType":"EXCLUSIVE","Values":["x"]}}}"#, #""A":0"#, true),
      (#"{"Location":{"Country":{"Values":["US"]}}}"#, #""Location":{"Country":"US"}"#, true),
      (#"{"Location":{"Country":{"Values":["US"]}}}"#, #""Location":{"City":"US"}"#, false),
      (
        #"{"Location":{"Country":{"DimensionType":"EXCLUSIVE","Values":["US"]}}}"#,
        #""Location":{"City":"x"}"#, true
      ),
    ]
    + ["PUSH", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "BAIDU"].map
  {
    (channel("INCLUSIVE", #"["PUSH"]"#), #""ChannelType":"\#($0)""#, true)
  }
    + ["SMS", "VOICE", "EMAIL", "CUSTOM", "IN_APP"].map {
      (channel("INCLUSIVE", #"["PUSH"]"#), #""ChannelType":"\#($0)""#, false)
    }

  static func near(_ latitude: Double, _ longitude: Double, _ kilometers: Double) -> String {
    #"{"Location":{"GPSPoint":{"Coordinates":{"Latitude":\#(latitude),"Longitude":\#(longitude)},"RangeInKilometers":\#(kilometers)}}}"#
  }

  static let places: [Case] = [
    (near(47.61, -122.33, 25), #""Location":{"Latitude":47.6,"Longitude":-122.3}"#, true),
    (near(47.61, -122.33, 2), #""Location":{"Latitude":47.6,"Longitude":-122.3}"#, false),
    // Over the date line.
    (near(0, 179.9, 23), #""Location":{"Latitude":0,"Longitude":-179.9}"#, true),
    (near(90, 0, 1), #""Location":{"Latitude":90,"Longitude":135}"#, true),  // a pole is one place
    // A quarter of a great circle: 6371.0088 km times pi / 2.
    (near(0, 0, 10_007.557), #""Location":{"Latitude":0,"Longitude":90}"#, false),
    (near(0, 0, 10_007.558), #""Location":{"Latitude":0,"Longitude":90}"#, true),
    (near(0, 0, 20_016), #""Location":{"Latitude":0,"Longitude":180}"#, true),
    (near(47.61, -122.33, 25), #""Location":{"Latitude":47.6}"#, false),
    (near(0, 0, 25), #""A":0"#, false),
    (near(10, 10, 0), #""Location":{"Latitude":10,"Longitude":10}"#, true),
  ]

  static func recency(_ type: String, _ duration: String) -> String {
    #"{"Behavior":{"Recency":{"RecencyType":"\#(type)","Duration":"\#(duration)"}}}"#
  }

  static let seen: [Case] = [
    (recency("ACTIVE", "HR_24"), #""EffectiveDate":"2026-11-09T12:00:00Z""#, true),
    (recency("ACTIVE", "HR_24"), #""EffectiveDate":"2026-11-09T11:59:59.999Z""#, false),
    (recency("ACTIVE", "DAY_7"), #""EffectiveDate":"2026-11-03T12:00:00Z""#, true),
    (recency("ACTIVE", "DAY_14"), #""EffectiveDate":"2026-10-27T12:00:00Z""#, true),
    (recency("ACTIVE", "DAY_30"), #""EffectiveDate":"2026-10-11T11:59:59Z""#, false),
    (recency("ACTIVE", "DAY_30"), #""A":0"#, false),
    (recency("INACTIVE", "DAY_30"), #""A":0"#, true),
    (recency("INACTIVE", "DAY_30"), #""EffectiveDate":"2026-10-11T11:59:59Z""#, true),
    (recency("INACTIVE", "HR_24"), #""EffectiveDate":"2026-11-09T12:00:00Z""#, false),
    (recency("ACTIVE", "HR_24"), #""EffectiveDate":"2027-01-01""#, true),
  ]

  @Test("holds or not", arguments: texts + dates + numbers + scalars + places + seen)
  func leaf(dimensions: String, endpoint: String, expected: Bool) throws {
    let definition = #"{"Name":"x","Dimensions":\#(dimensions)}"#
    #expect(try holds(definition, #"{"Id":"e",\#(endpoint)}"#) == expected)
  }

  @Test("EXCLUSIVE may ask for the attribute")
  func exclusiveNeedsAttribute() throws {
    let definition = #"{"Name":"x","Dimensions":\#(Self.attribute("EXCLUSIVE", #"["gold"]"#))}"#
    func asked(_ endpoint: String) throws -> Bool {
      try holds(definition, endpoint, exclusiveNeedsAttribute: true)
    }
    #expect(try !asked(#"{"Id":"e"}"#))
    #expect(try asked(#"{"Id":"e","Attributes":{"P":["x"]}}"#))
    #expect(try !asked(#"{"Id":"e","Attributes":{"P":["gold"]}}"#))
  }
}
