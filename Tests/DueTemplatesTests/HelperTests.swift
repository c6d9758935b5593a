import DueTemplates
import Testing

@Suite struct HelperTests {
  static let context = """
    {"Attributes":{"One":["gold"],"Two":["a","b"],"Zero":[],"N":["22"],"Code":["007"]},
     "Metrics":{"Items":1,"Price":19.99,"None":0},
     "User":{"UserAttributes":{"First":["åsa lind"],"Tag":["<b>x</b> & y"]}},
     "Date":"2026-03-29T00:30:00.000Z","flag":true,"off":false}
    """

  static let cases: [(template: String, text: String)] = [
    // Conditions.
    (
      "{{eq Attributes.One 'gold'}} {{eq Attributes.One.[0] 'gold'}} {{neq Attributes.One 'x'}}",
      "true true true"
    ),
    (
      "{{eq Attributes.N 22}} {{eq '1.0' 1}} {{eq Attributes.Code 7}} {{eq Attributes.Code '007'}}",
      "true true false true"
    ),
    (
      "{{eq Attributes.Gone ''}} {{eq '12345678901234567890' '12345678901234567891'}}", "true false"
    ),
    (
      "{{gt '22' '17'}} {{gt '9' '17'}} {{lt 'a' 'b'}} {{gte 2 2}} {{lte 3 2}}",
      "true false true true false"
    ),
    (
      "{{eq 1 1 yes='y' no='n'}} {{eq 1 2 yes='y' no='n'}} {{and flag off yes='y' no='n'}}", "y n n"
    ),
    (
      "{{#and flag Metrics.Items}}y{{else}}n{{/and}}{{#or off Attributes.Zero}}y{{else}}n{{/or}}",
      "yn"
    ),
    ("{{#not Attributes.Zero}}empty{{/not}}{{#if (eq Attributes.One 'gold')}}G{{/if}}", "emptyG"),
    // Texts.
    (
      "{{abbreviate 'Handlebars rocks' 13}}|{{abbreviate 'Malmö' 6}}|{{abbreviate 'Malmö!' 5}}",
      "Handlebars...|Malmö|Ma..."
    ),
    ("{{abbreviate 'abcdef' 3}}|{{abbreviate nope 3}}|{{abbreviate 'x'}}", "abc||"),
    ("{{capitalize 'my first pOST'}}|{{capitalize 'my pOST' fully=true}}", "My First POST|My Post"),
    (
      "{{capitalizeFirst User.UserAttributes.First}}|{{upper 'straße é'}}|{{lower 'ÅB'}}",
      "Åsa lind|STRASSE É|åb"
    ),
    (
      "[{{center 'ab' size=5}}][{{ljust 'ab' 5}}][{{rjust 'ab' 5 pad='xy'}}][{{ljust 'abc' 2}}]",
      "[ ab  ][ab   ][xyxab][abc]"
    ),
    (
      "{{cut 'a b c'}}|{{cut 'a-b' '-'}}|{{replace 'x.y.z' '.' '::'}}|{{replace 'ab' '' 'x'}}",
      "abc|ab|x::y::z|ab"
    ),
    (
      "{{substring 'Handlebars.java' 11}}|{{substring 'Handlebars.java' 0 10}}|{{substring 'åäö' 1 9}}",
      "java|Handlebars|äö"
    ),
    (
      "{{slugify ' Joel is a Slug 7! '}}|{{stripTags User.UserAttributes.Tag}}|{{stripTags 'a<b'}}",
      "joel-is-a-slug-|x & y|a<b"
    ),
    (
      "{{join Attributes.Two ', '}}|{{join Attributes.Two ',' prefix='(' suffix=')'}}|{{join Attributes.Zero ','}}",
      "a, b|(a,b)|"
    ),
    ("{{join 'a' 'b' 'c' '//'}}|{{join Attributes.One ', '}}", "a//b//c|gold"),
    (
      "{{inflect Metrics.Items 'item' 'items' includeCount=true}}|{{inflect 2 'a' 'b'}}|{{inflect nope 'a' 'b' includeCount=true}}",
      "1 item|b|0 b"
    ),
    (
      "{{ordinalize 22}} {{ordinalize 11}} {{ordinalize 1}} {{ordinalize 113}} {{ordinalize 3}}",
      "22nd 11th 1st 113th 3rd"
    ),
    (
      "{{yesno flag}} {{yesno off no='nope'}} {{yesno nope}} {{yesno 'true' yes='Y'}}",
      "yes nope maybe Y"
    ),
    ("{{defaultIfEmpty nope 'd'}} {{defaultIfEmpty Attributes.One 'd'}}", "d gold"),
    ("{{wordWrap 'Joel is a slug' 5}}", "Joel\nis a\nslug"),
    ("{{stringFormat '%s has %d of %.2f%%' 'x' 3 1.5}}", "x has 3 of 1.50%"),
    (
      "{{numberFormat 1234.5}} {{numberFormat 0.256 'percent'}} {{numberFormat 1234.5 'currency'}} {{numberFormat 12 '#,##0.00'}}",
      "1,234.5 26% $1,234.50 12.00"
    ),
    // Numbers.
    (
      "{{add 1 2}} {{subtract 5 '7'}} {{multiply Metrics.Price 3}} {{divide 12 5}} {{modulo 11 3}}",
      "3 -2 59.97 2.4 2"
    ),
    (
      "{{add 0.1 0.2}} {{round 2.5}} {{ceiling 1.2}} {{floor -1.2}} {{add nope 1}}[{{divide 1 0}}]",
      "0.3 3 2 -2 1[]"
    ),
    ("{{round (multiply (add 1 2) 1.5)}}", "5"),
    // Dates.
    (
      "{{now}}|{{now 'full'}}|{{now 'short'}}|{{now 'long'}}",
      "Nov 23, 2026|Monday, November 23, 2026|11/23/26|November 23, 2026"
    ),
    ("{{now 'yyyy-MM-dd HH:mm:ss.SSS z' tz='Europe/Stockholm'}}", "2026-11-23 16:04:05.678 CET"),
    ("{{now \"h:mm a 'o''clock' XXX\" tz='America/New_York'}}", "10:04 AM o'clock -05:00"),
    (
      "{{dateFormat Date 'HH:mm' tz='Europe/Berlin'}}|{{dateFormat '2026-03-29T01:30:00Z' outputFormat='HH:mm Z' tz='Europe/Berlin'}}",
      "01:30|03:30 +0200"
    ),
    (
      "{{dateFormat '31/12/2026' inputFormat='dd/MM/yyyy' outputFormat='EEE d MMM yy D w u'}}",
      "Thu 31 Dec 26 365 1 4"
    ),
    ("{{dateFormat 'soon'}}|{{dateFormat nope}}|{{dateFormat '2026-02-30'}}", "soon||2026-02-30"),
    // Encodings.
    ("{{encode64 'héllo'}} {{decode64 'aMOpbGxv'}} {{decode64 '***'}}", "aMOpbGxv héllo "),
    ("{{md5 'abc'}}", "900150983cd24fb0d6963f7d28e17f72"),
    ("{{sha256 'abc'}}", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("{{substring (sha512 'abc') 0 16}}", "ddaf35a193617aba"),
  ]

  @Test("answers as documented", arguments: cases)
  func answers(template: String, text: String) throws {
    #expect(try rendered(template, Self.context) == text)
  }

  @Test func uuidIsRandomUnlessSeeded() throws {
    let seeded = try rendered("{{uuid}} {{uuid}}") { $0.seed = 7 }
    #expect(try rendered("{{uuid}} {{uuid}}") { $0.seed = 7 } == seeded)
    #expect(seeded.count == 73 && seeded.prefix(36) != seeded.suffix(36))
    #expect(Array(seeded)[14] == "4")
    #expect(try rendered("{{uuid}}") != rendered("{{uuid}}"))
  }

  @Test("data is never evaluated")
  func dataIsNotTemplate() throws {
    #expect(try rendered("{{x}}{{{x}}}", #"{"x":"{{now}}"}"#) == "{{now}}{{now}}")
  }

  @Test("text pieces stay raw unless asked")
  func escaping() throws {
    #expect(try rendered("{{x}}", #"{"x":"a & b"}"#) == "a & b")
    #expect(try rendered("{{x}}", #"{"x":"a & b"}"#) { $0.escapesText = true } == "a &amp; b")
  }

  static let substituted: [(defaults: String, context: String, text: String)] = [
    (#"{"Attributes":{"X":"d"}}"#, "{}", "d|d"),
    (#"{"Attributes.X":"d"}"#, #"{"Attributes":{"Y":["y"]}}"#, "d|d"),
    (#"{"Attributes.X":"d"}"#, #"{"Attributes":{"X":["v"]}}"#, "v|v"),
    (#"{"Attributes.X":"d"}"#, #"{"Attributes":{"X":[]}}"#, "d|d"),
    (#"{"Attributes.X.[0]":"d"}"#, #"{"Attributes":null}"#, "d|d"),
    (#"{"Attributes":{"X":["d"]},"User.UserId":"u"}"#, "{}", "d|d"),
    (#"{"Address":"a"}"#, #"{"Attributes":{"X":["v","w"]}}"#, "v,w|v"),
  ]

  @Test("endpoint values win, defaults fill gaps, leaf by leaf", arguments: substituted)
  func fillsGaps(defaults: String, context: String, text: String) throws {
    let template = "{{Attributes.X}}|{{Attributes.X.[0]}}"
    #expect(try rendered(template, context, defaults: defaults) == text)
  }

  @Test func listsAreCutUnderPinpointsLimits() throws {
    let list = "{\"l\":[\((1...20).map(String.init).joined(separator: ","))]}"
    let template = "{{#each l}}{{this}}{{#if @last}}!{{/if}},{{/each}}"
    #expect(try rendered(template, list) { $0.limitsLists = true }.hasSuffix("14,15!,"))
    #expect(try rendered(template, list).hasSuffix("20!,"))
  }
}
