import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestStack } from "../../../../testing/stack.ts";
import type { MailCloud } from "../testing/mail-cloud.ts";
import { type MailStack, startMailStack } from "../testing/mail-stack.ts";
import { newOwner, work } from "../testing/owner.ts";
import type { CampaignSettings } from "./campaign-settings.ts";

let cloud: MailCloud;
let stack: TestStack;
let close: MailStack["close"] | undefined;
beforeAll(async () => {
  ({ cloud, stack, close } = await startMailStack());
});
afterAll(() => close?.());

/** How often PostgreSQL ran a select from that table for the app. */
async function queriesOf(table: string): Promise<number> {
  const [row] = await stack.admin`select coalesce(sum(calls), 0)::int as calls
    from extensions.pg_stat_statements where query ilike ${`%select%from ${table} where%`}
      and query not ilike '%pg_stat%' and query not ilike '%insert%' and query not ilike '%update%'`;
  return Number(row?.calls);
}

const draft = { name: "Launch", subject: "Hello", body: "Welcome, {{name}}." };

describe("preferences", () => {
  it("have defaults, are read from the cache, and are new in every Worker right after a change", async () => {
    const owner = await newOwner(stack);
    const elsewhere = await stack.startWorker(cloud.vars);
    const { authorization } = owner.person;
    const there = async () =>
      (await elsewhere.fetch("/rest/preferences", { headers: { authorization } })).json();
    const usual = { signature: "", dailyQuota: 1_000 };
    expect((await owner.ask("GET", "/rest/preferences")).body).toEqual(usual);
    const before = await queriesOf("preferences");
    expect(before).toBeGreaterThan(0);
    for (let reads = 0; reads < 5; reads++) expect(await there()).toEqual(usual);
    expect(await queriesOf("preferences")).toBe(before);
    const other = { signature: "Ada\nShip Ltd.", dailyQuota: 25 };
    const saved = await owner.ask("PUT", "/rest/preferences", other);
    expect([saved.status, saved.body]).toEqual([200, other]);
    expect([await there(), (await owner.ask("GET", "/rest/preferences")).body]).toEqual([
      other,
      other,
    ]);
  });

  it("belong to one user, and reject what no preference is", async () => {
    const [owner, stranger] = [await newOwner(stack), await newOwner(stack)];
    await owner.ask("PUT", "/rest/preferences", { signature: "mine", dailyQuota: 5 });
    expect((await stranger.ask("GET", "/rest/preferences")).body).toMatchObject({ signature: "" });
    for (const bad of [
      {},
      { signature: "x".repeat(1_001), dailyQuota: 5 },
      { signature: "a\u0000b", dailyQuota: 5 },
      { signature: "", dailyQuota: 0 },
      { signature: "", dailyQuota: 5, userId: owner.person.id },
    ])
      expect((await stranger.ask("PUT", "/rest/preferences", bad)).status).toBe(422);
  });

  it("apply to new senders and campaigns that do not say otherwise", async () => {
    const owner = await newOwner(stack);
    await owner.ask("PUT", "/rest/preferences", { signature: "Ada", dailyQuota: 7 });
    const sender = (address: string, more: object = {}) =>
      owner.ask("POST", "/rest/accounts", { address, ...more });
    expect((await sender("a@ship.dev")).body).toMatchObject({ dailyQuota: 7 });
    expect((await sender("b@ship.dev", { dailyQuota: 9 })).body).toMatchObject({ dailyQuota: 9 });
    const signatures = await Promise.all(
      [draft, { ...draft, signature: "" }].map(async (given) => {
        const { body } = await owner.ask<{ id: string }>("POST", "/rest/campaigns", given);
        return owner.ask<CampaignSettings>("GET", `/rest/campaigns/${body.id}/settings`);
      }),
    );
    expect(signatures.map(({ body }) => body.signature)).toEqual(["Ada", ""]);
  });
});

describe("settings of a campaign", () => {
  async function newDraft() {
    const owner = await newOwner(stack);
    const { body } = await owner.ask<{ id: string }>("POST", "/rest/campaigns", draft);
    return { owner, id: body.id, path: `/rest/campaigns/${body.id}/settings` };
  }

  it("are read from the cache, and new right after a change", async () => {
    const { owner, path } = await newDraft();
    const first = await owner.ask<CampaignSettings>("GET", path);
    expect(first.body).toEqual({ ...draft, signature: "", version: 1 });
    const before = await queriesOf("campaigns");
    expect(before).toBeGreaterThan(0);
    for (let reads = 0; reads < 5; reads++) await owner.ask("GET", path);
    expect(await queriesOf("campaigns")).toBe(before);
    const changed = await owner.ask("PATCH", path, { subject: "Ahoy", signature: "Ada" });
    const wanted = { ...draft, subject: "Ahoy", signature: "Ada", version: 2 };
    expect([changed.status, changed.body]).toEqual([200, wanted]);
    expect((await owner.ask("GET", path)).body).toEqual(wanted);
    expect((await owner.ask("PATCH", path, {})).body).toEqual(wanted);
    expect((await owner.ask("PATCH", path, { status: "active" })).status).toBe(422);
  });

  it("are their owner's alone, cached or not", async () => {
    const { owner, path } = await newDraft();
    await owner.ask("GET", path);
    const stranger = await newOwner(stack);
    expect((await stranger.ask("GET", path)).status).toBe(404);
    expect((await stranger.ask("PATCH", path, { subject: "Mine" })).status).toBe(404);
    expect((await owner.ask("GET", path)).body).toMatchObject({ subject: "Hello" });
  });

  it("stay as they are once mails are sent: a retry must send the same", async () => {
    const owner = await newOwner(stack);
    const { id } = await owner.campaign(1);
    const path = `/rest/campaigns/${id}/settings`;
    expect((await owner.ask("PATCH", path, { subject: "Other" })).status).toBe(409);
    expect((await owner.ask("GET", path)).body).toMatchObject({ subject: "Hello {{name}}" });
  });

  it("are those of the mails, even if the cache has older ones", async () => {
    await cloud.clear();
    const { owner, id, path } = await newDraft();
    await owner.ask("POST", "/rest/accounts", { address: "crew@ship.dev" });
    await owner.ask("GET", path);
    // As if the invalidation after a change had been lost.
    await stack.admin`update campaigns set subject = 'Changed', signature = 'Ada', settings_version = 2
      where id = ${id}`;
    await stack.admin`insert into leads (user_id, campaign_id, email, name)
      values (${owner.person.id}, ${id}, 'lead@example.com', 'Lead')`;
    await owner.ask("POST", `/rest/campaigns/${id}/start`);
    expect(await work(stack.worker)).toBe("ok");
    const [mail] = (await cloud.mails()).filter(({ to }) => to.includes("lead@example.com"));
    expect(mail?.subject).toBe("Changed");
    expect(mail?.text).toContain("Welcome, Lead.\n\nAda\n\n--");
  });
});
