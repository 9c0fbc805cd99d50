import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { plainApp } from "../testing/app.ts";

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { responses: object; security?: unknown }>>;
  components: { schemas: object };
}

const readDocument = async (send: (path: string) => Promise<Response>) =>
  (await (await send("/openapi.json")).json()) as OpenApi;

it("describes its routes, their errors and the token that writes need", async () => {
  const document = await readDocument(plainApp().send);
  expect(document.openapi).toBe("3.1.0");
  const routes = [
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/rest/api-keys",
    "/rest/api-keys/{id}",
  ];
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(routes));
  expect(document.paths["/rest/api-keys"]?.post?.security).toEqual([{ bearer: [] }]);
  expect(document.paths["/rest/api-keys/current"]?.get?.security).toEqual([{ apiKey: [] }]);
  expect(Object.keys(document.paths["/rest/api-keys"]?.post?.responses ?? {})).toEqual(
    expect.arrayContaining(["201", "401", "413", "429", "503"]),
  );
});

it("has no debug routes unless they are enabled", async () => {
  expect((await plainApp({}).send("/debug/error")).status).toBe(404);
  expect((await plainApp({ DEBUG_ROUTES: "false" }).send("/debug/error")).status).toBe(404);
  expect((await plainApp({ DEBUG_ROUTES: "true" }).send("/debug/error")).status).toBe(500);
});

it("renders the same routes as a page without external resources, under a CSP that allows only its own style", async () => {
  const { app, report } = plainApp();
  const response = await app.request("/docs", {}, report);
  const page = await response.text();
  const [, hash] =
    /style-src 'sha256-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "") ?? [];
  const [, style = ""] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  expect(createHash("sha256").update(style).digest("base64")).toBe(hash);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const { paths, components } = await readDocument(async (path) => app.request(path, {}, report));
  expect(Object.keys(paths).length).toBeGreaterThan(0);
  expect(Object.keys(components.schemas).length).toBeGreaterThan(0);
  for (const path of Object.keys(paths)) expect(page).toContain(`<code>${path}</code>`);
  for (const name of Object.keys(components.schemas))
    expect(page).toContain(`<section id="schema-${name}">`);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((anchor) => !page.includes(`<section id="${anchor}">`))).toEqual([]);
  expect(page).not.toMatch(/<script|src=|url\(|@import|javascript:/i);
});
