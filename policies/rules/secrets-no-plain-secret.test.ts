import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unknown } from "../plan/value.ts";
import { findings, planned } from "../testing/planned.ts";
import { secretShapeOf } from "./secret-shapes.ts";
import { secretsNoPlainSecret as rule } from "./secrets-no-plain-secret.ts";

const bound = (...bindings: { name: string; type: string; text?: string }[]) => planned("workerVersion", { bindings });

test("secrets in secret bindings and settings in plain ones are what they should be", () => {
  const version = bound(
    { name: "JWT_SECRET", type: "secret_text", text: randomBytes(32).toString("hex") },
    { name: "ENVIRONMENT", type: "plain_text", text: "prod" },
    { name: "CORS_ORIGINS", type: "plain_text", text: "https://www.example.com,https://admin.staging.example.com" },
    { name: "CACHE_REDIS_URL", type: "plain_text", text: "https://eu1-wise-mullet-12345.upstash.io" },
    { name: "HYPERDRIVE", type: "hyperdrive" },
  );
  expect(findings(rule, version)).toEqual([]);
});

test("a secret's name in a plain binding is a violation, whatever the text is", () => {
  expect(findings(rule, bound({ name: "CACHE_REDIS_TOKEN", type: "plain_text", text: "x" }))).toEqual([
    "violation workerVersion: Binding CACHE_REDIS_TOKEN is plain text, and its name says that it is a secret.",
  ]);
});

test("a secret's form in a plain binding is a violation, and the text is not repeated", () => {
  const text = randomBytes(24).toString("base64url");
  const found = findings(rule, bound({ name: "SETTING", type: "plain_text", text }));
  expect(found).toEqual(["violation workerVersion: Binding SETTING is plain text and looks like random characters."]);
  expect(found.join()).not.toContain(text);
});

test("bindings that are not known yet are said to be", () => {
  expect(findings(rule, planned("workerVersion", { bindings: unknown }))).toEqual([
    expect.stringMatching(/^unknown workerVersion: bindings of/),
  ]);
  const url = planned("workerVersion", { bindings: [{ name: "CACHE_REDIS_URL", type: "plain_text", text: unknown }] });
  expect(findings(rule, url)).toEqual([expect.stringMatching(/^unknown workerVersion: The text of binding CACHE_REDIS_URL of/)]);
});

test.each([
  ["postgresql://app:hunter2@db.example.com/postgres", "a URL with a password"],
  [`sbp_${"0123456789".repeat(4)}`, "a Supabase token"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"],
  [`AKIA${"A1B2C3D4".repeat(2)}`, "an AWS access key"],
])("%s is recognized", (text, shape) => {
  expect(secretShapeOf(text)).toBe(shape);
});

test("Sentry's DSN is public", () => {
  expect(secretShapeOf(`https://${"0123456789abcdef".repeat(2)}@o1.ingest.sentry.io/42`)).toBeUndefined();
});

test("random bytes are recognized in every usual encoding", () => {
  const bytes = fc.noBias(fc.uint8Array({ minLength: 24, maxLength: 64 }));
  fc.assert(
    fc.property(fc.constantFrom("hex" as const, "base64url" as const, "base64" as const), bytes, (encoding, secret) => {
      expect(secretShapeOf(Buffer.from(secret).toString(encoding))).toBe("random characters");
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test.each([
  "seaworthy-production-eu-central-1-cache",
  "2026-11-21T11:10:56.123Z",
  "17 3 * * *",
  "HyperdriveConnectionLimitForStaging",
  "app.internal.staging.example.com",
  "f0f0f0f0f0f0f0f0f0f0f0f0",
])("%s is not a secret", (text) => {
  expect(secretShapeOf(text)).toBeUndefined();
});
