import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rotatorSchema } from "@seaworthy/sdk/manifest/secret";
import { bindingsOfSecret, defineSecret } from "@seaworthy/sdk/secrets/define-secret";
import { sharedKey, vendorKey } from "@seaworthy/sdk/secrets/kinds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testState } from "../testing.ts";
import { isTriedBeforePublish } from "./table.ts";
import { personsPart, vendorKey as vendorKeyRotator } from "./vendor-key.ts";

/** A vendor that accepts one `Authorization` header, and knows another that has fewer rights. */
let server: Server;
let valid = "";
let limited = "";
beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    const { authorization } = headers;
    const status = authorization === valid ? 200 : authorization === limited ? 403 : 401;
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const part = "eyJhbGciOiJFUzI1NiJ9";
const asPerson = { madeAt: "https://vendor.example/keys", gap: "none" };
const probed = (authorization: string) => ({
  vendor: "Vendor",
  url: "https://vendor.example/v1/me",
  headers: { authorization },
  accepted: [403],
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const shapes = [
  {
    what: "a restricted key",
    value: `rk_live_${"51Hx".repeat(24)}`,
    sent: (value: string) => `Bearer ${value}`,
    kind: vendorKey({
      ...{ ...asPerson, form: String.raw`(sk|rk)_live_\w{24,}`, formText: "a key (rk_live_…)" },
      probe: probed("Bearer {value}"),
    }),
  },
  {
    what: "an ID and a secret",
    value: `AC${"0f".repeat(16)}:${"a9".repeat(16)}`,
    sent: (value: string) => `Basic ${base64(value)}`,
    kind: vendorKey({
      ...{ ...asPerson, form: "AC[0-9a-f]{32}:[0-9a-f]{32}", formText: "<account ID>:<token>" },
      probe: probed("Basic {base64}"),
    }),
  },
  {
    what: "a JWT",
    value: `${part}.${"eyJzdWIiOiIxIn0".repeat(40)}.${"s-_9".repeat(16)}`,
    sent: (value: string) => `Bearer ${value}`,
    kind: vendorKey({
      ...{ ...asPerson, form: String.raw`ey[\w-]+(\.[\w-]+){2}`, formText: "a JWT (ey….….…)" },
      probe: probed("Bearer {value}"),
    }),
  },
  {
    what: "a URL with a password",
    value: "smtps://apikey:p%40ss%2Fw0rd%3F$1&{value}@smtp.vendor.example:465/?pool=true#a",
    sent: undefined,
    kind: sharedKey({
      ...{ ...asPerson, form: String.raw`smtps://[^\s:@/]+:[^\s@/]+@\S+`, formText: "smtps://…" },
    }),
  },
];

test.each(shapes)("$what is declared by one entry and bound", ({ kind }) => {
  const args = { name: "trial", purpose: "tries", binding: "TRIAL_KEY", consumers: ["a test"] };
  const presented = defineSecret({ ...args, kind, acceptsBoth: false });
  expect(presented.given).toBe("SEAWORTHY_PROVIDED_TRIAL_KEY");
  expect(bindingsOfSecret(presented)).toEqual(["TRIAL_KEY"]);
  const accepted = defineSecret({ ...args, kind });
  expect(bindingsOfSecret(accepted)).toEqual(["TRIAL_KEY", "TRIAL_KEY_PREVIOUS"]);
});

test.each(shapes)(
  "$what is tried before a version has it where a vendor or that version accepts it",
  ({ kind, sent }) => {
    const rotator = rotatorSchema.parse(kind.rotator(undefined));
    const tried = (acceptsBoth: boolean) => {
      const { manifest } = testState({ trial: { newest: 1, inUse: "in-use-".repeat(6) } });
      const [secret, ...others] = manifest.secrets;
      if (secret === undefined) return expect.fail("There is no secret.");
      const changed = { ...secret, name: "trial", acceptsBoth, rotator };
      return isTriedBeforePublish({ ...manifest, secrets: [changed, ...others] }, "trial");
    };
    expect(tried(true)).toBe(true);
    // Bound when it is published, and proven by the smoke test of that version.
    expect(tried(false)).toBe(sent !== undefined);
  },
);

test.each(shapes)("$what is accepted whole, with nothing around it", ({ kind, value }) => {
  const declared = rotatorSchema.parse(kind.rotator(undefined));
  if (!("form" in declared)) expect.fail("It has no form.");
  const { form } = personsPart(declared);
  expect(value).toMatch(form);
  const start = value.slice(0, 12);
  for (const wrong of [` ${value}`, `${value}\n`, `${value} `, `"${value}"`, start, ""])
    expect(wrong).not.toMatch(form);
});

test.each(shapes.filter(({ sent }) => sent !== undefined))(
  "$what is sent as its vendor expects, and is valid while the vendor accepts it",
  async ({ kind, value, sent }) => {
    const declared = rotatorSchema.parse(kind.rotator(undefined));
    if (declared.kind !== "vendor-key") expect.fail("No vendor tests it.");
    const rotator = vendorKeyRotator({ name: "trial", binding: "TRIAL_KEY" }, declared);
    const { port } = server.address() as AddressInfo;
    const environment = { SEAWORTHY_PROBE_TRIAL_KEY: `http://127.0.0.1:${port}/v1/me` };
    const state = testState({ trial: { newest: 1, inUse: "in-use-".repeat(6) } });
    const access = { state, environment, worker: undefined as never };
    const header = sent?.(value) ?? "";
    [valid, limited] = [header, ""];
    expect(await rotator.accepts(access, value, "b")).toBe(true);
    [valid, limited] = ["", header];
    expect(await rotator.accepts(access, value, "b")).toBe(true);
    [valid, limited] = ["", ""];
    expect(await rotator.accepts(access, value, "b")).toBe(false);
  },
);
