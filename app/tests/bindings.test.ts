import { readFileSync } from "node:fs";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { secretForTests } from "@seaworthy/stack/testing/secrets";
import { describe, expect, it } from "vitest";
import { modules as table } from "../src/modules.ts";
import { plainApp } from "../testing/app.ts";

const modules: readonly Module[] = table;
const bindingTable = tableOfBindings(modules);
const readBindings = (env: unknown) => parseBindings(env, modules);

/** A namespace for each Durable Object of the modules. */
const namespaces = Object.fromEntries(
  modules.flatMap(({ durableObjects = {} }: Module) =>
    Object.keys(durableObjects).map((name) => [
      name,
      { idFromName: () => "id", get: () => "object" },
    ]),
  ),
);

const secretsOfModules = Object.fromEntries(
  modules.flatMap(({ secrets = {} }) =>
    Object.keys(secrets).map((name) => [name, secretForTests(name)]),
  ),
);

const complete = {
  HYPERDRIVE: { connectionString: "postgres://app_worker:password@localhost:1/postgres" },
  CACHE_REDIS_URL: "https://cache.upstash.io",
  CACHE_REDIS_TOKEN: "c".repeat(32),
  LIMITER_REDIS_URL: "http://127.0.0.1:8080",
  LIMITER_REDIS_TOKEN: "l".repeat(32),
  JWT_SECRET: "j".repeat(32),
  ENVIRONMENT: "prod",
  ...namespaces,
  SENTRY_DSN: "https://key@sentry.example/1",
  API_KEY_PEPPER: "p".repeat(32),
  WEBHOOK_SECRET: "w".repeat(32),
  UNSUBSCRIBE_KEY: "u".repeat(32),
  OPERATOR_TOKEN: "o".repeat(32),
  ...secretsOfModules,
  JWT_ISSUER: "https://ref.supabase.co/auth/v1",
  JWT_AUDIENCE: "authenticated",
  CORS_ORIGINS: "https://app.example.com",
  CF_VERSION_METADATA: { id: "version-id" },
};
const criticalNames = bindingTable.filter(({ needed }) => needed === "yes").map(({ name }) => name);
const prodNames = bindingTable.filter(({ needed }) => needed === "in prod").map(({ name }) => name);

describe("bindings", () => {
  it("are parsed, with defaults for optional ones", () => {
    const { bindings, errors, warnings } = readBindings(complete);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(bindings).toMatchObject({
      SENTRY_SAMPLE_RATE: 0.1,
      STATEMENT_TIMEOUT_MS: 5000,
      DEBUG_ROUTES: false,
      CORS_ORIGINS: [{ host: "app.example.com" }],
    });
  });

  it.each(criticalNames)("without %s are an error that names it", (name) => {
    const { bindings, errors } = readBindings({ ...complete, [name]: undefined });
    expect(bindings).toBeUndefined();
    expect(errors).toEqual([expect.stringMatching(`^${name}: `)]);
  });

  it.each(prodNames)("without %s are an error in prod, and a warning elsewhere", (name) => {
    const without = { ...complete, [name]: undefined };
    expect(readBindings(without)).toMatchObject({
      bindings: undefined,
      errors: [`${name}: not set`],
      warnings: [],
    });
    const elsewhere = readBindings({ ...without, ENVIRONMENT: "staging" });
    expect(elsewhere).toMatchObject({ errors: [], warnings: [`${name}: not set`] });
    expect(elsewhere.bindings?.ENVIRONMENT).toBe("staging");
  });

  it("with a plain http origin are an error only in prod", () => {
    const plain = { ...complete, CORS_ORIGINS: "https://app.example.com,http://localhost:5173" };
    expect(readBindings(plain)).toMatchObject({
      bindings: undefined,
      errors: ["CORS_ORIGINS: must all be https in prod"],
    });
    expect(readBindings({ ...plain, ENVIRONMENT: "local" })).toMatchObject({ errors: [] });
  });

  it.each(prodNames.filter((name) => !name.startsWith("JWT_")))(
    "with a weak %s are an error in prod that does not show the value",
    (name) => {
      const { bindings, errors } = readBindings({ ...complete, [name]: "weak-value" });
      expect(bindings).toBeUndefined();
      expect(errors).toEqual([expect.stringMatching(`^${name}: `)]);
      expect(errors.join()).not.toContain("weak-value");
    },
  );

  it.each(["CACHE_REDIS_TOKEN", "LIMITER_REDIS_TOKEN", "JWT_SECRET"])(
    "refuse a %s under 32 characters, without showing it",
    (name) => {
      const { errors } = readBindings({ ...complete, [name]: "too-short-a-secret" });
      expect(errors).toEqual([`${name}: must have at least 32 characters`]);
    },
  );

  it.each([
    ["SENTRY_SAMPLE_RATE", "lots", 0.1],
    ["SENTRY_SAMPLE_RATE", "1.5", 0.1],
    ["STATEMENT_TIMEOUT_MS", "0", 5000],
    ["DEBUG_ROUTES", "yes", false],
    ["CORS_ORIGINS", "*", []],
    ["JWT_SECRET_PREVIOUS", "short", undefined],
    ["ALLOWED_ADDRESSES", "10.0.0.0/33", []],
  ] as const)("use the default and warn when %s is %s", (name, value, expected) => {
    const { bindings, warnings } = readBindings({ ...complete, [name]: value });
    expect(bindings?.[name]).toEqual(expected);
    expect(warnings).toEqual([expect.stringMatching(`^${name}: `)]);
  });
});

