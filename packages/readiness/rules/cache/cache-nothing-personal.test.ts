import { expect, test } from "vitest";
import type { PlannedObject } from "../../plan/value.ts";
import type { AppRoute } from "../../samples/routes.ts";
import { findingsWith, planned } from "../../testing/planned.ts";
import { cacheNothingPersonal as rule } from "./cache-nothing-personal.ts";

const route = (path: string, more: Partial<AppRoute> = {}): AppRoute => ({
  method: "GET",
  path,
  audience: "users",
  credentials: [{ in: "header", name: "x-api-key" }],
  takesInput: true,
  ...more,
});
const app = { routes: [route("/news"), route("/profile"), route("/orders/{id}")] };
const door = planned("route", { zoneId: "zone", pattern: "example.com/*" });
const keep = (expression: string, more: PlannedObject = {}): PlannedObject => ({
  ref: "keep",
  action: "set_cache_settings",
  expression,
  actionParameters: { cache: true, ...more },
});
const judged = (...rules: readonly PlannedObject[]) =>
  findingsWith(
    { app },
    rule,
    door,
    planned("ruleset", { zoneId: "zone", phase: "http_request_cache_settings", rules }),
  );

const names = 'any(lower(http.request.headers.names[*])[*] in {"authorization" "x-api-key"})';
const anonymous = `len(http.cookie) eq 0 and not ${names}`;
const news = 'http.request.uri.path eq "/news"';

test.each([
  [keep(`${news} and ${anonymous}`)],
  [keep(`not starts_with(http.request.uri.path, "/orders") and ${anonymous}`)],
  [keep('starts_with(http.request.uri.path, "/assets/")')],
])("%j caches no personal response", (one) => {
  expect(judged(one)).toEqual([]);
});

test("of several rules the last match wins", () => {
  const off = (expression: string) => keep(expression, { cache: false });
  expect(judged(keep("true"), off('http.request.uri.path ne "/assets"'))).toEqual([]);
  expect(judged(keep("true"), off(news))).toHaveLength(1);
  expect(judged(off("true"), keep(news))).toHaveLength(1);
});

test.each([
  news,
  `${news} and len(http.cookie) eq 0`,
  `${news} and not http.cookie contains "session=" and not ${names}`,
  `${news} and len(http.cookie) eq 0 and not any(http.request.headers.names[*] eq "authorization")`,
  `${news} and len(http.cookie) eq 0 and not any(lower(http.request.headers.names[*])[*] eq "authorization")`,
  `(${anonymous} or ip.src.country eq "DE") and ${news}`,
  `(${anonymous} or http.user_agent contains "App") and ${news}`,
  'ends_with(http.request.uri.path, ".css")',
])("%s caches a personal response", (expression) => {
  expect(judged(keep(expression))).toEqual([
    expect.stringMatching(/^violation ruleset: Rule keep caches the response to GET /),
  ]);
});

test("a response cached separately per key is not shared", () => {
  const include = ["authorization", "x-api-key"];
  const customKey = { header: { include }, cookie: { include: ["session"] } };
  expect(judged(keep(news, { cacheKey: { customKey } }))).toEqual([]);
});

test("it does not apply to a program without app routes", () => {
  expect(rule.applies?.({ environment: "prod", today: "2026-11-21" })).toBe(false);
});
