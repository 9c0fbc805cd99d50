import type { Case } from "../case.ts";

/**
 * rules-language/operators: logical operators, precedence and grouping; rules-language/values:
 * booleans.
 */
export const logicCases: readonly Case[] = [
  ["true", true],
  ["false", false],
  ["ssl", true],
  ["ssl", false, { scheme: "http" }],
  ["not ssl", true, { scheme: "http" }],
  ["!ssl", false],
  ["! ssl", false],
  ["not not ssl", true],
  ["!!ssl", true],
  ["not(ssl)", false],
  ["ssl and true", true],
  ["ssl && false", false],
  ["ssl or false", true],
  ["false || false", false],
  ["ssl xor true", false],
  ["ssl ^^ false", true],
  ["true xor true xor true", true],
  // of each pair of possible readings, the first is the documented one
  ["true or true and false", true],
  ["(true or true) and false", false],
  ["true xor true and false", true],
  ["(true xor true) and false", false],
  ["true or true xor true", true],
  ["(true or true) xor true", false],
  ["not false and false", false],
  ["not (false and false)", true],
  ["not true or true", true],
  ["not (true or true)", false],
  ["not true xor true", true],
  ["false and false or true", true],
  ["false and (false or true)", false],
  ["(ssl && ssl) || false ^^ false", true],
  ["  \n ssl\tand\r\n ssl  ", true],
  ["((((ssl))))", true],
  ['not ( http.host eq "www.cloudflare.com" and ip.src in {203.0.113.0/24})', true],
  ['http.host eq "www.example.com" and ip.src in {203.0.113.0/24}', true],
  ['http.host eq "www.cloudflare.com" xor ip.src in {203.0.113.0/24}', true],
  ['http.host eq "www.cloudflare.com" or ip.src in {198.51.100.0/24}', false],
  ['http.host eq "www.example.com" and not cf.edge.server_port in {80 443}', false],
  [
    'http.host eq "www.example.com" and not cf.edge.server_port in {80 443}',
    true,
    { serverPort: 8443 },
  ],
  [
    `(
      (http.host eq "api.example.com" and http.request.uri.path eq "/api/v2/auth") or
      (http.host matches "^(www|store|blog)\\.example\\.com" and http.request.uri.path contains "wp-login.php") or
      ip.geoip.country in {"CN" "TH" "US" "ID" "KR" "MY" "IT" "SG" "GB"} or ip.geoip.asnum in {12345 54321 11111}
    ) and not ip.src in {11.22.33.0/24}`,
    true,
  ],
  [
    `((http.host eq "api.example.com") or ip.geoip.country in {"CN"} or ip.geoip.asnum in {12345 54321}) and not ip.src in {11.22.33.0/24}`,
    false,
  ],
  [
    `ip.geoip.asnum in {12345 54321} and not ip.src in {11.22.33.0/24}`,
    true,
    { fields: { "ip.geoip.asnum": 54321 } },
  ],
  [
    'ssl and http.request.method in {"POST" "PUT"} and http.request.uri.path contains "articles" and ip.src.country eq "GB"',
    true,
  ],
  [
    'ssl and http.request.method in {"POST" "PUT"} and http.request.uri.path contains "wp-" and ip.src.country eq "GB"',
    false,
  ],
  ["false or false or false or ssl", true],
  ["true and true and true and not ssl", false],
  ["false xor ssl xor ssl xor ssl", true],
];
