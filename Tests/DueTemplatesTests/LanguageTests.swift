import DueTemplates
import Testing

/// What Handlebars.js 4.7.7 prints was taken from it, with HTML escaping on.
@Suite struct LanguageTests {
  static let context = """
    {"a":{"b":{"c":"deep"},"n":null,"e":[]},"l":["one","two"],"o":{"k1":"v1","k2":{"b":"v2"}},
     "t":true,"f":false,"z":0,"em":"","s":"<t> & \\"q\\" '`=","ptr":["p"],"num":3.50,"obj":[{"n":"A"},{"n":"B"}],
     "sp ace":"sp","mixed":[1,[2,3],null,{},true],"big":1e21,"id":12345678901234567890}
    """

  static let cases: [(template: String, text: String)] = [
    ("", ""), ("plain }} { text", "plain }} { text"),
    // Values.
    ("{{a.b.c}} {{a/b/c}} {{a.[b].c}} {{[sp ace]}} {{\"sp ace\"}}", "deep deep deep sp sp"),
    ("{{t}} {{f}} {{z}} {{a.n}}{{em}}{{nope}}{{nope.x.y}}", "true false 0 "),
    ("{{l}} {{mixed}} {{o}}", "one,two 1,2,3,,[object Object],true [object Object]"),
    ("{{num}} {{big}} {{id}}", "3.5 1e+21 12345678901234567890"),
    ("{{l.[0]}} {{l.1}} {{l.length}} {{l.[7]}}", "one two 2 "),
    ("{{this.t}} {{./t}} {{@root.t}}", "true true true"),
    // Escaping.
    ("{{s}}", "&lt;t&gt; &amp; &quot;q&quot; &#x27;&#x60;&#x3D;"),
    ("{{{s}}} {{&s}}", "<t> & \"q\" '`= <t> & \"q\" '`="),
    (#"a \{{t}} b {{t}}"#, "a {{t}} b true"), (#"a \\{{t}}"#, #"a \true"#),
    ("{\"k\":{{t}}}", "{\"k\":true}"),
    // Comments and white space.
    ("a{{! c }}b{{!-- }} --}}c", "abc"), ("a {{~t~}} b", "atrueb"),
    ("a\n  {{! c }}\nb", "a\nb"), ("a {{!-- c --~}}  \n b", "a b"),
    ("x\n{{#if t}}\ny\n{{/if}}\nz", "x\ny\nz"),
    ("x\n {{#if t}} \n y\n {{else}}\nn\n{{/if}}\n", "x\n y\n"),
    ("{{#if f}}\n1\n{{else if t}}\n2\n{{/if}}\n", "2\n"),
    ("\u{a0}{{~t}}", "true"),
    // Blocks.
    ("{{#if l}}y{{else}}n{{/if}}{{#if a.e}}y{{else}}n{{/if}}{{#if o}}y{{/if}}", "yny"),
    ("{{#if z}}y{{else}}n{{/if}}{{#if z includeZero=true}}y{{else}}n{{/if}}", "ny"),
    ("{{#if f}}1{{else if z}}2{{else if t}}3{{else}}4{{/if}}", "3"),
    ("{{#unless f}}1{{else}}2{{/unless}}", "1"),
    ("{{^f}}no{{/f}}{{^l}}no{{^}}yes{{/l}}", "noyesyes"),
    ("{{#l}}{{.}}{{@index}} {{/l}}{{#o}}{{k1}}{{/o}}{{#z}}{{this}}{{/z}}", "one0 two1 v10"),
    (
      "{{#each l}}{{@index}}{{@key}}{{@first}}{{@last}}{{this}};{{/each}}",
      "00truefalseone;11falsetruetwo;"
    ),
    ("{{#each o}}{{@key}}={{this}};{{/each}}", "k1=v1;k2=[object Object];"),
    ("{{#each a.e}}x{{else}}none{{/each}}", "none"),
    ("{{#each l as |v i|}}{{i}}{{v}}{{/each}}", "0one1two"),
    ("{{#with a as |x|}}{{x.b.c}}{{../t}}{{else}}n{{/with}}", "deeptrue"),
    ("{{#with z}}{{this}}{{else}}n{{/with}}{{#with em}}y{{else}}n{{/with}}", "0n"),
    ("{{#each obj}}{{#if n}}{{n}}{{../t}}{{@root.z}}{{/if}}{{/each}}", "Atrue0Btrue0"),
    (
      "{{#each obj}}{{#each ../l}}{{@../index}}{{@index}}{{../n}} {{/each}}{{/each}}",
      "00A 01A 10B 11B "
    ),
    // The name of a raw block is looked up as that of any block: no built-in is called raw.
    ("{{{{raw}}}} {{t}} {{{{/raw}}}}", ""), ("{{{{t}}}} {{t}} {{{{/t}}}}", " {{t}} "),
    ("{{{{if t}}}}{{x}}{{{{/if}}}}{{{{if f}}}}{{x}}{{{{/if}}}}", "{{x}}"),
    ("{{{{each l}}}}{{{.}}}{{{{/each}}}}", "{{{.}}}{{{.}}}"),
    ("{{{{t}}}}{{{{a}}}} {{x}} {{{{/a}}}}{{{{/t}}}}", "{{{{a}}}} {{x}} {{{{/a}}}}"),
    ("a\n{{{{t}}}}\n{{x}}\n{{{{/t}}}}\nb", "a\n{{x}}\nb"),
    // Calls.
    ("{{lookup l 1}}{{lookup o \"k1\"}}{{lookup a.b (lookup nope 1)}}", "twov1"),
    ("{{lookup l \"length\"}} {{lookup em \"length\"}} {{lookup \"abc\" \"length\"}}", "2  3"),
    ("{{lookup o \"length\"}}{{lookup z \"length\"}}{{lookup l \"01\"}}{{l.[01]}}", "0"),
    ("{{#each obj}}{{lookup ../l @index}}{{n.length}}{{/each}}", "one1two1"),
    ("{{#if (lookup a \"b\")}}y{{/if}}", "y"), ("{{log \"x\"}}", ""),
    // Partials.
    ("{{#*inline \"p\"}}<{{n}}{{v}}>{{/inline}}{{#each obj}}{{> p v=\"x\"}}{{/each}}", "<Ax><Bx>"),
    ("{{#*inline 'p'}}{{b.c}}{{/inline}}{{> p a}}{{> (lookup ptr 0) a}}", "deepdeep"),
    ("{{#* inline \"p\"}}\nx\n{{/inline}}\n  {{> p}}\n{{t}}", "  x\ntrue"),
    ("{{#> q}}fall{{t}}{{/q}}", "falltrue"),
    ("{{#*inline \"p\"}}[{{> @partial-block}}]{{/inline}}{{#> p}}in{{t}}{{/p}}", "[intrue]"),
  ]

  @Test("prints what Handlebars.js prints", arguments: cases)
  func prints(template: String, text: String) throws {
    #expect(try rendered(template, Self.context, isHTML: true) == text)
  }
}
