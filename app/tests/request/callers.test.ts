import { defined } from "@seaworthy/core/defined";
import { service } from "@seaworthy/platform/database/database";
import { type Issuer, startIssuer } from "@seaworthy/platform/testing/issuer";
import { secretForTests } from "@seaworthy/stack/testing/secrets";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../testing/keys.ts";
import { jwtKeys, operatorToken, startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson, type Person } from "../../testing/tokens.ts";
import type { TestWorker } from "../../testing/worker.ts";

let stack: TestStack;
beforeAll(async () => {
  // Its scopes do not depend on the app's own modules.
  stack = await startStack({}, "testing/jobs/modules.ts");
});
afterAll(() => stack?.close());

const json = "application/json";
const scope = "chores:read";
const send = (person: Person, method: string, path: string, body?: unknown) =>
  stack.worker.fetch(path, {
    method,
    headers: { authorization: person.authorization, "content-type": json },
    ...defined({ body: JSON.stringify(body) }),
  });
const use = (key: string, worker: TestWorker = stack.worker) =>
  worker.fetch("/rest/api-keys/current", { headers: { "x-api-key": key } });
const audit = (action: string) =>
  stack.worker.logs().find((line) => line.level === "audit" && line.action === action);

describe("an API key", () => {
  it("is shown once, allows its scopes, and is stored as a hash that even its owner cannot see", async () => {
    const { id, key, owner } = await issueKey(stack, [scope, scope]);
    expect(key).toMatch(/^sw_local_[\w-]{43}$/);
    expect(await (await use(key)).json()).toMatchObject({
      id,
      name: "test",
      scopes: [scope],
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
    });
    const listed = await (await send(owner, "GET", "/rest/api-keys")).text();
    expect(JSON.parse(listed)).toMatchObject({
      keys: [{ id, prefix: key.slice(0, 15), revokedAt: null }],
    });
    expect(listed).not.toContain(key);
    const [row] = await stack.admin`select * from api_keys where id = ${id}`;
    expect(row?.hash).toMatch(/^[0-9a-f]{80}$/);
    expect(JSON.stringify(row)).not.toContain(key.slice(20));
    await expect
      .poll(() => audit("api_key.created"))
      .toMatchObject({ keyId: id, ownerId: owner.id });
  });

  it("is refused once revoked, which only its owner can do", async () => {
    const { id, key, owner } = await issueKey(stack, [scope]);
    expect((await send(await newPerson(), "DELETE", `/rest/api-keys/${id}`)).status).toBe(404);
    expect((await use(key)).status).toBe(200);
    expect((await send(owner, "DELETE", `/rest/api-keys/${id}`)).status).toBe(204);
    expect((await use(key)).status).toBe(401);
    expect((await send(owner, "DELETE", `/rest/api-keys/${id}`)).status).toBe(404);
    await expect
      .poll(() => audit("api_key.revoked"))
      .toMatchObject({ keyId: id, ownerId: owner.id });
  });

  it("is refused once expired", async () => {
    const { id, key } = await issueKey(stack, [scope]);
    await stack.admin`update api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = ${id}`;
    expect((await use(key)).status).toBe(401);
  });

  it.each(["", "sw_local_short", `sw_prod_${"a".repeat(43)}`, "' or 1=1 --"])(
    "is refused when it is %j",
    async (key) => {
      expect(await (await use(key)).json()).toMatchObject({ code: "UNAUTHENTICATED" });
    },
  );

  it("survives a change of the pepper: it works while the old one is bound, and after it was moved, used or not", async () => {
    const { key } = await issueKey(stack, [scope]);
    const current = { API_KEY_PEPPER: "another-pepper-of-at-least-32-characters" };
    const rotating = await stack.startWorker({
      ...current,
      API_KEY_PEPPER_PREVIOUS: secretForTests("API_KEY_PEPPER"),
    });
    const rotated = await stack.startWorker(current);
    const move = async () => {
      const headers = { authorization: `Bearer ${operatorToken}` };
      const response = await rotating.fetch("/internal/api-keys/move", { method: "POST", headers });
      return [response.status, await response.json()];
    };
    expect((await use(key, rotating)).status).toBe(200);
    expect((await use(key, rotated)).status).toBe(401);
    expect((await use(key)).status).toBe(200);
    const [{ count } = { count: 0 }] = await stack.admin<{ count: number }[]>`
      select count(*)::int as count from api_keys where revoked_at is null and expires_at > now()`;
    expect(await move()).toEqual([200, { moved: count, next: null }]);
    expect((await use(key, rotated)).status).toBe(200);
    expect((await use(key)).status).toBe(401);
    expect(await move()).toEqual([200, { moved: 0, next: null }]);
  });

  it.each([
    [{ name: "x", scopes: ["everything"] }, 422],
    [{ name: "x", scopes: [] }, 422],
    [{ name: "", scopes: [scope] }, 422],
    [{ name: "x", scopes: [scope], expiresInDays: 366 }, 422],
    [{ name: "x", scopes: [scope], ownerId: crypto.randomUUID() }, 422],
  ])("cannot be created from %j", async (body, status) => {
    expect((await send(await newPerson(), "POST", "/rest/api-keys", body)).status).toBe(status);
  });
});

