import fc from "fast-check";

/** A byte string literal, in each form that the language has. */
const words = ["a", "b", "A", "ab", "/", "/a/b", "", "x-y", "\\\\", "*", "1", "é"];
const quoted = fc.oneof(
  fc.constantFrom(...words).map((word) => `"${word}"`),
  fc.constantFrom("\\x61", "\\x00", "\\xe9", '\\"', "\\x41b").map((escaped) => `"${escaped}"`),
  fc.constantFrom("a", "A.b", "/").map((word) => `r"${word}"`),
  fc.constantFrom("61:62", "2f:61", "ef:61", "b1-62"),
);
const integers = fc.constantFrom("0", "1", "2", "-1", "443", "0x1F", "017");
const addresses = fc.constantFrom("192.0.2.1", "10.0.0.0", "2001:db8::1", "::ffff:192.0.2.1");
const networks = fc.constantFrom("192.0.2.0/24", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0");
const addressRanges = fc.constantFrom("10.0.0.0..10.0.0.9", "2001:db8::1..2001:db8::9");
const patterns = fc.constantFrom("^/a", "b$", "(?i)A", "[^/]+", "a|b", "", "\\\\d+", "^.{2}$");
const wildcards = fc.constantFrom("*", "/a*", "*b", "a\\\\*", "A*", "");

const keys = fc.constantFrom("a", "x-none", "X-A", "b");
const indexes = fc.constantFrom("0", "1", "7");
const maps = fc.constantFrom("http.request.headers", "http.request.uri.args");
const arrays = fc.oneof(
  fc.tuple(maps, keys).map(([map, key]) => `${map}["${key}"]`),
  maps.map((map) => `${map}.names`),
  maps.map((map) => `${map}.values`),
);

const textField = fc.oneof(
  fc.constantFrom("http.host", "http.request.uri.path", "http.request.method", "http.user_agent"),
  fc.tuple(arrays, indexes).map(([array, index]) => `${array}[${index}]`),
);
const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: textField },
  textField.map((field) => `lower(${field})`),
  textField.map((field) => `upper(${field})`),
  fc.tuple(textField, textField).map((sides) => `concat(${sides.join(", ")})`),
  fc.tuple(textField, quoted).map((sides) => `concat(${sides.join(", ")})`),
);
const number = fc.oneof(
  fc.constantFrom("cf.edge.server_port", "http.request.timestamp.msec", "ip.src.asnum"),
  text.map((value) => `len(${value})`),
);

const order = fc.constantFrom("eq", "ne", "lt", "le", "gt", "ge", "==", "!=", "<", "<=", ">", ">=");
const equality = fc.constantFrom("eq", "ne", "==", "!=");
const spaced = (parts: readonly string[]) => parts.join(" ");
const set = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `in {${items.join(" ")}}`);

/** A comparison of text, whatever stands left. */
const textTest = fc.oneof(
  fc.tuple(order, quoted).map(spaced),
  quoted.map((value) => `contains ${value}`),
  patterns.map((pattern) => `matches "${pattern}"`),
  wildcards.map((pattern) => `wildcard "${pattern}"`),
  wildcards.map((pattern) => `strict wildcard "${pattern}"`),
  set(quoted),
);

const each = fc.oneof(
  arrays.map((array) => `${array}[*]`),
  maps.map((map) => `${map}[*][*]`),
  arrays.map((array) => `lower(${array}[*])`),
);

/** What Cloudflare documents and its published engine does not have yet. */
const notInEngine = fc.oneof(
  fc.constant("true"),
  fc.tuple(text, order, text).map(spaced),
  fc.tuple(number, order, number).map(spaced),
);

const inEngine = fc.oneof(
  fc.constantFrom("ssl", "not ssl"),
  fc.tuple(text, textTest).map(spaced),
  fc.tuple(number, order, integers).map(spaced),
  fc.tuple(number, set(fc.oneof(integers, fc.constantFrom("0..9", "400..500")))).map(spaced),
  fc.tuple(fc.constant("ip.src"), equality, addresses).map(spaced),
  fc.tuple(fc.constant("ip.src"), set(fc.oneof(addresses, networks, addressRanges))).map(spaced),
  fc.tuple(textField, quoted).map((sides) => `starts_with(${sides.join(", ")})`),
  fc.tuple(textField, quoted).map((sides) => `ends_with(${sides.join(", ")})`),
  fc
    .tuple(fc.constantFrom("any", "all"), each, textTest)
    .map(([gather, left, test]) => `${gather}(${left} ${test})`),
  fc
    .tuple(fc.constantFrom("any", "all"), each, textTest)
    .map(([gather, left, test]) => `${gather}(not ${left} ${test})`),
  fc
    .tuple(fc.constantFrom("any", "all"), arrays, quoted)
    .map(([gather, array, start]) => `${gather}(starts_with(${array}[*], ${start}))`),
  fc
    .tuple(fc.constantFrom("any", "all"), arrays, quoted, textTest)
    .map(([gather, array, start, test]) => {
      return `${gather}(not starts_with(${array}[*], ${start}) or ${array}[*] ${test})`;
    }),
);

const condition = fc.oneof(
  { weight: 50, arbitrary: inEngine },
  { weight: 1, arbitrary: notInEngine },
);

/** Expressions without parentheses where precedence decides, and with. */
export const expressions: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    condition,
    tie("tree").map((operand) => `not ${operand}`),
    tie("tree").map((operand) => `(${operand})`),
    fc
      .tuple(tie("tree"), fc.constantFrom("and", "or", "xor", "&&", "||", "^^"), tie("tree"))
      .map(spaced),
  ),
})).tree;

const values = fc.constantFrom("a", "b", "A", "ab", "", "x-y", "é", "/a/b");
const lists = fc.dictionary(keys, fc.array(values, { minLength: 1, maxLength: 3 }), { maxKeys: 3 });

/** Requests in which most of what expressions name is there, and some is not. */
export const requests = fc.record({
  scheme: fc.constantFrom("http" as const, "https" as const),
  method: fc.constantFrom("GET", "POST", "a"),
  host: fc.constantFrom("a", "b", "ab", "example.com"),
  path: fc.constantFrom("/", "/a", "/a/b", "/A/b", "/é"),
  args: lists,
  headers: lists,
  clientAddress: fc.constantFrom("192.0.2.1", "10.0.0.0", "10.0.0.5", "2001:db8::1", "2001:db8::5"),
  serverPort: fc.constantFrom(443, 80),
  timestampMilliseconds: fc.constantFrom(0, 1, 443),
});
