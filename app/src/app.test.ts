import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { plainApp } from "../testing/app.ts";

it("describes its routes, their errors and the token that writing needs", async () => {
  const response = await plainApp().send("/openapi.json");
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: object; security?: unknown }>>;
  };
  expect(document.openapi).toBe("3.1.0");
  const routes = [
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/rest/feed",
    "/rest/feed/live",
    "/rest/posts",
    "/rest/posts/{id}",
  ];
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(routes));
  expect(document.paths["/rest/posts"]?.post?.security).toEqual([{ bearer: [] }]);
  expect(Object.keys(document.paths["/rest/posts"]?.post?.responses ?? {})).toEqual(
    expect.arrayContaining(["201", "401", "413", "429", "503"]),
  );
});

it("has no debug routes unless they are asked for", async () => {
  expect((await plainApp({}).send("/debug/error")).status).toBe(404);
  expect((await plainApp({ DEBUG_ROUTES: "false" }).send("/debug/error")).status).toBe(404);
  expect((await plainApp({ DEBUG_ROUTES: "true" }).send("/debug/error")).status).toBe(500);
});

it("shows the same routes as a page that loads nothing, under a policy that allows its own style alone", async () => {
  const { app, report } = plainApp();
  const response = await app.request("/docs", {}, report);
  const page = await response.text();
  const [, hash] = /style-src 'sha256-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "") ?? [];
  const [, style = ""] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  expect(createHash("sha256").update(style).digest("base64")).toBe(hash);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(page).toContain("<code>GET /rest/feed</code>");
  expect(page).toContain("<code>POST /rest/posts</code>");
  expect(page).not.toMatch(/<script|src=|url\(|@import|javascript:/i);
});