describe("the role of an admin", () => {
  const change = (by: Person, of: string, role: string) =>
    send(by, "PUT", `/rest/admin/users/${of}/role`, { role });

  it("is what the database says at that moment, not the token", async () => {
    const [admin, other, third] = [await newPerson(), await newPerson(), await newPerson()];
    expect((await change(admin, other.id, "admin")).status).toBe(403);
    await stack.admin`insert into user_roles (user_id, role) values (${admin.id}, 'admin')`;
    expect((await change(admin, other.id, "admin")).status).toBe(200);
    await expect
      .poll(() => audit("role.changed"))
      .toMatchObject({ userId: other.id, role: "admin", changedBy: admin.id });
    expect((await change(other, third.id, "admin")).status).toBe(200);
    expect((await change(other, admin.id, "member")).status).toBe(200);
    expect((await change(admin, other.id, "member")).status).toBe(403);
  });

  it("cannot be granted to or removed from oneself", async () => {
    const admin = await newPerson();
    await stack.admin`insert into user_roles (user_id, role) values (${admin.id}, 'admin')`;
    expect(await (await change(admin, admin.id, "member")).json()).toMatchObject({
      code: "UNPROCESSABLE",
      status: 422,
    });
  });

  it.each([
    ["upper case", (id: string) => id.toUpperCase()],
    ["mixed case", (id: string) => id.replace(/[a-f]/, (letter) => letter.toUpperCase())],
  ])("cannot be removed from oneself with the id in %s", async (_what, write) => {
    const admin = await newPerson({ id: "ab3c5d7e-1f2a-4b6c-8d9e-a0b1c2d3e4f5" });
    await stack.admin`insert into user_roles (user_id, role) values (${admin.id}, 'admin') on conflict do nothing`;
    expect((await change(admin, write(admin.id), "member")).status).toBe(422);
    const other = await newPerson();
    expect((await change(admin, write(other.id), "admin")).status).toBe(200);
    expect((await change(other, write(admin.id), "admin")).status).toBe(200);
    expect((await change(other, write(other.id), "member")).status).toBe(422);
  });

  it("stays with one of two admins who remove each other at the same time, 100 times", async () => {
    for (let round = 0; round < 100; round++) {
      const [one, two] = [await newPerson(), await newPerson()];
      await stack.admin.begin(async (sql) => {
        await sql`insert into user_roles (user_id, role) values (${one.id}, 'admin'), (${two.id}, 'admin')`;
        await sql`delete from user_roles where user_id not in (${one.id}, ${two.id})`;
      });
      const answers = await Promise.all([
        change(one, two.id, "member"),
        change(two, one.id, "member"),
      ]);
      const statuses = answers.map(({ status }) => status).sort();
      expect([
        [200, 403],
        [200, 409],
      ]).toContainEqual(statuses);
      const left = await stack.admin`select user_id from user_roles`;
      expect(left.length).toBe(1);
    }
  }, 120_000);

  it("stays with one of two whose rows are deleted at the same time, 100 times", async () => {
    const remove = (id: string) =>
      stack.admin`delete from user_roles where user_id = ${id}`.then(
        ({ count }) => count,
        ({ code }: { code: string }) => code,
      );
    for (let round = 0; round < 100; round++) {
      const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
      await stack.admin.begin(async (sql) => {
        await sql`insert into user_roles (user_id, role) values (${one}, 'admin'), (${two}, 'admin')`;
        await sql`delete from user_roles where user_id not in (${one}, ${two})`;
      });
      const outcomes = await Promise.all([remove(one), remove(two)]);
      expect(outcomes.map(String).sort()).toEqual(["1", "23514"]);
    }
  });

  it("of the last admin is protected by the database itself, for every caller", async () => {
    const last = await newPerson();
    await stack.admin.begin(async (sql) => {
      await sql`insert into user_roles (user_id, role) values (${last.id}, 'admin')`;
      await sql`delete from user_roles where user_id <> ${last.id}`;
    });
    await expect(stack.admin`delete from user_roles`).rejects.toMatchObject({ code: "23514" });
    await expect(stack.admin`truncate user_roles`).rejects.toMatchObject({ code: "23514" });
    const database = stack.openDatabase();
    const remove = database.as(service, (sql) => sql`delete from user_roles`);
    await expect(remove).rejects.toMatchObject({ code: "CONFLICT" });
    await database.close();
  });
});

