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
