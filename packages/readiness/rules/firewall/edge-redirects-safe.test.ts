import { expect, test } from "vitest";
import { findings, planned } from "../../testing/planned.ts";
import { edgeRedirectsSafe } from "./edge-redirects-safe.ts";

const judged = (targetUrl: { value: string } | { expression: string }) =>
  findings(
    edgeRedirectsSafe,
    planned("ruleset", {
      kind: "zone",
      phase: "http_request_dynamic_redirect",
      rules: [
        {
          ref: "moved",
          action: "redirect",
          expression: "true",
          actionParameters: { fromValue: { statusCode: 302, targetUrl } },
        },
      ],
    }),
  );

test.each([
  'http.request.uri.args["to"][0]',
  'url_decode(http.request.uri.args["next"][0])',
  "http.referer",
  'http.request.headers["x-forwarded-host"][0]',
  'concat("https://", http.request.uri.args["host"][0], "/")',
  'concat("https://", http.request.headers["x-forwarded-host"][0], http.request.uri.path)',
  'concat("https://www.example.com", http.request.uri.query)',
  'regex_replace(http.request.uri.args["to"][0], "^/", "https://")',
  'concat("http://www.example.com", http.request.uri.path)',
  'lookup_json_string(http.request.body.raw, "to")',
  `wildcard_replace(http.request.full_uri, "https://*/go?to=*", "\${2}")`,
  `wildcard_replace(http.request.full_uri, "https://example.com/to/*", "https://\${1}")`,
])("the expression %s is found", (expression) => {
  expect(judged({ expression })).toEqual([expect.stringMatching(/^violation ruleset: Rule moved/)]);
});

test.each([
  'concat("https://www.example.com", http.request.uri.path)',
  'concat("https://", http.host, http.request.uri.path)',
  'concat("https://www.example.com/?from=", http.request.uri.args["to"][0])',
  'regex_replace(http.request.full_uri, "^https://old", "https://www")',
  'concat("/app", http.request.uri.path)',
  '"https://www.example.com/"',
  `wildcard_replace(http.request.full_uri, "http://*", "https://\${1}")`,
  `wildcard_replace(http.request.full_uri, "https://*/files/*", "https://\${1}/f/\${2}")`,
])("the expression %s is safe", (expression) => {
  expect(judged({ expression })).toEqual([]);
});

test("a fixed target needs https", () => {
  expect(judged({ value: "http://www.example.com/" })).toHaveLength(1);
  expect(judged({ value: "HTTP://www.example.com/" })).toHaveLength(1);
  expect(judged({ value: "https://www.example.com/" })).toEqual([]);
  expect(judged({ value: "/moved" })).toEqual([]);
});
