import { SeaworthyError } from "@seaworthy/core/errors";
import { parseConfig } from "@seaworthy/stack/config/parse";
import {
  asProgramSees,
  changed,
  readStackFile,
  stackNames,
} from "@seaworthy/stack/config/stack-file";
import { expect, test } from "vitest";
import { configuration } from "./config.ts";

const local = readStackFile("local");

function mistakesIn(config: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    parseConfig(configuration, asProgramSees(config));
    return [];
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "CONFIG_INVALID")
      return thrown.message
        .split("\n")
        .slice(1, -1)
        .map((line) => line.trim());
    throw thrown;
  }
}

test.each(stackNames)("Pulumi.%s.yaml is complete and valid", (stack) => {
  expect(parseConfig(configuration, asProgramSees(readStackFile(stack)))).toMatchObject({
    environment: stack,
    service: "seaworthy",
  });
});

test("production has the numbers it was designed for", () => {
  const { database, errors, edge, app } = parseConfig(
    configuration,
    asProgramSees(readStackFile("prod")),
  );
  expect(database).toMatchObject({
    maxConnections: 200,
    statementTimeoutMs: 5000,
    pooler: { mode: "transaction", size: 60 },
    sslEnforcement: true,
  });
  expect(edge).toMatchObject({
    rateLimits: { restPerMinute: 100, authPerMinute: 20 },
    alwaysHttps: true,
    minTlsVersion: "1.2",
  });
  expect(edge.hsts.maxAgeSeconds).toBeGreaterThanOrEqual(31_536_000);
  expect(errors.sampleRate).toBe(0.1);
  expect(app).toMatchObject({ debugRoutes: false, workersDev: false, previewUrls: false });
  expect(app.corsOrigins.every((origin) => origin.startsWith("https://"))).toBe(true);
});

test("keys of other namespaces are left to their providers", () => {
  expect(mistakesIn({ ...local, "seaworthy:upstashApiKey": "x" })).toEqual([]);
  expect(mistakesIn({ ...local, "cloudflare:baseUrl": "http://127.0.0.1:1/client/v4" })).toEqual(
    [],
  );
});

