import { createHmac } from "node:crypto";
import type { SampleOptions } from "../../index.ts";
import type { Case } from "../case.ts";

const signed = (
  message: string,
  issued: number,
  key = "mysecretkey",
  encoding: "base64" | "base64url" = "base64",
) => createHmac("sha256", key).update(`${message}${issued}`).digest(encoding);

const issued = 1_484_063_787;
const mac = encodeURIComponent(signed("/download/cat.jpg", issued));
const token = (query: string, at = issued): SampleOptions => ({
  path: "/download/cat.jpg",
  query,
  timestampSeconds: at,
});
const valid =
  'is_timed_hmac_valid_v0("mysecretkey", http.request.uri, 100000, http.request.timestamp.sec, 8)';

const hmacCases: readonly Case[] = [
  [valid, true, token(`verify=${issued}-${mac}`)],
  [valid, true, token(`verify=${issued}-${mac}`, issued + 100_000)],
  [valid, false, token(`verify=${issued}-${mac}`, issued + 100_001)],
  [valid, false, token(`verify=${issued + 1}-${mac}`)],
  [valid, false, token(`verify=${issued}-${mac.replace(/^./, "_")}`)],
  [valid, false, token(`verify=${issued}-short`)],
  [valid, false, token("")],
  [valid.replace("mysecretkey", "another"), false, token(`verify=${issued}-${mac}`)],
  [
    valid.replace(", 8)", ', 8, "s")'),
    true,
    token(`verify=${issued}-${signed("/download/cat.jpg", issued, "mysecretkey", "base64url")}`),
  ],
  [`http.host == "www.example.com" and not ${valid}`, true, token("verify=none")],
  [
    'is_timed_hmac_valid_v0("mysecretkey", concat(http.request.uri, http.request.headers["timestamp"][0], "-", http.request.headers["mac"][0]), 100000, http.request.timestamp.sec, 0)',
    true,
    {
      path: "/a",
      query: "",
      timestampSeconds: issued,
      headers: { timestamp: String(issued), mac: encodeURIComponent(signed("/a", issued)) },
    },
  ],
];

const seeded: SampleOptions = { fields: { "cf.random_seed": "0123456789abcdef" } };
const packet: SampleOptions = {
  fields: { udp: "\u0012\u0034\u0000\u0035\u0000\u000c\u0000\u0000\u0041" },
};

