import { describe, expect, it } from "vitest";
import { bareApp } from "../testing/bare-app.ts";
import { protectFromCsrf } from "./csrf.ts";

async function submit(headers: Record<string, string>, method = "POST") {
  const { app, send } = bareApp({ CORS_ORIGINS: "https://app.example.com" });
  app.all("/form", protectFromCsrf, (c) => c.text("done"));
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return (await send("http://api.example.com/form", { method, headers: { ...type, ...headers } }))
    .status;
}

describe("a form", () => {
  const cookie = "session=abc";

  it.each([
    ["of a foreign page", { origin: "https://evil.example" }],
    ["of a page that hides its origin", { origin: "null" }],
    ["of nobody knows where", {}],
    ["that the browser calls cross-site", { "sec-fetch-site": "cross-site" }],
  ])("%s is refused with a cookie", async (_what, headers) => {
    expect(await submit({ ...headers, cookie })).toBe(403);
  });

  it.each([
    ["of the app itself", { origin: "http://api.example.com" }],
    ["of an origin of CORS_ORIGINS", { origin: "https://app.example.com" }],
    ["that the browser calls same-origin", { "sec-fetch-site": "same-origin" }],
  ])("%s is allowed", async (_what, headers) => {
    expect(await submit({ ...headers, cookie })).toBe(200);
  });

  it("without a cookie is allowed, and so is reading", async () => {
    expect(await submit({ origin: "https://evil.example" })).toBe(200);
    expect(await submit({ origin: "https://evil.example", cookie }, "GET")).toBe(200);
  });
});
