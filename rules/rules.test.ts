import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, compileValue, evaluate, parse, print, type RuleRequest, sampleRequest } from "./index.ts";

const request = sampleRequest({
  method: "POST",
  host: "api.example.com",
  path: "/Auth/token.php",
  query: "page=2&tag=a&tag=b&empty=",
  clientAddress: "203.0.113.9",
  country: "NO",
  headers: { "User-Agent": "curl/8.5", Cookie: "sid=abc; theme=dark", "X-Test": "Ünï" },
});

const holds: readonly string[] = [
  'http.host eq "api.example.com"',
  'http.host == "api.example.com"',
  'http.host ne "example.com"',
  'http.request.method in {"POST" "PUT"}',
  'not http.request.method in {"GET"}',
  '!(http.request.method == "GET")',
  'starts_with(lower(http.request.uri.path), "/auth/")',
  'ends_with(http.request.uri.path, ".php")',
  'http.request.uri.path.extension eq "php"',
  'http.request.uri.path contains "token"',
  'http.request.uri.path matches "^/[A-Z][a-z]+/"',
  'http.request.uri.path ~ r"\\.php$"',
  'http.request.uri.path wildcard "/auth/*.PHP"',
  'not http.request.uri.path strict wildcard "/auth/*.PHP"',
  'http.request.uri eq "/Auth/token.php?page=2&tag=a&tag=b&empty="',
  'http.request.full_uri eq r#"https://api.example.com/Auth/token.php?page=2&tag=a&tag=b&empty="#',
  'http.request.uri.args["tag"][1] eq "b"',
  'http.request.uri.args["empty"][0] eq ""',
  'any(http.request.uri.args["tag"][*] == "a")',
  'not all(http.request.uri.args["tag"][*] == "a")',
  'any(http.request.uri.args.names[*] == "page")',
  'http.request.headers["x-none"][0] ne "a"',
  'not http.request.headers["x-none"][0] eq "a"',
  'len(http.request.headers["x-test"][0]) eq 5',
  'any(lower(http.request.headers["user-agent"][*])[*] contains "curl") or http.user_agent contains "curl"',
  'http.request.cookies["sid"][0] eq "abc"',
  'http.cookie contains "theme=dark"',
  "ip.src eq 203.0.113.9",
  "ip.src in {198.51.100.0/24 203.0.113.0/28}",
  "ip.src in {203.0.113.1..203.0.113.20}",
  "not ip.src in {2001:db8::/32}",
  'ip.src.country in {"NO" "SE"}',
  "ssl",
  "ssl and cf.edge.server_port eq 443",
  "cf.edge.server_port in {80 400..500}",
  'concat("a", "b", http.request.method) eq "abPOST"',
  'url_decode("%2e%2E%2f") eq "../"',
  'url_decode("%252e", "r") eq "."',
  'substring(http.host, 0, 3) eq "api"',
  'split("a,b,c", ",", 10)[1] eq "b"',
  'join(http.request.uri.args["tag"], "-") eq "a-b"',
  'to_string(len("abc")) eq "3"',
  'decode_base64("aGVq") eq "hej"',
  'remove_bytes("a-b.c", "-.") eq "abc"',
  'regex_replace("/user/12", "/user/([0-9]+)", "/u/${1}") eq "/u/12"',
  'wildcard_replace("/a/b", "/*/*", "/${2}/${1}") eq "/b/a"',
  'upper("abc") eq "ABC"',
  "true",
  // and binds tighter than xor, xor tighter than or
  "true or true and false",
  "true xor true and false",
  "true or true xor true",
  "not false and true",
  "(ssl && ssl) || false ^^ false",
];

describe("expressions that hold of the sample", () => {
  test.each(holds)("%s", (text) => {
    expect(evaluate(text, request)).toBe(true);
    expect(evaluate(`not (${text})`, request)).toBe(false);
  });
});

