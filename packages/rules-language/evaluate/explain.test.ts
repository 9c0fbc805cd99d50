import { expect, test } from "vitest";
import { explain, sampleRequest } from "../index.ts";

const request = sampleRequest({
  host: "b.example",
  path: "/auth/token",
  method: "POST",
  clientAddress: "203.0.113.9",
  headers: { "X-B": ["1", "2"] },
});

test.each([
  [
    'ssl and http.host eq "a.example"',
    false,
    'http.host eq "a.example" is false (found "b.example")',
  ],
  ['ssl or http.host eq "a.example"', true, "ssl is true"],
  [
    'not ssl or http.host eq "b.example"',
    true,
    'http.host eq "b.example" is true (found "b.example")',
  ],
  [
    'not ssl or http.host eq "a.example"',
    false,
    'ssl is true, and http.host eq "a.example" is false (found "b.example")',
  ],
  [
    'ssl and http.request.method in {"POST"}',
    true,
    'ssl is true, and http.request.method in {"POST"} is true (found "POST")',
  ],
  ["ssl xor not ssl", true, "ssl is true, and ssl is true"],
  [
    'http.request.headers["x-a"][0] eq "1"',
    false,
    'http.request.headers["x-a"][0] eq "1" is false (found nothing)',
  ],
  [
    'any(http.request.headers["x-b"][*] in {"3"})',
    false,
    'any(http.request.headers["x-b"][*] in {"3"}) is false (found ["1","2"])',
  ],
  [
    'starts_with(http.request.uri.path, "/auth")',
    true,
    'starts_with(http.request.uri.path, "/auth") is true (found "/auth/token")',
  ],
  [
    'http.host matches "^a\\." or false',
    false,
    'http.host matches r"^a\\." is false (found "b.example"), and false is false',
  ],
])("%s", (text, result, because) => {
  expect(explain(text, request)).toMatchObject({ result, because });
});

test("the tree has every condition, and says which were not evaluated", () => {
  expect(
    explain('not (ssl and http.host eq "a.example") or ip.src in {203.0.113.0/24}', request),
  ).toMatchObject({
    result: true,
    parts: [
      {
        result: true,
        parts: [
          {
            result: false,
            parts: [
              { result: true, expression: "ssl" },
              { result: false, found: "b.example" },
            ],
          },
        ],
      },
      { result: undefined, expression: "ip.src in {203.0.113.0/24}", because: "not evaluated" },
    ],
  });
});

test("an expression that is not a condition is refused", () => {
  expect(() => explain("http.host", request)).toThrow(
    expect.objectContaining({ code: "EXPRESSION_INVALID" }),
  );
});