describe("a token from an issuer with public keys", () => {
  let issuer: Issuer;
  let worker: TestWorker;
  const rules = { JWT_ISSUER: "https://ref.supabase.co/auth/v1", JWT_AUDIENCE: "authenticated" };
  const claims = () => ({
    sub: crypto.randomUUID(),
    role: "authenticated",
    iss: rules.JWT_ISSUER,
    aud: rules.JWT_AUDIENCE,
    exp: Math.floor(Date.now() / 1000) + 600,
  });
  const statusOf = async (token: string) =>
    (await worker.fetch("/rest/api-keys", { headers: { authorization: `Bearer ${token}` } }))
      .status;
  beforeAll(async () => {
    issuer = await startIssuer();
    worker = await stack.startWorker({ ...rules, JWKS_URL: issuer.jwksUrl });
  });
  afterAll(() => issuer?.close());

  it("is accepted, and the keys are fetched once for all requests of an isolate", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => statusOf(await issuer.token(claims()))),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const asked = issuer.asked();
    expect(await statusOf(await issuer.token(claims()))).toBe(200);
    expect(issuer.asked()).toBe(asked);
  });

  it.each([
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another audience", { aud: "anon" }],
    ["without an issuer", { iss: undefined }],
    ["that has expired", { exp: 1 }],
    ["of the service role", { role: "service_role" }],
  ])("%s is refused", async (_what, changed) => {
    expect(await statusOf(await issuer.token({ ...claims(), ...changed }))).toBe(401);
  });

  it("cannot be forged with the public key as a secret, nor with an unpublished key", async () => {
    const keys = await (await fetch(issuer.jwksUrl)).text();
    const hs256 = (key: string) =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256", kid: "key-1" })
        .sign(new TextEncoder().encode(key));
    expect(await statusOf(await hs256(keys))).toBe(401);
    const stranger = await startIssuer();
    expect(await statusOf(await stranger.token(claims()))).toBe(401);
    stranger.close();
  });

  it("works alongside tokens of the app's own key, which need the same issuer and audience", async () => {
    const own = (more: object) =>
      new SignJWT({ ...claims(), ...more })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(jwtKeys.current));
    expect(await statusOf(await own({}))).toBe(200);
    expect(await statusOf(await own({ iss: "https://evil.example" }))).toBe(401);
  });

  it("gets 502, not 401, while the issuer does not respond", async () => {
    const gone = await startIssuer();
    const alone = await stack.startWorker({ ...rules, JWKS_URL: gone.jwksUrl });
    const token = await gone.token(claims());
    gone.close();
    const response = await alone.fetch("/rest/api-keys", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});
