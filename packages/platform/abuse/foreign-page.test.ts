import { Hono } from "hono";
import { expect, it } from "vitest";
import type { AppEnv } from "../runtime/app-env.ts";
import { mayComeFromForeignPage } from "./foreign-page.ts";

const app = new Hono<AppEnv>();
app.get("*", (c) => c.json(mayComeFromForeignPage(c)));
const isForeign = async (headers: Record<string, string>) =>
  (await app.request("https://api.example.com/rest/feed", { headers })).json();

const own = "https://api.example.com";
const evil = "https://evil.example";

it.each([
  [{}],
  [{ "sec-fetch-site": "same-origin" }],
  [{ "sec-fetch-site": "none" }],
  [{ "sec-fetch-site": "same-origin", referer: `${own}/docs` }],
  [{ origin: own }],
  [{ referer: `${own}/docs?x=1` }],
  [{ origin: own, referer: own }],
])("%j was sent by the user", async (headers: Record<string, string>) => {
  expect(await isForeign(headers)).toBe(false);
});

it.each([
  [{ "sec-fetch-site": "cross-site" }],
  [{ "sec-fetch-site": "same-site" }],
  [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }],
  [{ "sec-fetch-site": "cross-site", origin: own, referer: own }],
  [{ "sec-fetch-site": "" }],
  [{ "sec-fetch-site": "something-new" }],
  [{ origin: evil }],
  [{ origin: "null" }],
  [{ origin: "" }],
  [{ origin: "http://api.example.com" }],
  [{ origin: "https://api.example.com.evil.example" }],
  [{ origin: "https://api.example.com:8443" }],
  [{ referer: `${evil}/page` }],
  [{ referer: "not an address" }],
  [{ origin: own, referer: `${evil}/` }],
  [{ origin: evil, referer: `${own}/` }],
])("%j may come from a foreign page", async (headers: Record<string, string>) => {
  expect(await isForeign(headers)).toBe(true);
});