test.each<[string, unknown, string]>([
  ["environment", "production", "seaworthy:environment: must be one of: local, staging, prod"],
  ["environment", undefined, "seaworthy:environment: is missing"],
  ["service", "Sea Worthy", "seaworthy:service: must be lower case letters, digits and dashes"],
  ["secrets.everyDays", 400, "seaworthy:secrets.everyDays: must be at most 365"],
  [
    "secrets.thirdParty",
    ["stripe", "strype"],
    "seaworthy:secrets.thirdParty[1]: must be one of: stripe, stripe-webhook, vapi-webhook, twilio-token, google, mail-provider",
  ],
  [
    "secrets.thirdParty",
    ["stripe", "stripe"],
    "seaworthy:secrets.thirdParty: must not list a key twice",
  ],
  ["secrets.owner", "", "seaworthy:secrets.owner: must be at least 1 characters"],
  ["database", undefined, "seaworthy:database: is missing"],
  ["database", "pool", "seaworthy:database: must be a map of keys, not text"],
  ["database", [], "seaworthy:database: must be a map of keys, not a list"],
  [
    "database.poler",
    {},
    "seaworthy:database.poler: unknown key; remove it or correct its spelling",
  ],
  ["databse", {}, "seaworthy:databse: unknown key; remove it or correct its spelling"],
  [
    "database.pooler.size",
    "60",
    "seaworthy:database.pooler.size: must be a whole number, not text",
  ],
  ["database.pooler.size", 0, "seaworthy:database.pooler.size: must be at least 1"],
  [
    "database.pooler.size",
    6.5,
    "seaworthy:database.pooler.size: must be a whole number, not a fraction",
  ],
  ["database.pooler.size", undefined, "seaworthy:database.pooler.size: is missing"],
  [
    "database.pooler.mode",
    "statement",
    "seaworthy:database.pooler.mode: must be one of: transaction, session",
  ],
  ["database.maxConnections", 5000, "seaworthy:database.maxConnections: must be at most 2000"],
  [
    "database.hyperdrive.connectionLimit",
    4,
    "seaworthy:database.hyperdrive.connectionLimit: must be at least 5",
  ],
  [
    "database.project.ref",
    "abc",
    "seaworthy:database.project.ref: must be a project reference: 20 lower case letters",
  ],
  [
    "database.allowedCidrs",
    ["10.0.0.0"],
    "seaworthy:database.allowedCidrs[0]: must be an address range, e.g. 198.51.100.0/24",
  ],
  ["errors.sampleRate", 0, "seaworthy:errors.sampleRate: must be more than 0"],
  ["errors.sampleRate", 10, "seaworthy:errors.sampleRate: must be at most 1"],
  [
    "errors.alerts.windowSeconds",
    61,
    "seaworthy:errors.alerts.windowSeconds: must be one of Sentry's windows: 60, 300, 600, 900, 1800, 3600, 7200, 14400 or 86400",
  ],
  [
    "app.corsOrigins",
    ["*"],
    "seaworthy:app.corsOrigins[0]: must be an https origin without a path, e.g. https://app.example.com",
  ],
  [
    "app.corsOrigins",
    ["https://a.example.com", "http://a.example.com"],
    "seaworthy:app.corsOrigins[1]: must be an https origin without a path, e.g. https://app.example.com",
  ],
  ["app.debugRoutes", "yes", "seaworthy:app.debugRoutes: must be true or false, not text"],
  ["app.accountId", "acc", "seaworthy:app.accountId: must be 32 hexadecimal characters"],
  [
    "edge.minTlsVersion",
    1.2,
    'seaworthy:edge.minTlsVersion: must be "1.0", "1.1", "1.2" or "1.3", in quotes',
  ],
  [
    "edge.hostname",
    "https://api.example.com",
    "seaworthy:edge.hostname: must be a host name in lower case, without https://",
  ],
  ["edge.hsts", null, "seaworthy:edge.hsts: must be a map of keys, not empty"],
])("%s: %j is refused", (key, value, expected) => {
  expect(
    mistakesIn(changed(local, key, value)).filter((line) =>
      line.startsWith(expected.split(": ")[0] ?? ""),
    ),
  ).toEqual([expected]);
});

test.each<[string, Record<string, unknown>]>([
  ["neither", {}],
  ["half of a new one", { organization: "acme" }],
  [
    "both",
    {
      organization: "acme",
      region: "eu-central-1",
      ref: "abcdefghijklmnopqrst",
      password: "a-long-password",
    },
  ],
  ["an existing one without its password", { ref: "abcdefghijklmnopqrst" }],
])("a project that is %s is refused", (_, project) => {
  expect(mistakesIn(changed(local, "database.project", project))).toEqual([
    "seaworthy:database.project: give either organization and region (a new project), or ref and password (an existing one)",
  ]);
});

test("an existing project is used by its reference", () => {
  const project = { ref: "abcdefghijklmnopqrst", password: "a-long-password" };
  expect(
    parseConfig(configuration, asProgramSees(changed(local, "database.project", project))).database
      .project,
  ).toEqual(project);
});

test("all mistakes are reported at once, each with its key", () => {
  const broken = [
    ["environment", "production"],
    ["database.pooler.size", "60"],
    ["database.poolr", 1],
    ["edge.rateLimits.restPerMinute", -1],
    ["app.accountId", undefined],
    ["cache", "small"],
  ].reduce((config, [key, value]) => changed(config, String(key), value), local);
  expect(mistakesIn(broken).map((line) => line.split(": ")[0])).toEqual([
    "seaworthy:cache",
    "seaworthy:app.accountId",
    "seaworthy:database.pooler.size",
    "seaworthy:database.poolr",
    "seaworthy:edge.rateLimits.restPerMinute",
    "seaworthy:environment",
  ]);
});

test("a mistake never shows the value, which may be a secret", () => {
  const project = { ref: "abcdefghijklmnopqrst", password: "hunter2" };
  expect(mistakesIn(changed(local, "database.project", project)).join()).not.toContain("hunter2");
});

test("an empty configuration names every section", () => {
  expect(mistakesIn({})).toHaveLength(8);
});