/** rules-language/functions: transformations. */
export const functionCases: readonly Case[] = [
  ['lower(http.host) == "www.cloudflare.com"', true, { host: "WWW.cloudflare.com" }],
  ['upper(http.host) eq "WWW.CLOUDFLARE.COM"', true, { host: "www.cloudflare.com" }],
  ['lower(http.request.uri.path) contains "/wp-login.php"', true, { path: "/WP-Login.php" }],
  ["len(http.host) eq 11", true, { host: "example.com" }],
  ['starts_with(http.request.uri.path, "/blog")', true, { path: "/blog/first-post" }],
  ['starts_with(http.request.uri.path, "/BLOG")', false, { path: "/blog/first-post" }],
  ['ends_with(http.request.uri.path, ".html")', true, { path: "/welcome.html" }],
  ['ends_with(http.request.uri.path, ".html")', false, { path: "/welcome.htm" }],
  ['ends_with(lower(http.request.uri.path), ".html")', true],
  ['concat("String1", " ", "String", "2") eq "String1 String2"', true],
  ['concat("String1", " ", "String", 2) eq "String1 String2"', true],
  [
    'concat("/", http.request.headers["x-none"][0], http.request.uri.path) eq "//my-path"',
    true,
    { path: "/my-path" },
  ],
  ['substring(http.request.body.raw, 2, 5) eq "dfg"', true, { body: "asdfghjk" }],
  ['substring(http.request.body.raw, 2) eq "dfghjk"', true, { body: "asdfghjk" }],
  ['substring(http.request.body.raw, -2) eq "jk"', true, { body: "asdfghjk" }],
  ['substring(http.request.body.raw, 0, -2) eq "asdfgh"', true, { body: "asdfghjk" }],
  ['substring(http.request.body.raw, 5, 2) eq ""', true, { body: "asdfghjk" }],
  ['substring(http.request.body.raw, 100) eq ""', true, { body: "asdfghjk" }],
  ['url_decode(http.request.uri.query) eq "John Doe"', true, { query: "John%20Doe" }],
  ['url_decode(http.request.uri.query) eq "John Doe"', true, { query: "John+Doe" }],
  ['url_decode(http.request.uri.query) eq "%20"', true, { query: "%2520" }],
  ['url_decode(http.request.uri.query, "r") eq " "', true, { query: "%2520" }],
  ['url_decode(http.request.uri.query, "r") eq "../"', true, { query: "%25252e%2e%252f" }],
  ['url_decode(http.request.uri.query, "r") eq "a b"', true, { query: "a%252Bb" }],
  ['url_decode(http.request.uri.query, "u") eq "☁"', true, { query: "%u2601" }],
  [
    String.raw`url_decode(http.request.uri.query, "u") eq "\xe2\x98\x81"`,
    true,
    { query: "%u2601" },
  ],
  ['url_decode(http.request.uri.query, "ur") eq "☁"', true, { query: "%25u2601" }],
  ['url_decode(http.request.uri.query) eq "%u2601"', true, { query: "%u2601" }],
  ['url_decode(http.request.uri.query) eq "100%"', true, { query: "100%" }],
  ['url_decode(http.request.uri.query) eq "%zz%4"', true, { query: "%zz%4" }],
  [
    'any(url_decode(http.request.body.form.values[*])[*] contains "an xss attack")',
    true,
    { body: "q=an+xss%20attack" },
  ],
  [
    'any(decode_base64(http.request.headers["client_id"][*])[*] eq "123abc")',
    true,
    { headers: { client_id: "MTIzYWJj" } },
  ],
  ['decode_base64(http.request.headers["x-none"][0]) eq ""', false],
  ['encode_base64("hello world") eq "aGVsbG8gd29ybGQ"', true],
  ['encode_base64("hello world", "p") eq "aGVsbG8gd29ybGQ="', true],
  ['encode_base64("hello world", "u") eq "aGVsbG8gd29ybGQ"', true],
  [String.raw`encode_base64("\xfb\xff") eq "+/8"`, true],
  [String.raw`encode_base64("\xfb\xff", "u") eq "-_8"`, true],
  [String.raw`encode_base64("\xfb\xff", "up") eq "-_8="`, true],
  ['len(sha256("my-token")) eq 32', true],
  ['encode_base64(sha256("abc")) eq "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"', true],
  [
    'remove_query_args(http.request.uri.query, "country") eq "order=asc"',
    true,
    { query: "order=asc&country=GB" },
  ],
  [
    'remove_query_args(http.request.uri.query, "order") eq "country=GB"',
    true,
    { query: "order=asc&country=GB" },
  ],
  [
    'remove_query_args(http.request.uri.query, "search") eq "order=asc&country=GB"',
    true,
    { query: "order=asc&country=GB" },
  ],
  [
    'remove_query_args(http.request.uri.query, "order") eq "category=Foo&category=Bar"',
    true,
    { query: "category=Foo&order=desc&category=Bar" },
  ],
  [
    'remove_query_args(raw.http.request.uri.query, "category") eq "order=desc"',
    true,
    { query: "category=Foo&order=desc&category=Bar" },
  ],
  [
    'remove_query_args(http.request.uri.query, "category", "order") eq ""',
    true,
    { query: "category=Foo&order=desc&category=Bar" },
  ],
  ['to_string(cf.bot_management.score) eq "5"', true, { fields: { "cf.bot_management.score": 5 } }],
  ['to_string(ssl) eq "true"', true],
  ['to_string(ip.src) eq "203.0.113.9"', true],
  ['to_string(len(http.host)) eq "15"', true],
  [
    'uuidv4(cf.random_seed) matches "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"',
    true,
  ],
  ['uuidv4(cf.random_seed) eq "30313233-3435-4637-b839-616263646566"', true, seeded],
  ["len(cf.random_seed) eq 16", true],
  ["cidr(ip.src, 24, 24) eq 113.10.0.0", true, { clientAddress: "113.10.0.2" }],
  [
    "cidr(ip.src, 24, 24) eq 2001:0000:0000:0000:0000:0000:0000:0000",
    true,
    { clientAddress: "2001:0000:130F:0000:0000:09C0:876A:130B" },
  ],
  [
    "cidr6(ip.src, 24) eq 2001:0000:0000:0000:0000:0000:0000:0000",
    true,
    { clientAddress: "2001:0000:130F:0000:0000:09C0:876A:130B" },
  ],
  ["cidr6(ip.src, 24) eq 113.10.0.2", true, { clientAddress: "113.10.0.2" }],
  ["cidr(ip.src, 29, 64) in {203.0.113.8}", true],
  ["cidr(cf.edge.server_ip, 24, 24) ne 192.0.2.0", false],
  ["bit_slice(udp, 0, 16) eq 4660", true, packet],
  ["bit_slice(udp, 16, 32) eq 53", true, packet],
  ["bit_slice(udp, 64, 65) eq 0", true, packet],
  ["bit_slice(udp, 65, 66) eq 1", true, packet],
  ["bit_slice(udp, 64, 96) ge 0", false, packet],
  ["bit_slice(udp, 0, 32) eq 305397813", true, packet],
  ...hmacCases,
];
