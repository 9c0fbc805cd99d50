import type { Case } from "../case.ts";

const json: readonly [body: string, ...Case[]][] = [
  [
    '{ "record_id": "aed53a", "version": 2, "size": 42.0, "far": 1e3, "deep": { "na\\u00efve": "\\u00e9" }, "negative": -234 }',
    ['lookup_json_integer(http.request.body.raw, "version") eq 2', true],
    ['lookup_json_string(http.request.body.raw, "record_id") eq "aed53a"', true],
    ['lookup_json_integer(http.request.body.raw, "size") eq 42', false],
    ['lookup_json_integer(http.request.body.raw, "far") eq 1000', false],
    ['lookup_json_integer(http.request.body.raw, "negative") lt -233', true],
    ['lookup_json_integer(http.request.body.raw, "record_id") ge 0', false],
    ['lookup_json_string(http.request.body.raw, "version") ne "x"', false],
    ['lookup_json_string(http.request.body.raw, "none") ne "x"', false],
    ['lookup_json_string(http.request.body.raw, "deep", "naïve") eq "é"', true],
    ['lookup_json_string(http.request.body.raw, "deep") ne "x"', false],
    ['lookup_json_string(http.request.body.raw, "toString") ne "x"', false],
    ['lookup_json_string(http.request.body.raw, "__proto__") ne "x"', false],
  ],
  [
    '{ "product": { "id": 356 } }',
    ['lookup_json_integer(http.request.body.raw, "product", "id") == 356', true],
  ],
  ['["first_item", -234]', ["lookup_json_integer(http.request.body.raw, 1) == -234", true]],
  [
    '{ "network_ids": [123, 456] }',
    ['lookup_json_integer(http.request.body.raw, "network_ids", 0) == 123', true],
  ],
  [
    '[{ "product_id": 123 }, { "product_id": 456 }]',
    ['lookup_json_integer(http.request.body.raw, 1, "product_id") == 456', true],
  ],
  [
    '{ "company": "cloudflare", "product": "rulesets" }',
    ['lookup_json_string(http.request.body.raw, "company") == "cloudflare"', true],
  ],
  [
    '{ "network": { "name": "cloudflare" } }',
    ['lookup_json_string(http.request.body.raw, "network", "name") == "cloudflare"', true],
  ],
  [
    '["other_company", "cloudflare"]',
    ['lookup_json_string(http.request.body.raw, 1) == "cloudflare"', true],
  ],
  [
    '{ "networks": ["other_company", "cloudflare"] }',
    ['lookup_json_string(http.request.body.raw, "networks", 1) == "cloudflare"', true],
  ],
  [
    '[{ "network": "other_company" }, { "network": "cloudflare" }]',
    ['lookup_json_string(http.request.body.raw, 1, "network") == "cloudflare"', true],
  ],
  [
    "not json",
    ['lookup_json_string(http.request.body.raw, "a") ne "x"', false],
    ["lookup_json_integer(http.request.body.raw, 0) ge 0", false],
  ],
];

/**
 * rules-language/values: arrays and maps; rules-language/functions: any, all, len, has_key,
 * has_value, join, split, lookup_json_….
 */