describe("a third-party key", () => {
  it("that is bound but not supplied yet is a warning, in prod too", () => {
    const given = {
      ROTATED: JSON.stringify({
        payments: ["PAYMENTS_SECRET_KEY"],
        "payments-webhook": ["PAYMENTS_WEBHOOK_SECRET", "PAYMENTS_WEBHOOK_SECRET_PREVIOUS"],
        maps: ["MAPS_API_KEY"],
      }),
      PAYMENTS_SECRET_KEY: "",
      PAYMENTS_WEBHOOK_SECRET: "",
      PAYMENTS_WEBHOOK_SECRET_PREVIOUS: "",
      MAPS_API_KEY: "g".repeat(39),
    };
    const { bindings, errors, warnings } = readBindings({ ...complete, ...given });
    expect({ errors, warnings: warnings.toSorted() }).toEqual({
      errors: [],
      warnings: ["PAYMENTS_SECRET_KEY: not set", "PAYMENTS_WEBHOOK_SECRET: not set"],
    });
    expect(bindings?.secretValues).toMatchObject({ MAPS_API_KEY: "g".repeat(39) });
  });

  it("that was supplied appears in no text that passes the redactor", () => {
    const key = `sk_test_${"5".repeat(24)}`;
    expect(
      readBindings({
        ...complete,
        ROTATED: '{"stripe":["STRIPE_SECRET_KEY"]}',
        STRIPE_SECRET_KEY: key,
      }).redactor.text(`GET /v1/charges with ${key}`),
    ).not.toContain(key);
  });

  it("does not hide an empty binding that prod requires", () => {
    expect(readBindings({ ...complete, API_KEY_PEPPER: "" })).toMatchObject({
      bindings: undefined,
      errors: ["API_KEY_PEPPER: not set"],
    });
  });
});

describe("an app without its bindings", () => {
  it("is unhealthy and names them", async () => {
    const response = await plainApp({ ...complete, JWT_SECRET: "short" }).send("/health");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: "unhealthy",
      errors: ["JWT_SECRET: must have at least 32 characters"],
    });
  });

  it("responds with 503 everywhere else, without naming them", async () => {
    const { send } = plainApp({ ...complete, HYPERDRIVE: undefined, SENTRY_DSN: undefined });
    for (const path of ["/rest/api-keys", "/rest/api-keys/current", "/rest/nothing"]) {
      const response = await send(path);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({ code: "NOT_CONFIGURED" });
      expect(text).not.toContain("HYPERDRIVE");
    }
    expect((await send("/health/ready")).status).toBe(503);
    expect((await send("/health/live")).status).toBe(200);
  });

  it("without an optional one is degraded but works", async () => {
    const response = await plainApp({ ...complete, CORS_ORIGINS: undefined }).send("/health");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "degraded",
      environment: "prod",
      version: "version-id",
      errors: [],
      warnings: ["CORS_ORIGINS: not set"],
    });
  });
});

it("docs/app/app.md has the table of the bindings", () => {
  const page = readFileSync(new URL("../../docs/app/app.md", import.meta.url), "utf8");
  for (const { name, kind, needed, description } of bindingTable) {
    expect(page).toContain(`| \`${name}\` | ${kind} | ${needed} | ${description} |`);
  }
});
