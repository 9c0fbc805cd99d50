import type { ValueCase } from "../case.ts";

const raw = String.raw;

/**
 * rules-language/functions: results of value expressions, with the examples of regex_replace and
 * wildcard_replace.
 */
export const valueCases: readonly ValueCase[] = [
  ["http.host", "www.example.com"],
  ['concat("/", coalesce(http.request.headers["x-area"][0], "main"))', "/main"],
  ['"static"', "static"],
  ['concat("id-", lower(http.request.method))', "id-post"],
  ['http.request.headers["x-none"][0]', ""],
  ["to_string(http.request.timestamp.sec)", "1484063137"],
  [
    "ip.src.timezone.name",
    "America/Chicago",
    { fields: { "ip.src.timezone.name": "America/Chicago" } },
  ],
  ['regex_replace("/foo/bar", "/bar$", "/baz")', "/foo/baz"],
  ['regex_replace("/x", "^/y$", "/mumble")', "/x"],
  ['regex_replace("/foo", "^/FOO$", "/x")', "/foo"],
  ['regex_replace("/a/a", "/a", "/b")', "/b/a"],
  ['regex_replace("/b", "^/b$", "/b$$")', "/b$"],
  [`regex_replace("/foo/a/path", "^/foo/([^/]*)/(.*)$", "/bar/\${2}/\${1}/")`, "/bar/path/a/"],
  [raw`regex_replace(http.host, "a", "\\")`, raw`www.ex\mple.com`],
  [raw`regex_replace(http.request.uri.path, "\\\\", "a")`, "/xay", { path: raw`/x\y` }],
  [raw`regex_replace(http.request.uri.path, r"\\", "a")`, "/xay", { path: raw`/x\y` }],
  [`regex_replace(http.host, "(x)|(y)", "[\${2}]")`, "www.e[]ample.com"],
  [
    `wildcard_replace(http.request.full_uri, "https://*.example.com/*/*", "https://example.com/\${1}/\${2}/\${3}")`,
    "https://example.com/apps/calendar/admin?expand=true",
    { host: "apps.example.com", path: "/calendar/admin", query: "expand=true" },
  ],
  [
    `wildcard_replace(http.request.full_uri, "/applications/*", "/apps/\${1}")`,
    "https://example.com/applications/app1",
    { host: "example.com", path: "/applications/app1", query: "" },
  ],
  [
    `wildcard_replace(http.request.uri.path, "/*", "/apps/\${1}")`,
    "/apps/calendar",
    { path: "/calendar" },
  ],
  [
    `wildcard_replace(http.request.uri.path, "/apps/*", "/\${1}")`,
    "/calendar",
    { path: "/Apps/calendar" },
  ],
  [
    `wildcard_replace(http.request.uri.path, "/apps/*", "/\${1}", "s")`,
    "/Apps/calendar",
    { path: "/Apps/calendar" },
  ],
  [
    `wildcard_replace(http.request.uri.path, "/apps/*/login", "/\${1}/login")`,
    "/calendar/login",
    { path: "/apps/calendar/login" },
  ],
  [
    `wildcard_replace(http.request.uri.path, "/*/*", "\${2}|\${1}|$$")`,
    "b/c|a|$",
    { path: "/a/b/c" },
  ],
];