export const collectionCases: readonly Case[] = [
  ['http.request.headers.names[0] == "Accept"', true],
  ['any(http.request.headers.names[*] == "content-type")', false],
  ['any(http.request.headers.names[*] == "Content-Type")', true],
  [
    'any(http.request.headers.names[*] == "Content-Type")',
    true,
    { headerNames: ["Host", "Content-Type"] },
  ],
  [
    'any(lower(http.request.headers.names[*])[*] == "content-type")',
    true,
    { headerNames: ["Content-Type"] },
  ],
  ['http.request.headers["accept"][0] eq "application/json"', true],
  ['any(http.request.headers["accept"][*] == "application/json")', true],
  ['any(http.request.headers["accept"][*] == "text/plain")', false],
  ['all(http.request.headers["accept"][*] == "application/json")', true],
  ['any(http.request.headers["x-none"][*] == "a")', false],
  ['all(http.request.headers["x-none"][*] == "a")', true],
  ['not any(http.request.headers["x-none"][*] == "a")', true],
  ['any(not http.request.headers["x-list"][*] == "one")', true],
  ['all(not http.request.headers["x-list"][*] == "one")', false],
  [
    'any(http.request.headers["x-list"][*] == "one" and http.request.headers["x-list"][*] contains "two")',
    false,
  ],
  [
    'any(http.request.headers["x-list"][*] contains "t" and http.request.headers["x-list"][*] contains "w")',
    true,
  ],
  [
    'all(http.request.headers["x-list"][*] eq "one" or len(http.request.headers["x-list"][*])[*] gt 2)',
    true,
  ],
  [
    'all(http.request.headers["x-list"][*] eq "one" xor http.request.headers["x-list"][*] contains "t")',
    true,
  ],
  [
    'any(http.request.headers["x-list"][*] contains "w" && not http.request.headers["x-list"][*] contains "h")',
    true,
  ],
  ['any(http.request.headers[*][*] == "three")', true],
  ['any(http.request.headers.values[*] == "application/json")', true],
  ["any(len(http.request.headers.values[*])[*] gt 10)", true],
  ["any(len(http.request.headers.values[*])[*] gt 1000)", false],
  // the example of values: /?filter=waf&filter=botm&filter=cdn
  ['len(http.request.uri.args["filter"][1]) eq 4', true],
  ['len(http.request.uri.args["filter"]) eq 3', true],
  ['all(len(http.request.uri.args["filter"][*])[*] in {3 4})', true],
  ['all(not len(http.request.uri.args["filter"][*])[*] in {3 4})', false],
  ['len(http.request.uri.args["filter"]) >= 0', true],
  ['not len(http.request.uri.args["order"]) >= 0', true],
  ['http.request.uri.args["filter"][2] eq "cdn"', true],
  ['http.request.uri.args["filter"][3] eq "cdn"', false],
  ['any(http.request.uri.args["search"][*] == "red+apples")', true, { query: "search=red+apples" }],
  ['any(http.request.uri.args.names[*] == "expand")', true],
  ['any(http.request.uri.args.values[*] == "539061")', true],
  ["len(http.request.uri.args.names) eq 5", true],
  ["len(http.request.uri.args.values) eq 5", true],
  ['http.request.uri.args["empty"][0] eq ""', true, { query: "empty=&bare" }],
  ['http.request.uri.args["bare"][0] eq ""', true, { query: "empty=&bare" }],
  ['http.request.uri.args["a"][0] eq "b=c"', true, { query: "&&a=b=c&" }],
  ['has_key(http.request.headers, "accept")', true],
  ['has_key(http.request.headers, "x-custom-header")', false],
  [
    'has_key(http.request.uri.args, "filter") and not has_key(http.request.uri.args, "order")',
    true,
  ],
  ['has_value(http.request.headers["x-list"], "two")', true],
  ['has_value(http.request.headers["x-list"], "four")', false],
  ['has_value(http.request.headers["x-none"], "four")', false],
  ['has_value(http.request.uri.args, "botm")', true],
  [
    'has_value(split(http.request.headers["x-allow-country"][0], ",", 64), ip.src.country)',
    true,
    { headers: { "x-allow-country": "FR,GB" } },
  ],
  [
    'has_value(split(http.request.headers["x-allow-country"][0], ",", 64), ip.src.country)',
    false,
    { headers: { "x-allow-country": "FR,NO" } },
  ],
  ['join(http.request.headers["x-list"], "-") eq "one-two-three"', true],
  ['join(http.request.headers["accept"], ",") eq "application/json"', true],
  [
    'join(http.request.accepted_languages, ",") eq ""',
    true,
    { headers: { "Accept-Language": "" } },
  ],
  ['join(http.request.headers["x-none"], ",") eq ""', false],
  ['join(upper(http.request.headers["x-list"][*]), "") eq "ONETWOTHREE"', true],
  ['join(http.request.headers.names, ",") contains "User-Agent"', true],
  [
    'split(http.request.headers["x-categories"][0], ",", 64)[3] eq "auto"',
    true,
    { headers: { "x-categories": "groceries,electronics,diy,auto" } },
  ],
  [
    'split(http.request.headers["x-categories"][0], ",", 3)[2] eq "diy,auto"',
    true,
    { headers: { "x-categories": "groceries,electronics,diy,auto" } },
  ],
  [
    'len(split(http.request.headers["x-categories"][0], ",", 3)) eq 3',
    true,
    { headers: { "x-categories": "groceries,electronics,diy,auto" } },
  ],
  [
    'split(http.request.headers["x-categories"][0], ",", 64)[1] eq ""',
    true,
    { headers: { "x-categories": "groceries,,electronics" } },
  ],
  ['len(split(http.request.headers["x-none"][0], ",", 64)) ge 0', false],
  ['split(http.host, ".", 1)[0] eq "www.example.com"', true],
  ['any(split(http.host, ".", 9)[*] eq "example")', true],
  ['len(concat(http.request.headers["x-list"], http.request.headers["accept"])) eq 4', true],
  [
    'any(concat(http.request.headers["x-list"], http.request.headers["accept"])[*] eq "application/json")',
    true,
  ],
  ...json.flatMap(([body, ...cases]) =>
    cases.map(([expression, holds]): Case => [expression, holds, { body }]),
  ),
  // all() of nothing is true (cloudflare/wirefilter, field_expr.rs)
  ['all(http.request.headers["x-none"][*] eq "a")', true],
  // … but a value that is missing is not (logical_expr.rs)
  ['all(starts_with(http.request.headers["x-none"][*], "a"))', false],
  ['not all(ends_with(http.request.headers["x-none"][*], "a"))', true],
  ['all(not starts_with(http.request.headers["x-none"][*], "a"))', true],
  [
    'all(starts_with(http.request.headers["x-none"][*], "a") and http.request.headers["x-none"][*] eq "a")',
    true,
  ],
  ['any(starts_with(http.request.headers["x-none"][*], "a"))', false],
  ['any(http.request.headers["x-none"][*] eq "a")', false],
  ['not all(http.request.headers["x-none"][*] eq "application/json")', false],
  ['all(http.request.uri.args["q"][*] contains "a")', true],
  ['all(http.request.uri.args["q"][*] contains "a")', false, { query: "q=b" }],
  ['all(lower(http.request.headers["x-none"][*])[*] eq "a")', true],
  ['all(starts_with(http.request.headers["x-list"][*], http.request.headers["x-none"][0]))', false],
  ['all(not http.request.headers["x-none"][*] eq "a")', true],
  [
    'all(http.request.headers["x-none"][*] eq "a" and http.request.headers["x-none"][*] eq "b")',
    true,
  ],
  // coalesce (changelog of 2026-10-01)
  ['coalesce(http.request.uri.args["p"][0], "/") eq "/"', true],
  ['coalesce(http.request.uri.args["p"][0], "/") eq "/"', false, { query: "p=/x" }],
  ['coalesce(http.request.uri.args["p"][0], http.request.uri.args["q"][0], "x") eq "x"', true],
  ['coalesce(http.request.uri.args["p"][0]) eq "x"', false],
  ['http.request.uri.path eq coalesce(http.request.uri.args["next"][0], "/")', true, { path: "/" }],
  ["coalesce(ip.src.asnum, 7) eq 0", true],
  // concat of only missing parts is missing
  ['concat(http.request.headers["x-a"][0], http.request.headers["x-b"][0]) eq ""', false],
  ['concat(http.request.headers["x-a"][0], http.request.headers["x-b"][0]) ne "x"', false],
  ['concat(http.request.headers["x-a"][0], http.request.headers["x-name"][0]) eq "Ünï"', true],
  ['concat(http.request.headers["x-a"][0], "") eq ""', true],
];
