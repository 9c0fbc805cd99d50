import type { SampleOptions } from "../../index.ts";
import type { Case } from "../case.ts";

const extension = (path: string, is: string): Case => [
  "http.request.uri.path.extension eq ".concat(JSON.stringify(is)),
  true,
  { path },
];
const mediaType = (sent: string, is: string): Case => [
  `http.response.content_type.media_type eq "${is}"`,
  true,
  { response: { status: 200, headers: new Map([["content-type", [sent]]]) } },
];
const answered: SampleOptions = {
  response: {
    status: 403,
    headers: new Map([
      ["server", ["nginx"]],
      ["set-cookie", ["a=1", "b=2"]],
    ]),
  },
};
const multipart: SampleOptions = {
  fields: {
    "http.request.body.multipart": { username: ["alice_doe"], role: ["editor"] },
    "http.request.body.multipart.names": [["username"], ["picture"]],
    "http.request.body.multipart.filenames": [[], ["token.txt"]],
    "http.request.body.multipart.content_types": [["text/plain"], ["image/jpeg"]],
    "http.request.body.multipart.values": ["alice_doe", "x"],
  },
};

/** rules-language/fields/reference: the value of each field for a request. */
export const fieldCases: readonly Case[] = [
  [
    'http.request.full_uri eq "https://www.example.com/articles/2008/index.HTML?section=539061&expand=comments&filter=waf&filter=botm&filter=cdn"',
    true,
  ],
  [
    'http.request.uri eq "/articles/2008/index.HTML?section=539061"',
    true,
    { query: "section=539061" },
  ],
  ['http.request.uri eq "/articles/2008/index.HTML"', true, { query: "" }],
  ['http.request.uri.path.basename eq "index.HTML"', true],
  ['http.request.uri.query contains "expand=comments"', true],
  ['raw.http.request.uri.path eq "/articles//2008/./index.HTML"', true],
  ['raw.http.request.uri contains "/./"', true],
  [
    'raw.http.request.full_uri eq "https://www.example.com/articles//2008/./index.HTML?a=1"',
    true,
    { query: "a=1" },
  ],
  ['raw.http.request.uri.path.extension eq "html"', true],
  ['raw.http.request.uri.args["filter"][0] eq "waf"', true],
  ['any(raw.http.request.headers["accept"][*] == "application/json")', true],
  extension("/foo", ""),
  extension("/foo.mp3", "mp3"),
  extension("/.mp3", ""),
  extension("/.foo.mp3", "mp3"),
  extension("/foo.tar.bz2", "bz2"),
  extension("/foo.", ""),
  extension("/foo.MP3", "mp3"),
  extension("/a.b/foo", ""),
  ['http.request.method eq "POST"', true],
  ['http.request.version in {"HTTP/1.1" "HTTP/2"}', true],
  ["http.request.timestamp.sec eq 1484063137 and http.request.timestamp.msec eq 857", true],
  ['http.cookie contains "session=8521F670545D7865F79C3D7BEDC29CCE"', true],
  ['any(http.request.cookies["app"][*] == "test")', true],
  ['any(http.request.cookies["app"][*] == "beta")', true],
  ['http.request.cookies["theme-dark"][0] eq "yes"', true],
  ['http.referer contains "developer.example.org"', true],
  ['http.user_agent contains "Mozilla/5.0"', true],
  ['http.x_forwarded_for eq "203.0.113.195, 70.41.3.18"', true],
  ['http.request.accepted_languages[0] eq "fr-CH"', true],
  [
    'http.request.accepted_languages[1] eq "en" and http.request.accepted_languages[2] eq "fr" and http.request.accepted_languages[3] eq "de"',
    true,
  ],
  ["len(http.request.accepted_languages) eq 4", true],
  ["http.request.headers.truncated", false],
  ['ip.src.country eq "GB" and ip.geoip.country eq "GB"', true],
  ['ip.src.country eq "T1" and ip.src.continent eq "T1"', true, { country: "T1" }],
  ["ip.src.is_in_european_union", false],
  ["ip.src.is_in_european_union and ip.geoip.is_in_european_union", true, { country: "FR" }],
  ['ip.src.city eq "San Francisco"', true, { fields: { "ip.src.city": "San Francisco" } }],
  ['ip.src.region_code eq ""', true],
  ["ip.src.asnum eq 13335", true, { fields: { "ip.src.asnum": 13335 } }],
  ['cf.tls_version eq "TLSv1.3"', true],
  ['cf.tls_cipher eq "AES128-SHA256"', true, { fields: { "cf.tls_cipher": "AES128-SHA256" } }],
  [
    "cf.tls_client_auth.cert_verified or cf.tls_client_auth.cert_revoked or cf.tls_client_auth.cert_presented",
    false,
  ],
  ['cf.tls_client_auth.cert_issuer_dn eq ""', true],
  ["cf.edge.client_tcp", true],
  ["cf.edge.client_tcp", false, { httpVersion: "HTTP/3" }],
  ["cf.bot_management.score lt 30", false],
  ["cf.bot_management.score lt 30", true, { fields: { "cf.bot_management.score": 12 } }],
  [
    "not cf.bot_management.verified_bot and not cf.bot_management.static_resource and not cf.bot_management.corporate_proxy and cf.bot_management.score lt 30",
    true,
    { fields: { "cf.bot_management.score": 2 } },
  ],
  ["cf.client.bot", false],
  ['cf.waf.score le 20 or cf.waf.score.sqli le 20 or cf.waf.score.class eq "attack"', false],
  [
    'cf.waf.score le 20 or cf.waf.score.class eq "attack"',
    true,
    { fields: { "cf.waf.score": 7, "cf.waf.score.class": "attack" } },
  ],
  [
    "any(cf.waf.content_scan.obj_sizes[*] > 512000)",
    true,
    { fields: { "cf.waf.content_scan.obj_sizes": [1, 600_000] } },
  ],
  ["cf.waf.credential_check.password_leaked", false],
  [
    'cf.llm.prompt.custom_topic_categories["competitors"] lt 30',
    true,
    { fields: { "cf.llm.prompt.custom_topic_categories": { competitors: 12 } } },
  ],
  ['cf.llm.prompt.custom_topic_categories["competitors"] lt 30', false],
  ["cf.llm.prompt.injection_score lt 20", false],
  [
    'any(http.request.jwt.claims.aud["t1"][*] == "app")',
    true,
    { fields: { "http.request.jwt.claims.aud": { t1: ["app"] } } },
  ],
  [
    'lookup_json_string(http.request.jwt.claims["t1"][0], "role") eq "admin"',
    true,
    { fields: { "http.request.jwt.claims": { t1: ['{"role":"admin"}'] } } },
  ],
  [
    'cf.sequence.current_op eq "bbbbbbbb" and cf.sequence.msec_since_op["aaaaaaaa"] ge 2000',
    true,
    {
      fields: {
        "cf.sequence.current_op": "bbbbbbbb",
        "cf.sequence.msec_since_op": { aaaaaaaa: 2500 },
      },
    },
  ],
  ['http.request.body.raw contains "username=admin"', true],
  ["http.request.body.size eq 40", true],
  ["http.request.body.truncated", false],
  ["http.request.body.truncated and http.request.body.size eq 100", true, { bodySize: 100 }],
  ['any(http.request.body.form["username"][*] == "root")', true],
  [
    'any(http.request.body.form.names[*] == "note") and any(http.request.body.form.values[*] == "a+b%21")',
    true,
  ],
  ["len(http.request.body.form.names) eq 0", true, { headers: { "Content-Type": "text/plain" } }],
  ['any(http.request.body.multipart["role"][*] == "editor")', true, multipart],
  ['any(http.request.body.multipart.names[*][0] == "picture")', true, multipart],
  [
    'any(http.request.body.multipart.content_types[*][0] == "application/octet-stream")',
    false,
    multipart,
  ],
  [
    'any(http.request.body.multipart.filenames[*][0] in {"token.txt" "password.txt"})',
    true,
    multipart,
  ],
  ["http.response.code eq 403", true, answered],
  ['any(http.response.headers["server"][*] == "nginx")', true, answered],
  ['any(raw.http.response.headers["server"][*] == "nginx")', true, answered],
  ['http.response.headers["set-cookie"][1] eq "b=2"', true, answered],
  [
    'any(http.response.headers.names[*] == "set-cookie") and len(http.response.headers.values) eq 3',
    true,
    answered,
  ],
  mediaType("text/html", "text/html"),
  mediaType("text/html; charset=utf-8", "text/html"),
  mediaType("text/html+extra", "text/html+extra"),
  mediaType("text/html+extra; charset=utf-8", "text/html+extra"),
  mediaType("text/HTML", "text/html"),
  mediaType("text/html; charset=utf-8; other=value", "text/html"),
  [
    'ip.proto eq "udp" and udp.dstport eq 53',
    true,
    { fields: { "ip.proto": "udp", "udp.dstport": 53 } },
  ],
  ["tcp.flags.push || tcp.flags.reset", true, { fields: { "tcp.flags.reset": true } }],
  ["tcp.dstport in {8000..8009 8080..8089}", true, { fields: { "tcp.dstport": 8081 } }],
];
