import fc from "fast-check";
import { expect, test } from "vitest";
import { secretShapeOf } from "./secret-shapes.ts";

test.each([
  ["postgresql://app:hunter2@db.example.com/postgres", "a URL with a password"],
  [`sbp_${"0123456789".repeat(4)}`, "a Supabase token"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"],
  [`AKIA${"A1B2C3D4".repeat(2)}`, "an AWS access key"],
])("%s is recognized", (text, shape) => {
  expect(secretShapeOf(text)).toBe(shape);
});

test("Sentry's DSN is public", () => {
  expect(
    secretShapeOf(`https://${"0123456789abcdef".repeat(2)}@o1.ingest.sentry.io/42`),
  ).toBeUndefined();
});

test("random bytes are recognized in every usual encoding", () => {
  const bytes = fc.noBias(fc.uint8Array({ minLength: 24, maxLength: 64 }));
  fc.assert(
    fc.property(
      fc.constantFrom("hex" as const, "base64url" as const, "base64" as const),
      bytes,
      (encoding, secret) => {
        expect(secretShapeOf(Buffer.from(secret).toString(encoding))).toBe("random characters");
      },
    ),
    { numRuns: 2000, seed: 1 },
  );
});

test.each([
  "seaworthy-production-eu-central-1-cache",
  "2026-11-21T11:10:56.123Z",
  "17 3 * * *",
  "app/dist/53cae2fa93feb54c.js",
  "../app/dist/c0c2a7f45fe1b20b6d4f.js.map",
  "HyperdriveConnectionLimitForStaging",
  "app.internal.staging.example.com",
  "f0f0f0f0f0f0f0f0f0f0f0f0",
])("%s is not a secret", (text) => {
  expect(secretShapeOf(text)).toBeUndefined();
});
