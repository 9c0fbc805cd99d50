import { defined } from "@seaworthy/core/defined";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountId } from "../ids.ts";
import { answeringWorker, clearZone, setRules } from "../rulesets/testing.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: answeringWorker });
});
afterAll(() => cloudflare?.close());

const account_id = accountId;
const lists = () => cloudflare.client.rules.lists;
const status = async () => (await fetch(`${cloudflare.app}/`)).status;
const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(
    `${cloudflare.cloud.control.cloudflare}/accounts/${accountId}/rules/lists${path}`,
    {
      method,
      headers: { authorization: `Bearer ${cloudflare.cloud.tokens.cloudflare}` },
      ...defined({ body: JSON.stringify(body) }),
    },
  );
  const { errors } = (await response.json()) as { errors: { code: number; message: string }[] };
  return { status: response.status, error: errors[0] };
};
const valuesOf = async (id: string) => {
  const found: unknown[] = [];
  for await (const item of lists().items.list(id, { account_id, per_page: 2 }))
    found.push((item as { ip?: string }).ip);
  return found;
};

describe("lists, with Cloudflare's client", () => {
  it("are created, described, filled, replaced, partly emptied and deleted", async () => {
    const made = await lists().create({ account_id, kind: "ip", name: "office" });
    expect(made).toMatchObject({ name: "office", kind: "ip", num_items: 0, description: "" });
    await lists().update(made.id, { account_id, description: "ours" });
    const { operation_id } = await lists().items.create(made.id, {
      account_id,
      body: [{ ip: "192.0.2.1" }, { ip: "198.51.100.0/24" }, { ip: "192.0.2.1", comment: "twice" }],
    });
    expect(await lists().bulkOperations.get(operation_id, { account_id })).toMatchObject({
      id: operation_id,
      status: "completed",
    });
    await lists().items.create(made.id, { account_id, body: [{ ip: "2001:db8::/32" }] });
    expect(await valuesOf(made.id)).toEqual(["192.0.2.1", "198.51.100.0/24", "2001:db8::/32"]);
    expect(await lists().get(made.id, { account_id })).toMatchObject({
      num_items: 3,
      description: "ours",
    });
    const before = await lists().items.list(made.id, { account_id, search: "twice" });
    const [kept] = before.result as { id: string; ip: string; comment: string }[];
    expect(kept).toMatchObject({ ip: "192.0.2.1", comment: "twice" });
    await lists().items.update(made.id, {
      account_id,
      body: [{ ip: "192.0.2.1" }, { ip: "192.0.2.9" }],
    });
    expect(await valuesOf(made.id)).toEqual(["192.0.2.1", "192.0.2.9"]);
    expect(
      await lists().items.get(kept?.id ?? "", { account_id, list_id: made.id } as never),
    ).toMatchObject({
      ip: "192.0.2.1",
    });
    await lists().items.delete(made.id, { account_id, items: [{ id: kept?.id ?? "" }] });
    expect(await valuesOf(made.id)).toEqual(["192.0.2.9"]);
    expect(await lists().delete(made.id, { account_id })).toEqual({ id: made.id });
    expect((await call("GET", `/${made.id}`)).status).toBe(404);
  });

  it("refuse what Cloudflare refuses", async () => {
    const { id } = await lists().create({ account_id, kind: "ip", name: "strict" });
    expect(await call("POST", "", { kind: "ip", name: "strict" })).toMatchObject({ status: 400 });
    expect(await call("POST", "", { kind: "ip", name: "no-dash" })).toMatchObject({ status: 400 });
    expect(await call("POST", "", { kind: "other", name: "r" })).toMatchObject({ status: 400 });
    for (const item of [{ ip: "10.0.0.0/7" }, { ip: "none" }, { asn: 1 }, { ip: "::1", x: 1 }])
      expect(await call("POST", `/${id}/items`, [item])).toMatchObject({ status: 400 });
    expect((await call("GET", `/${id}/items?per_page=501`)).status).toBe(400);
    expect((await call("GET", "/bulk_operations/none")).status).toBe(404);
    expect(await valuesOf(id)).toEqual([]);
  });
});

describe("a rule that names a list", () => {
  it("uses its current items, and prevents the list's deletion", async () => {
    const { id } = await lists().create({ account_id, kind: "ip", name: "blocked" });
    const block = { action: "block", expression: "ip.src in $blocked" };
    await setRules(cloudflare, "http_request_firewall_custom", [block]);
    const own = ["127.0.0.1", "::1"].map((ip) => ({ ip }));
    expect(await status()).toBe(200);
    await lists().items.create(id, { account_id, body: own });
    expect(await status()).toBe(403);
    expect(await lists().get(id, { account_id })).toMatchObject({ num_referencing_filters: 1 });
    expect(await call("DELETE", `/${id}`)).toMatchObject({ status: 400, error: { code: 10031 } });
    await lists().items.update(id, { account_id, body: [{ ip: "192.0.2.1" }] });
    expect(await status()).toBe(200);
    await clearZone(cloudflare);
    expect((await call("DELETE", `/${id}`)).status).toBe(200);
  });

  it("works with host names, and in a rate limit's counting expression", async () => {
    const hosts = await lists().create({ account_id, kind: "hostname", name: "hosts" });
    await lists().items.create(hosts.id, {
      account_id,
      body: [{ hostname: { url_hostname: "localhost" } }] as never,
    });
    await setRules(cloudflare, "http_ratelimit", [
      {
        action: "block",
        expression: "true",
        ratelimit: {
          characteristics: ["cf.colo.id", "ip.src"],
          period: 60,
          requests_per_period: 1,
          mitigation_timeout: 60,
          counting_expression: "http.host in $hosts",
        },
      },
    ]);
    expect([await status(), await status()]).toEqual([200, 429]);
    await clearZone(cloudflare);
  });

  it("is refused when the list does not exist", async () => {
    const block = { action: "block", expression: "ip.src in $absent" };
    await expect(setRules(cloudflare, "http_request_firewall_custom", [block])).rejects.toThrow(
      /400[\s\S]*list \$absent not found/,
    );
  });
});
