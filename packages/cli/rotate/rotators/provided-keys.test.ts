import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askForValues } from "../provided-values.ts";
import { testState } from "../testing.ts";
import type { ValueSource } from "../value-source.ts";
import { openWorker } from "../worker.ts";
import { type KeyServer, startKeyServer } from "./key-server.ts";
import { rotatorOf } from "./table.ts";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const keys = {
  stripe: `sk_live_${hex(16)}`,
  google: `AIza${hex(17)}`,
  "stripe-webhook": `whsec_${hex(16)}`,
};
const names = ["stripe", "google", "stripe-webhook"] as const;
const inUse = Object.fromEntries(
  names.map((name) => [name, { newest: 1, inUse: "in-use-".repeat(6) }]),
);

let vendor: KeyServer;
beforeAll(async () => {
  vendor = await startKeyServer();
});
afterEach(() => {
  vendor.taken.clear();
  vendor.failing = undefined;
});
afterAll(() => vendor.close());

function access() {
  const environment = {
    STRIPE_API_URL: vendor.url,
    GOOGLE_GEMINI_BASE_URL: vendor.url,
    CLOUDFLARE_API_TOKEN: "token",
  };
  const state = testState(inUse);
  return { state, environment, worker: openWorker(state, environment) };
}
const providedRotator = (name: (typeof names)[number]) => rotatorOf(access().state.manifest, name);
const source = (...values: string[]): ValueSource => ({ isTyped: false, ask: async () => values });
const vendors = ["stripe", "google"] as const;

test.each(vendors)("a key of %s is good while its vendor takes it", async (name) => {
  vendor.taken.add(keys[name]);
  expect(await providedRotator(name).accepts(access(), keys[name], "b")).toBe(true);
  vendor.taken.delete(keys[name]);
  expect(await providedRotator(name).accepts(access(), keys[name], "b")).toBe(false);
});

test("a restricted key of Stripe that may not read the balance is a key all the same; one that Google does not let in is none", async () => {
  vendor.failing = 403;
  expect(await providedRotator("stripe").accepts(access(), keys.stripe, "b")).toBe(true);
  expect(await providedRotator("google").accepts(access(), keys.google, "b")).toBe(false);
});

test.each([
  ["stripe", 404],
  ["stripe", 500],
  ["google", 404],
] as const)(
  "an answer of %s with %d is no answer, and the key is not shown",
  async (name, status) => {
    vendor.failing = status;
    const asked = providedRotator(name).accepts(access(), keys[name], "b");
    await expect(asked).rejects.toMatchObject({
      code: "VENDOR_UNREACHABLE",
      message: expect.not.stringContaining(keys[name]),
    });
  },
);

test("values are asked for, tried, and handed over by name", async () => {
  vendor.taken.add(keys.stripe);
  const asked = askForValues(
    ["stripe", "stripe-webhook"],
    source(keys.stripe, keys["stripe-webhook"]),
    access(),
  );
  expect(Object.fromEntries(await asked)).toEqual({
    stripe: keys.stripe,
    "stripe-webhook": keys["stripe-webhook"],
  });
  expect(await askForValues([], undefined, access())).toEqual(new Map());
});

test.each([
  [
    "nobody can be asked",
    ["stripe"],
    undefined,
    "USAGE",
    /Nobody can be asked for the new value of stripe/,
  ],
  [
    "two are given the wrong way round",
    ["stripe", "stripe-webhook"],
    source(keys["stripe-webhook"], keys.stripe),
    "USAGE",
    /no value for stripe:/,
  ],
  [
    "it has not the vendor's form",
    ["stripe"],
    source(keys.google),
    "USAGE",
    /That is no value for stripe: a secret or restricted key/,
  ],
  [
    "it is in use",
    ["google"],
    source("in-use-".repeat(6)),
    "USAGE",
    /That value of google is in use already/,
  ],
  [
    "the vendor refuses it",
    ["stripe"],
    source(keys.stripe),
    "ROTATION_REFUSED",
    /The new value of stripe is refused/,
  ],
] as const)(
  "a value is refused when %s, and is not shown",
  async (_, names, from, code, message) => {
    const asked = askForValues(names, from, access());
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const shown = await asked.catch(String);
    for (const key of Object.values(keys)) expect(shown).not.toContain(key);
  },
);

test.each(names)("the form of %s takes what its vendor makes, with nothing around it", (name) => {
  const { form } = providedRotator(name).person ?? expect.fail();
  expect(keys[name]).toMatch(form);
  for (const wrong of [
    ` ${keys[name]}`,
    `${keys[name]}\n`,
    `${keys[name]};`,
    keys[name].slice(0, 20),
    "",
  ])
    expect(wrong).not.toMatch(form);
});
