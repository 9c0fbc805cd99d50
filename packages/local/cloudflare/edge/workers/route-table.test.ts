import { expect, test } from "vitest";
import { createRouteTable, parseRoutePattern } from "./route-table.ts";

const table = createRouteTable([
  { pattern: "localhost/*", script: "all" },
  { pattern: "localhost/api/*", script: "api" },
  { pattern: "localhost/api/exact", script: "exact" },
  { pattern: "https://localhost/secure/*", script: "tls" },
  { pattern: "localhost/assets/*" },
  { pattern: "*.localhost/*", script: "below" },
  { pattern: "admin.localhost/*", script: "admin" },
]);

test.each([
  ["http", "localhost", "/", "all"],
  ["http", "localhost", "/api/x", "api"],
  ["http", "localhost", "/api/exact", "exact"],
  ["http", "localhost", "/api/exactly", "api"],
  ["https", "localhost", "/secure/x", "tls"],
  ["http", "localhost", "/secure/x", "all"],
  ["http", "localhost", "/assets/logo.png", undefined],
  ["http", "any.localhost", "/", "below"],
  ["http", "admin.localhost", "/", "admin"],
  ["http", "example.com", "/", undefined],
  ["http", "notlocalhost", "/", undefined],
] as const)("%s://%s%s routes to %s", (scheme, hostname, path, script) => {
  expect(table.find(scheme, hostname, path)).toBe(script);
});

test.each([
  "localhost/a*b",
  "local*host/",
  "localhost/*?x",
  "ftp://localhost/*",
  "",
  "*/x y",
  "localhost/#a",
])("%j is not a valid pattern", (pattern) => {
  expect(parseRoutePattern(pattern)).toBeUndefined();
});