const refused: readonly (readonly [text: string, code: string, column: number, what: RegExp])[] = [
  ["", "EXPRESSION_INVALID", 1, /the expression ends/],
  ['http.host eq "a', "EXPRESSION_INVALID", 14, /a value is expected/],
  ['http.host = "a"', "EXPRESSION_INVALID", 11, /"=" is where .*an operator/],
  ["http.host eq 1", "EXPRESSION_INVALID", 14, /String is compared with Int/],
  ["http.host", "EXPRESSION_INVALID", 1, /has to be Bool, and is String/],
  ["http.host and ssl", "EXPRESSION_INVALID", 1, /a condition is expected/],
  ['http.hosts eq "a"', "EXPRESSION_UNSUPPORTED", 1, /http\.hosts/],
  ["cf.bot_management.score lt 30", "EXPRESSION_UNSUPPORTED", 1, /cf\.bot_management\.score/],
  ['sha256(http.host) eq "a"', "EXPRESSION_UNSUPPORTED", 1, /sha256\(\)/],
  ["ip.src in $blocked", "EXPRESSION_UNSUPPORTED", 1, /\$blocked/],
  ['http.host matches "("', "EXPRESSION_INVALID", 19, /regular expression/],
  ['http.host matches "(?=a)"', "EXPRESSION_INVALID", 19, /regular expression/],
  ["ip.src eq 10.0.0.0/8", "EXPRESSION_INVALID", 11, /not an IP address/],
  ["ip.src eq 300.1.1.1", "EXPRESSION_INVALID", 11, /not an IP address/],
  ['lower(ssl) eq "a"', "EXPRESSION_INVALID", 7, /takes String here, and this is Bool/],
  ['lower() eq "a"', "EXPRESSION_INVALID", 1, /takes 1 arguments and is given 0/],
  ['http.request.headers["a"] eq "b"', "EXPRESSION_INVALID", 1, /does not compare Array<String>/],
  ['http.host[0] eq "a"', "EXPRESSION_INVALID", 1, /cannot be indexed/],
  ["http.response.code eq 200", "EXPRESSION_INVALID", 1, /phases that see the response/],
  ["ssl gt 1", "EXPRESSION_INVALID", 1, /gt does not compare Bool/],
];

describe("expressions that are refused, with the place", () => {
  test.each(refused)("%s", (text, code, column, what) => {
    expect(() => compile(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(what) }));
    expect(() => compile(text)).toThrow(expect.objectContaining({ details: expect.objectContaining({ line: 1, column }) }));
  });

  test("the message shows the line and a caret under the place", () => {
    expect(() => compile('ssl and\n  http.nonsense eq "a"')).toThrow(/\(line 2, column 3\)\n {4}http\.nonsense eq "a"\n {4}\^/);
  });

  test("what is too long or too deep is refused before it is parsed", () => {
    expect(() => parse(`${"ssl or ".repeat(1000)}ssl`)).toThrow(/4096/);
    expect(() => parse(`${"(".repeat(200)}ssl${")".repeat(200)}`)).toThrow(/nested deeper/);
    expect(() => parse(`${"not ".repeat(200)}ssl`)).toThrow(/negations/);
  });
});

test("response fields are known in phases that see the response", () => {
  const answered: RuleRequest = { ...request, response: { status: 503, headers: new Map([["x-a", ["1"]]]) } };
  expect(evaluate('http.response.code ge 500 and http.response.headers["x-a"][0] eq "1"', answered)).toBe(true);
});

test("a value expression gives text", () => {
  expect(compileValue('concat("id-", lower(http.request.method))')(request)).toBe("id-post");
  expect(() => compileValue("ssl")).toThrow(/has to be String/);
});

test("a pattern that would hang a backtracking matcher does not", () => {
  const attacked = sampleRequest({ path: `/${"a".repeat(50_000)}!` });
  expect(evaluate('http.request.uri.path matches "^/(a+)+$"', attacked)).toBe(false);
  expect(evaluate(`http.request.uri.path wildcard "/${"*a".repeat(20)}?"`, attacked)).toBe(false);
});

describe("printing and parsing again", () => {
  const withoutPlaces = (node: unknown) =>
    JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === "at" ? undefined : value))) as unknown;

  test.each(holds)("%s", (text) => {
    expect(withoutPlaces(parse(print(parse(text))))).toEqual(withoutPlaces(parse(text)));
  });

  test("any string literal survives", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (value) => {
        const text = print({
          kind: "comparison",
          operator: "eq",
          at: 0,
          left: { kind: "field", name: "http.host", index: [], at: 0 },
          right: { kind: "literal", type: "String", value, at: 0 },
        });
        expect(evaluate(text, sampleRequest({ host: value }))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test("no input makes the parser fail otherwise than with a code", () => {
  const words = fc.constantFrom(
    "ssl",
    "http.host",
    "eq",
    "in",
    "{",
    "}",
    "(",
    ")",
    "[",
    "*",
    "]",
    '"a"',
    "1",
    "1.2.3.4",
    "not",
    "and",
    "or",
    "xor",
    "any",
    ",",
    "$x",
    'r#"',
    "..",
    "/8",
    "::",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.array(words, { maxLength: 14 }).map((parts) => parts.join(" ")),
      ),
      (text) => {
        try {
          compile(text)(request);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: expect.stringMatching(/^EXPRESSION_/) });
        }
      },
    ),
    { numRuns: 2000 },
  );
});
