import DueDelivery
import DueMail
import DueModel
import Testing

@testable import DueSES

@Suite struct SESParcelTests {
  private static func mail(
    _ i: Int, from: String = "a@example.com", body: String = "", headers: String
  ) -> Outgoing {
    var message = Message(
      key: "k-\(i)", channel: .email, to: "u\(i)@example.com", from: from, type: .promotional,
      body: body)
    message.headers = headers
    return Outgoing(message: message, attempt: 1, batch: "b")
  }

  private static func parcels(_ group: [Outgoing], most: Int = 50) -> [SESParcel] {
    SESParcel.parcels(group, most: most, SESForm(configurationSet: ""))
  }

  @Test("each mail is in one parcel, whatever the kinds", arguments: 0..<60)
  func eachOnce(seed: Int) {
    let group = (0..<70).map { i -> Outgoing in
      switch (i * 7 + seed * 13 + i * i * seed) % 6 {
      case 0: Self.mail(i, body: "Hi", headers: #"{"subject":"Hi"}"#)
      case 1: Self.mail(i, headers: #"{"ses_template":"b"}"#)
      case 2: Self.mail(i, from: "b@example.com", headers: #"{"ses_template":"a"}"#)
      case 3: Self.mail(i, headers: #"{"ses_template":"a b"}"#)
      default: Self.mail(i, headers: #"{"ses_template":"a","template_data":{"n":\#(i)}}"#)
      }
    }
    let parcels = Self.parcels(group, most: 1 + seed % 50)
    #expect(parcels.flatMap(\.places).sorted() == Array(0..<70))
    for parcel in parcels {
      #expect(parcel.places.count <= 1 + seed % 50)
      #expect(Set(parcel.places.map { group[$0].message.from }).count == 1)
      if case .templated(let places, let mails) = parcel {
        #expect(Set(mails.map(\.kind)).count == 1)
        #expect(mails.map(\.to) == places.map { group[$0].message.to })
      }
    }
  }

  static let apart = [
    (#"{"ses_template":"a"}"#, #"{"ses_template":"b"}"#),
    (#"{"ses_template":"a"}"#, #"{"ses_template":"a","reply_to":"x@example.com"}"#),
    (#"{"ses_template":"a"}"#, #"{"ses_template":"a","return_path":"x@example.com"}"#),
    (#"{"ses_template":"a"}"#, #"{"ses_template":"a","configuration_set":"x"}"#),
  ]

  @Test("what differs for all of a call sets mails apart", arguments: apart)
  func setsApart(one: String, other: String) {
    #expect(Self.parcels([Self.mail(0, headers: one), Self.mail(1, headers: other)]).count == 2)
    #expect(Self.parcels([Self.mail(0, headers: one), Self.mail(1, headers: one)]).count == 1)
  }

  @Test func aCallIsNotTooLarge() {
    let data = String(repeating: "x", count: 200_000)
    let group = (0..<50).map {
      Self.mail($0, headers: #"{"ses_template":"a","template_data":{"n":"\#(data)"}}"#)
    }
    let parcels = Self.parcels(group)
    #expect(parcels.count == 3)
    #expect(parcels.flatMap(\.places).sorted() == Array(0..<50))
  }
}
