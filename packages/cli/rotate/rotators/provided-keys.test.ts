import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openWorker } from "../../worker/worker.ts";
import { testState } from "../testing.ts";
import { askForValues } from "../values/provided-values.ts";
import type { ValueSource } from "../values/value-source.ts";
import { type KeyServer, startKeyServer } from "./key-server.ts";
import { rotatorOf } from "./table.ts";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const keys = {
  acme: `sk_live_${hex(16)}`,
  globe: `AIza${hex(17)}`,
  "acme-webhook": `whsec_${hex(16)}`,
};
const names = ["acme", "globe", "acme-webhook"] as const;
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
    SEAWORTHY_PROBE_ACME: `${vendor.url}/v1/balance`,
    SEAWORTHY_PROBE_GLOBE: `${vendor.url}/v1beta/models?pageSize=1`,
    CLOUDFLARE_API_TOKEN: "token",
  };
  const state = testState(inUse);
  return { state, environment, worker: openWorker(state, environment) };
}
const providedRotator = (name: (typeof names)[number]) => rotatorOf(access().state.manifest, name);
const source = (...values: string[]): ValueSource => ({ isTyped: false, ask: async () => values });
const vendors = ["acme", "globe"] as const;

test.each(vendors)("a key of %s is valid while its vendor accepts it", async (name) => {
  vendor.taken.add(keys[name]);
  expect(await providedRotator(name).accepts(access(), keys[name], "b")).toBe(true);
  vendor.taken.delete(keys[name]);
  expect(await providedRotator(name).accepts(access(), keys[name], "b")).toBe(false);
});

test("a key with fewer permissions than the call needs is valid only where its vendor declares so", async () => {
  vendor.failing = 403;
  expect(await providedRotator("acme").accepts(access(), keys.acme, "b")).toBe(true);
  expect(await providedRotator("globe").accepts(access(), keys.globe, "b")).toBe(false);
});

test.each([
  ["acme", 404],
  ["acme", 500],
  ["globe", 404],
] as const)(
  "a response of %s with %d decides nothing, and the key is not shown",
  async (name, status) => {
    vendor.failing = status;
    const asked = providedRotator(name).accepts(access(), keys[name], "b");
    await expect(asked).rejects.toMatchObject({
      code: "VENDOR_UNREACHABLE",
      message: expect.not.stringContaining(keys[name]),
    });
  },
);

test("values are prompted for, tested, and passed on by name", async () => {
  vendor.taken.add(keys.acme);
  const asked = askForValues(
    ["acme", "acme-webhook"],
    source(keys.acme, keys["acme-webhook"]),
    access(),
  );
  expect(Object.fromEntries(await asked)).toEqual({
    acme: keys.acme,
    "acme-webhook": keys["acme-webhook"],
  });
  expect(await askForValues([], undefined, access())).toEqual(new Map());
});

test.each([
  ["nobody can be asked", ["acme"], undefined, "USAGE", /The new value of acme is missing/],
  [
    "two are given the wrong way round",
    ["acme", "acme-webhook"],
    source(keys["acme-webhook"], keys.acme),
    "USAGE",
    /Invalid value for acme:/,
  ],
  [
    "it has not the vendor's form",
    ["acme"],
    source(keys.globe),
    "USAGE",
    /Invalid value for acme: expected a secret key/,
  ],
  [
    "it is in use",
    ["globe"],
    source("in-use-".repeat(6)),
    "USAGE",
    /That value of globe is already in use/,
  ],
  [
    "the vendor refuses it",
    ["acme"],
    source(keys.acme),
    "ROTATION_REFUSED",
    /The vendor rejected the new value of acme/,
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

test.each(names)(
  "the form of %s accepts what its vendor creates, with nothing around it",
  (name) => {
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
  },
);
