import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError, type ErrorCode } from "../errors/errors.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { testTime } from "../testing/time.ts";
import { tokenOf } from "../testing/tokens.ts";
import { defaultBlockPolicy } from "./address-blocks.ts";
import { blockAbusers } from "./block-abusers.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());

let last = 0;
/** An address that no other test in this file uses. */
const newAddress = () => `198.51.100.${++last}`;

const policy = { ...defaultBlockPolicy, threshold: 3 };

/** An isolate of an app that blocks after three strikes. */
function guarded(env: Readonly<Record<string, unknown>> = {}) {
  const bare = bareApp({
    ...unreachableServices,
    LIMITER_REDIS_URL: redis.url,
    LIMITER_REDIS_TOKEN: redis.token,
    ...env,
  });
  const { app, clock, send, settled } = bare;
  const strikes = { UNAUTHENTICATED: 1, REQUEST_REFUSED: 3 };
  app.use(blockAbusers({ clock, policy, strikes }));
  app.get("/", (c) => c.text("welcome"));
  app.get("/health/live", (c) => c.text("ok"));
  app.get("/rejects/:code", (c) => {
    if (c.req.query("webhook")) c.set("withoutStrike", true);
    throw new AppError(c.req.param("code") as ErrorCode, "Rejected.");
  });
  const from = async (address: string | undefined, path = "/", headers = {}) => {
    const sender = address === undefined ? {} : { "cf-connecting-ip": address };
    const response = await send(path, { headers: { ...sender, ...headers } });
    await settled();
    return response;
  };
  return { ...bare, from };
}

it("blocks an address at the threshold, with the time to wait and an audit line", async () => {
  const { from, lines } = guarded();
  const address = newAddress();
  for (let strike = 0; strike < 2; strike++) await from(address, "/rejects/UNAUTHENTICATED");
  expect((await from(address)).status).toBe(200);
  await from(address, "/rejects/UNAUTHENTICATED");
  const blocked = await from(address);
  expect(await blocked.json()).toMatchObject({ status: 403, code: "ADDRESS_BLOCKED" });
  const wait = Number(blocked.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(890);
  expect(wait).toBeLessThanOrEqual(900);
  expect(lines).toContainEqual(
    expect.objectContaining({ action: "address.blocked", address, minutes: 15 }),
  );
  expect((await from(newAddress())).status).toBe(200);
});

it("counts only the codes that it was given, by their weight", async () => {
  const { from } = guarded();
  const [patient, attacker] = [newAddress(), newAddress()];
  for (let time = 0; time < 5; time++) await from(patient, "/rejects/NOT_FOUND");
  expect((await from(patient)).status).toBe(200);
  await from(attacker, "/rejects/REQUEST_REFUSED");
  expect((await from(attacker)).status).toBe(403);
});

it("does not count what a webhook receiver rejects", async () => {
  const { from } = guarded();
  const address = newAddress();
  await from(address, "/rejects/REQUEST_REFUSED?webhook=1");
  expect((await from(address)).status).toBe(200);
});

it("applies another isolate's block as soon as its own trust in the address ends", async () => {
  const [one, other, address] = [guarded(), guarded(), newAddress()];
  expect((await other.from(address)).status).toBe(200);
  await one.from(address, "/rejects/REQUEST_REFUSED");
  other.clock.time += 4_999;
  expect((await other.from(address)).status).toBe(200);
  other.clock.time += 1;
  expect((await other.from(address)).status).toBe(403);
});

it("counts a signed-in user by account, whatever the address; a forged token counts by address", async () => {
  const { from } = guarded();
  const sub = crypto.randomUUID();
  const as = async (token: Promise<string>) => ({ authorization: `Bearer ${await token}` });
  const own = await as(tokenOf(sub));
  const forger = newAddress();
  await from(forger, "/rejects/REQUEST_REFUSED", await as(tokenOf(sub, { key: "x".repeat(40) })));
  expect((await from(forger)).status).toBe(403);
  const [home, office] = [newAddress(), newAddress()];
  expect((await from(office, "/", own)).status).toBe(200);
  await from(home, "/rejects/REQUEST_REFUSED", own);
  const blocked = await from(office, "/", own);
  expect(await blocked.json()).toMatchObject({ code: "ACCOUNT_BLOCKED" });
  expect((await from(home)).status).toBe(200);
});

it("asks about an account that becomes known later, such as an API key's owner", async () => {
  const { app, from } = guarded();
  const ownerId = crypto.randomUUID();
  app.get("/admits", async (c) => {
    await c.get("admit")?.(`user:${ownerId}`);
    return c.text("admitted");
  });
  app.get("/key/:code", (c) => {
    const expiresAt = new Date(testTime).toISOString();
    c.set("apiKey", { id: "1", ownerId, name: "key", scopes: [], expiresAt });
    throw new AppError(c.req.param("code") as ErrorCode, "Rejected.");
  });
  expect((await from(newAddress(), "/admits")).status).toBe(200);
  await from(newAddress(), "/key/REQUEST_REFUSED");
  expect((await from(newAddress(), "/admits")).status).toBe(403);
});

it.each([
  ["on the allow list", "203.0.113.7", "/"],
  ["that is a probe", undefined, "/health/live"],
  ["without an address", undefined, "/"],
  ["whose address is too long to be one", "1".repeat(46), "/"],
])("never blocks a request %s", async (_what, address, path) => {
  const { from } = guarded({ ALLOWED_ADDRESSES: "203.0.113.0/24" });
  await from(address, "/rejects/REQUEST_REFUSED");
  expect((await from(address, path)).status).toBe(200);
});

it("lets everyone in while Redis is down, and logs what it could neither ask nor count", async () => {
  const { from, lines } = guarded({ LIMITER_REDIS_URL: unreachableServices.LIMITER_REDIS_URL });
  const address = newAddress();
  await from(address, "/rejects/REQUEST_REFUSED");
  expect((await from(address)).status).toBe(200);
  const events = lines.map(({ event }) => event);
  expect(events).toEqual(expect.arrayContaining(["block.unknown", "block.strike_lost"]));
});

it("lets everyone in while bindings are missing: routes report that themselves", async () => {
  const { from } = guarded({ JWT_SECRET: "" });
  const address = newAddress();
  await from(address, "/rejects/REQUEST_REFUSED");
  expect((await from(address)).status).toBe(200);
});
