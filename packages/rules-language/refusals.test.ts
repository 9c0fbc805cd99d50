import { describe, expect, test } from "vitest";
import { check, compile, compileValue } from "./index.ts";
import {
  nameRefusals,
  placeRefusals,
  type Refusal,
  syntaxRefusals,
  typeRefusals,
} from "./testing/refusals.cases.ts";

const topics: Readonly<Record<string, readonly [code: string, refusals: readonly Refusal[]]>> = {
  syntax: ["EXPRESSION_INVALID", syntaxRefusals],
  types: ["EXPRESSION_INVALID", typeRefusals],
  names: ["EXPRESSION_UNSUPPORTED", nameRefusals],
  places: ["EXPRESSION_INVALID", placeRefusals],
};

describe.each(Object.entries(topics))("%s", (_topic, [code, refusals]) => {
  const rows = refusals.map(([expression, column, what, options = {}]) => ({
    expression,
    column,
    what,
    options,
  }));

  test.each(rows)(
    "$expression is refused at column $column",
    ({ expression, column, what, options }) => {
      const refused = {
        code,
        message: expect.stringMatching(what),
        details: expect.objectContaining({ line: 1, column }),
      };
      expect(() => compile(expression, options)).toThrow(expect.objectContaining(refused));
    },
  );
});

test("the message shows the line and a caret under the mistake", () => {
  expect(() => compile('ssl and\n  http.nonsense eq "a"')).toThrow(
    /\(line 2, column 3\)\n {4}http\.nonsense eq "a"\n {4}\^/,
  );
});

test("a value expression must return text", () => {
  expect(() => compileValue("ssl")).toThrow(/must be String, but is Bool/);
  expect(() => compileValue('any(http.request.headers.names[*] eq "a")')).toThrow(/must be String/);
});

describe("what a phase allows", () => {
  test.each([
    [
      'cf.edge.server_port eq 443 and http.request.headers["a"][0] eq "b"',
      "http_request_transform",
    ],
    ["cidr(ip.src, 24, 24) eq 10.0.0.0", "http_ratelimit"],
    ["http.response.code eq 404", "http_ratelimit"],
    ["cf.response.1xxx_code eq 1020", "http_custom_errors"],
    [
      'http.response.headers["a"][0] eq "b" and cf.bot_management.score lt 3',
      "http_response_headers_transform",
    ],
    ['cf.sequence.current_op eq "a"', "http_request_firewall_custom"],
    ["cf.waf.score.sqli lt 5", "http_request_late_transform"],
    ["bit_slice(udp, 0, 8) eq 1 and ip.src in {10.0.0.0/8}", "magic_transit"],
    ['http.request.uri.path.extension eq "css"', "http_request_redirect"],
  ] as const)("%s in %s", (expression, phase) => {
    expect(check(expression, { phase })).toBe("Bool");
  });

  test.each([
    ['regex_replace(http.request.uri.path, "^/a", "/b")', "http_request_transform"],
    ["uuidv4(cf.random_seed)", "http_request_late_transform"],
    [
      'wildcard_replace(http.request.full_uri, "https://a/*", "https://b")',
      "http_request_dynamic_redirect",
    ],
    ['encode_base64(sha256(http.host), "u")', "http_request_late_transform"],
    ["ip.src.timezone.name", "http_request_late_transform"],
  ] as const)("the value %s in %s", (expression, phase) => {
    expect(check(expression, { phase, use: "value" })).toBe("String");
  });
});
