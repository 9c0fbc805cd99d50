import { afterAll, beforeAll, expect, it } from "vitest";
import { claimsOf } from "../auth/signed-in.ts";
import { AppError } from "../errors/errors.ts";
import { provideServices } from "../request/provide-services.ts";
import { bareApp } from "../testing/bare-app.ts";
import { type PlatformServices, startPlatformServices } from "../testing/platform-services.ts";
import { tokenOf } from "../testing/tokens.ts";
import { grantOf, requireApiKey, signedInOrKey } from "./api-key-auth.ts";
import { type ApiKey, issueApiKey } from "./api-keys.ts";

const owner = crypto.randomUUID();
const pepper = { API_KEY_PEPPER: "pepper-of-at-least-32-characters-long" };

let services: PlatformServices;
beforeAll(async () => {
  services = await startPlatformServices();
});
afterAll(() => services?.close());

/** An app with a route for each way to require a key, and one that issues keys. */
function keyed(env: Readonly<Record<string, unknown>> = pepper) {
  const bare = bareApp({ ...services.bindings, ...env });
  const { app, clock } = bare;
  const admitted: string[] = [];
  app.use(provideServices(clock), async (c, next) => {
    c.set("admit", async (subject) => {
      admitted.push(subject);
      if (c.req.header("x-blocked")) throw new AppError("ACCOUNT_BLOCKED", "Blocked.");
    });
    await next();
  });
  app.get("/any", requireApiKey(), (c) => c.json({ grant: grantOf(c), claims: claimsOf(c) }));
  app.get("/read", requireApiKey("notes:read"), (c) => c.text("read"));
  app.get("/either", signedInOrKey("notes:read"), (c) => c.json({ user: claimsOf(c).sub }));
  app.get("/neither", (c) => c.json(grantOf(c)));
  app.post("/keys", async (c) => {
    const { scopes } = await c.req.json<{ scopes: string[] }>();
    const claims = { sub: owner, role: "authenticated", exp: 0 } as const;
    const request = { name: "program", scopes, expiresInDays: 1 };
    return c.json(await issueApiKey(c.var.services.database, c.var.bindings, claims, request));
  });
  const issue = async (...scopes: string[]) => {
    const response = await bare.send("/keys", { method: "POST", body: JSON.stringify({ scopes }) });
    return (await response.json()) as ApiKey & { key: string };
  };
  const use = (key: string, path = "/any", headers = {}) =>
    bare.send(path, { headers: { "x-api-key": key, ...headers } });
  return { ...bare, issue, use, admitted };
}

it("makes the request as the key's owner, and keeps its response out of shared caches", async () => {
  const { issue, use, admitted } = keyed();
  const { key, id, expiresAt } = await issue("notes:read");
  const response = await use(key);
  expect(await response.json()).toEqual({
    grant: { id, ownerId: owner, name: "program", scopes: ["notes:read"], expiresAt },
    claims: { sub: owner, role: "authenticated", exp: Math.floor(Date.parse(expiresAt) / 1000) },
  });
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(response.headers.get("vary")).toContain("X-API-Key");
  expect(admitted).toEqual([`user:${owner}`]);
});

it("requires the scope, exactly", async () => {
  const { issue, use } = keyed();
  for (const scope of ["notes:write", "notes:readers", "notes"]) {
    const response = await use((await issue(scope)).key, "/read");
    expect(await response.json()).toMatchObject({ status: 403, code: "FORBIDDEN" });
  }
  expect((await use((await issue("notes:write", "notes:read")).key, "/read")).status).toBe(200);
});

it("rejects an unknown, altered or revoked key alike, and never repeats it", async () => {
  const { issue, use, lines } = keyed();
  const [{ key }, revoked] = [await issue("notes:read"), await issue("notes:read")];
  await services.admin`update api_keys set revoked_at = now() where id = ${revoked.id}`;
  const altered = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
  for (const sent of [`sw_local_${"a".repeat(43)}`, altered, revoked.key, "", "' or 1=1 --"]) {
    const response = await use(sent, "/read");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("ApiKey");
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: "UNAUTHENTICATED" });
    if (sent !== "") expect(body + JSON.stringify(lines)).not.toContain(sent);
  }
});

it("rejects a valid key whose owner is blocked", async () => {
  const { issue, use } = keyed();
  const { key } = await issue("notes:read");
  const response = await use(key, "/read", { "x-blocked": "1" });
  expect(await response.json()).toMatchObject({ code: "ACCOUNT_BLOCKED" });
});

it("responds with 503 while the app has no pepper, but not to what cannot be a key", async () => {
  const { key } = await keyed().issue("notes:read");
  const { use } = keyed({});
  expect(await (await use(key)).json()).toMatchObject({ code: "NOT_CONFIGURED" });
  expect((await use("not-a-key")).status).toBe(401);
});

it("takes a token where either is accepted, and never falls back to it from an invalid key", async () => {
  const { issue, use, send } = keyed();
  const user = crypto.randomUUID();
  const authorization = `Bearer ${await tokenOf(user)}`;
  expect(await (await send("/either", { headers: { authorization } })).json()).toEqual({ user });
  const { key } = await issue("notes:read");
  expect(await (await use(key, "/either")).json()).toEqual({ user: owner });
  expect((await use("sw_local_wrong", "/either", { authorization })).status).toBe(401);
  expect((await use((await issue("other")).key, "/either", { authorization })).status).toBe(403);
  expect((await send("/either")).status).toBe(401);
});

it("grants nothing to a handler that requires no key", async () => {
  const { issue, use } = keyed();
  expect((await use((await issue("notes:read")).key, "/neither")).status).toBe(401);
});
