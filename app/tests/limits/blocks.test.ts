import { defined } from "@seaworthy/core/defined";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../testing/keys.ts";
import { operatorToken, startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson, type Person } from "../../testing/tokens.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

let last = 0;
/** An address that no other test in this file uses. */
const newAddress = () => `203.0.113.${++last}`;
const from = (address: string, headers: Record<string, string> = {}) => ({
  headers: { "cf-connecting-ip": address, ...headers },
});
const statusOf = async (path: string, init: RequestInit) =>
  (await stack.worker.fetch(path, init)).status;
const times = <T>(count: number, work: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, work));
const operator = (method: string, path: string, body?: unknown) =>
  stack.worker.fetch(path, {
    method,
    headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
    ...defined({ body: JSON.stringify(body) }),
  });
const listed = async () => {
  const { blocks } = (await (await operator("GET", "/internal/blocks")).json()) as {
    blocks: { subject: string; endsAt: string }[];
  };
  return blocks.map(({ subject }) => subject);
};

/** A route of the platform that needs a token: 401 without one, 403 from a blocked address. */
const route = "/rest/api-keys";
const attack = `${route}?q=%3Cscript%3E0`;
const image = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };

/** Requests that count as strikes, with the number that leads to a block. */
const refusals: readonly (readonly [string, number, string, Record<string, string>])[] = [
  ["an attack in the query", 5, attack, {}],
  ["a scanner's User-Agent", 5, route, { "user-agent": "sqlmap/1.7" }],
  ["a token that is not valid", 50, route, { authorization: "Bearer a.b.c" }],
  ["no token where one is needed", 50, route, {}],
  ["an API key that is not valid", 50, `${route}/current`, { "x-api-key": "sw_local_x" }],
  ["no operator's token", 50, "/internal/blocks", {}],
];

describe("a request that a foreign page makes a browser send", () => {
  it.each(refusals)("does not count: %s", async (_what, count, path, headers) => {
    const address = newAddress();
    const own = { origin: "https://evil.example" };
    for (const sender of [image, { referer: "https://evil.example/" }, own]) {
      const sent = await times(count, () =>
        statusOf(path, from(address, { ...headers, ...sender })),
      );
      expect(sent.every((status) => status === 401 || status === 403)).toBe(true);
    }
    const { authorization } = await newPerson();
    expect(await statusOf(route, from(address))).toBe(401);
    expect(await statusOf(route, from(address, { authorization }))).toBe(200);
    expect(await listed()).not.toContain(address);
  });

  it("does not count against the account either", async () => {
    const { id, authorization } = await newPerson();
    const address = newAddress();
    await times(10, () => statusOf(attack, from(address, { ...image, authorization })));
    expect(await statusOf(route, from(address, { authorization }))).toBe(200);
    expect(await listed()).not.toContain(`user:${id}`);
  });
});

describe("a request that the user sends", () => {
  it.each(refusals)("counts: %s", async (_what, count, path, headers) => {
    const address = newAddress();
    await times(count, () => statusOf(path, from(address, headers)));
    await expect.poll(listed).toContain(address);
    expect(await (await stack.worker.fetch(route, from(address))).json()).toMatchObject({
      code: "ADDRESS_BLOCKED",
      status: 403,
    });
  });
});

describe("a signed-in user", () => {
  const ask = (address: string, { authorization }: Person) =>
    statusOf(route, from(address, { authorization }));

  it("gets strikes by account: the address stays open for others, and the account is blocked from other addresses too", async () => {
    const [attacker, neighbour, address] = [await newPerson(), await newPerson(), newAddress()];
    const { authorization } = attacker;
    await times(5, () => statusOf(attack, from(address, { authorization })));
    await expect.poll(listed).toContain(`user:${attacker.id}`);
    expect(await listed()).not.toContain(address);
    expect(await ask(newAddress(), attacker)).toBe(403);
    expect(await ask(address, neighbour)).toBe(200);
    expect(await statusOf(route, from(address))).toBe(401);
    const answer = await stack.worker.fetch(route, from(address, { authorization }));
    expect(await answer.json()).toMatchObject({ code: "ACCOUNT_BLOCKED" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(890);
  });

  it("is not affected by a block of a shared address", async () => {
    const [person, address] = [await newPerson(), newAddress()];
    await times(5, () => statusOf(attack, from(address)));
    await expect.poll(() => statusOf(route, from(address))).toBe(403);
    expect(await ask(address, person)).toBe(200);
  });

  it("gets strikes by account when a program uses their API key", async () => {
    const { key, owner } = await issueKey(stack);
    const address = newAddress();
    const use = () => statusOf("/rest/api-keys/current", from(address, { "x-api-key": key }));
    await times(60, use);
    await times(50, use);
    await expect.poll(listed).toContain(`user:${owner.id}`);
    expect(await listed()).not.toContain(address);
    expect(await use()).toBe(403);
  });
});

describe("an operator", () => {
  it("blocks and unblocks addresses and accounts, in their normalised form", async () => {
    const id = crypto.randomUUID();
    const given = [
      ["192.0.2.200", "192.0.2.200"],
      ["::ffff:192.0.2.201", "192.0.2.201"],
      ["2001:db8:1:2:3::4", "2001:db8:1:2::/64"],
      ["2001:DB8:1:3::/64", "2001:db8:1:3::/64"],
      [`user:${id.toUpperCase()}`, `user:${id}`],
    ];
    for (const [text, subject] of given) {
      const added = await operator("POST", "/internal/blocks", { subject: text, minutes: 5 });
      expect(added.status).toBe(201);
      expect(await added.json()).toMatchObject({ subject });
    }
    expect(await listed()).toEqual(expect.arrayContaining(given.map(([, subject]) => subject)));
    expect(await statusOf(route, from("2001:db8:1:2:ffff::1"))).toBe(403);
    for (const [text = ""] of given) {
      const path = `/internal/blocks/${encodeURIComponent(text)}`;
      expect((await operator("DELETE", path)).status).toBe(204);
      expect((await operator("DELETE", path)).status).toBe(404);
    }
    expect(await statusOf(route, from("2001:db8:1:2:ffff::1"))).toBe(401);
  });

  it("lifts a block with its history: the next one is as short as the first", async () => {
    const address = newAddress();
    const block = () => times(5, () => statusOf(attack, from(address)));
    await block();
    await expect.poll(listed).toContain(address);
    await operator("DELETE", `/internal/blocks/${address}`);
    expect(await statusOf(route, from(address))).toBe(401);
    await block();
    await expect.poll(listed).toContain(address);
    const answer = await stack.worker.fetch(route, from(address));
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(900);
  });

  it.each(["", "user:x", "192.0.2.0/24", "2001:db8::/32", "x".repeat(100), "192.0.2"])(
    "gets an error for %j",
    async (subject) => {
      const body = { subject, minutes: 5 };
      expect((await operator("POST", "/internal/blocks", body)).status).toBe(422);
    },
  );
});
