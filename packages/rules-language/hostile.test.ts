import { expect, test } from "vitest";
import { check, compile, evaluate, limits, parse, sampleRequest } from "./index.ts";

/**
 * Inputs that a backtracking matcher, or a parser that parses twice, would not finish in years; the
 * test's timeout is the proof.
 */
const long = "a".repeat(50_000);

test("patterns and wildcards that would hang a backtracking matcher do not", () => {
  const attacked = sampleRequest({ path: `/${long}!` });
  expect(evaluate('http.request.uri.path matches "^/(a+)+$"', attacked)).toBe(false);
  expect(evaluate('http.request.uri.path matches "^/(a|a)*$"', attacked)).toBe(false);
  expect(evaluate('http.request.uri.path matches "(.*a){20}b"', attacked)).toBe(false);
  expect(evaluate(`http.request.uri.path wildcard "/${"*a".repeat(20)}?"`, attacked)).toBe(false);
});

test("decoding repeatedly takes linear time", () => {
  const attacked = sampleRequest({ query: `%${"25".repeat(100_000)}` });
  expect(evaluate('url_decode(http.request.uri.query, "r") eq "%"', attacked)).toBe(true);
});

test("a body that is not JSON, or endlessly nested, is a missing value", () => {
  for (const body of [
    "[".repeat(200_000),
    `${"[".repeat(200_000)}${"]".repeat(200_000)}`,
    '{"a":'.repeat(50_000),
  ]) {
    expect(
      evaluate('lookup_json_string(http.request.body.raw, "a") ne ""', sampleRequest({ body })),
    ).toBe(false);
  }
});

test("nesting is limited, whatever its kind, and never exhausts the stack", () => {
  const deep: readonly string[] = [
    `${"(".repeat(2000)}ssl${")".repeat(2000)}`,
    `${"!".repeat(4000)}ssl`,
    `${"not ".repeat(1000)}ssl`,
    `${"lower(".repeat(500)}http.host${")".repeat(500)} eq "a"`,
    "(".repeat(4096),
    "any(".repeat(1024),
    `${"(!".repeat(1000)}ssl${")".repeat(1000)}`,
  ];
  for (const text of deep) expect(() => parse(text)).toThrow(/nested deeper than 100 levels/);
});

test("as many levels as the limit allows are parsed and evaluated", () => {
  const { nesting } = limits;
  expect(evaluate(`${"(".repeat(nesting)}ssl${")".repeat(nesting)}`, sampleRequest())).toBe(true);
  expect(
    evaluate(
      `${"lower(".repeat(nesting)}http.host${")".repeat(nesting)} eq "example.com"`,
      sampleRequest(),
    ),
  ).toBe(true);
  expect(
    evaluate(
      `${"(".repeat(50)}ssl${")".repeat(50)} and ${"(".repeat(80)}ssl${")".repeat(80)}`,
      sampleRequest(),
    ),
  ).toBe(true);
  expect(() => parse(`${"lower(".repeat(nesting)}"${")".repeat(nesting - 1)}`)).toThrow(
    /not closed/,
  );
});

test("parentheses and negations in strings do not count as nesting", () => {
  expect(evaluate(`http.host eq "${"(!not ".repeat(300)}"`, sampleRequest())).toBe(false);
});

test("a row of conditions may be as long as the expression limit", () => {
  expect(evaluate(`${"false||".repeat(580)}ssl`, sampleRequest())).toBe(true);
  expect(evaluate(`${"true^^".repeat(600)}ssl`, sampleRequest())).toBe(true);
});

test("an expression longer than Cloudflare's limit is refused before it is parsed", () => {
  expect(parse(`ssl${" ".repeat(limits.expressionLength - 3)}`)).toMatchObject({ kind: "field" });
  expect(() => parse(`ssl${" ".repeat(limits.expressionLength - 2)}`)).toThrow(
    /has 4097 characters; Cloudflare allows 4096/,
  );
});

test("a rule has at most 64 regular expressions", () => {
  const rule = (count: number) =>
    Array.from({ length: count }, () => 'http.host matches "a"').join(" or ");
  expect(check(rule(64))).toBe("Bool");
  expect(() => compile(rule(65))).toThrow(/at most 64 regular expressions/);
});
