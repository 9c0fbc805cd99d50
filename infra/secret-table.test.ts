import { rotatorSchema } from "@seaworthy/sdk/manifest/secret";
import { expect, test } from "vitest";
import { type GivenSecretName, secrets } from "./secret-table.ts";

/** Samples in the vendors' formats. None is a real key. */
const shapes: Readonly<Record<GivenSecretName, readonly string[]>> = {
  stripe: [
    `sk_live_${"51Hx".repeat(24)}`,
    `rk_live_${"51Hx".repeat(24)}`,
    `sk_test_${"4eC39HqLyjWDarjtT1zdp7dc".slice(0, 24)}`,
  ],
  "stripe-webhook": [`whsec_${"a1B2".repeat(8)}`, `whsec_${"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}`],
  "vapi-webhook": ["4f".repeat(16), "A!b2".repeat(10)],
  "twilio-token": ["0123456789abcdef".repeat(2)],
  "mail-provider": [`re_${"9Xk2".repeat(8)}`, "p/w!of+Some~Smtp="],
  google: [`AIzaSy${"D-9tSrke72PouQMnMX-a7eZSW0jkFMBWY".slice(0, 33)}`],
};

const provided = secrets.filter(({ kind }) => kind.provided);

test.each(provided)("the form of $name accepts real values, with nothing around them", (secret) => {
  const rotator = rotatorSchema.parse(secret.kind.rotator(undefined as never));
  if (!("form" in rotator)) expect.fail("no form");
  const form = new RegExp(`^(?:${rotator.form})$`);
  for (const value of shapes[secret.name as GivenSecretName]) {
    expect(value).toMatch(form);
    for (const wrong of [
      ` ${value}`,
      `${value}\n`,
      `${value} `,
      `${value};`,
      "",
      value.slice(0, 12),
    ])
      expect(wrong).not.toMatch(form);
  }
});

test("every secret has a unique name, binding and consumers", () => {
  const names = secrets.map(({ name }) => name);
  const bindings = secrets.flatMap(({ binding }) => binding ?? []);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(bindings).size).toBe(bindings.length);
  for (const { name, consumers, purpose } of secrets) {
    expect(consumers.length, name).toBeGreaterThan(0);
    expect(purpose, name).toMatch(/\w/);
  }
});
