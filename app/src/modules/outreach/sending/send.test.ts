import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestStack } from "../../../../testing/stack.ts";
import type { MailCloud } from "../testing/mail-cloud.ts";
import { type MailStack, startMailStack } from "../testing/mail-stack.ts";
import { newOwner, work } from "../testing/owner.ts";

let cloud: MailCloud;
let stack: TestStack;
let close: MailStack["close"] | undefined;
beforeAll(async () => {
  ({ cloud, stack, close } = await startMailStack());
});
afterAll(() => close?.());
beforeEach(() => cloud.clear());

const statuses = async (campaign: string): Promise<Record<string, number>> => {
  const rows = await stack.admin<{ status: string; count: number }[]>`
    select status, count(*)::int from emails where campaign_id = ${campaign} group by status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};
const sentToday = async (account: string) => {
  const [row] =
    await stack.admin`select emails_sent_today as n from accounts where id = ${account}`;
  return row?.n;
};

describe("a campaign", () => {
  it("sends one mail to each lead, each with its own unsubscribe link, and is then completed", async () => {
    const owner = await newOwner(stack);
    const { id, accountId } = await owner.campaign(7);
    expect(await work(stack.worker)).toBe("ok");
    expect(await statuses(id)).toEqual({ sent: 7 });
    expect(await sentToday(accountId)).toBe(7);
    const mails = await cloud.mails();
    expect(new Set(mails.map(({ to }) => to)).size).toBe(7);
    const links = mails.map(({ headers }) => headers["list-unsubscribe"] ?? "");
    expect(new Set(links).size).toBe(7);
    for (const link of links)
      expect(link).toMatch(/^<https:\/\/api\.ship\.dev\/unsubscribe\/[\w-]{43}>$/);
    for (const { headers, text, subject } of mails) {
      expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
      expect(text).toContain("Welcome, Lead ");
      expect(subject).toMatch(/^Hello Lead \d$/);
    }
    const { body } = await owner.ask<{ campaigns: { status: string }[] }>("GET", "/rest/campaigns");
    expect(body.campaigns[0]?.status).toBe("completed");
    expect(await work(stack.worker)).toBe("ok");
    expect(await cloud.mails()).toHaveLength(7);
  });

  it("sends at most the sender's daily quota, and the rest the next day", async () => {
    const owner = await newOwner(stack);
    const { id, accountId } = await owner.campaign(9, 4);
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ sent: 4, queued: 5 });
    expect(await sentToday(accountId)).toBe(4);
    await stack.admin`update accounts set counted_on = counted_on - 1 where id = ${accountId}`;
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ sent: 8, queued: 1 });
  });

  it("sends mails reserved before midnight within the next day's quota", async () => {
    const owner = await newOwner(stack);
    const { id, accountId } = await owner.campaign(9, 4);
    await stack.admin`select reserve_campaign_emails(${id}, 4)`;
    await stack.admin`update accounts set counted_on = counted_on - 1 where id = ${accountId}`;
    await stack.admin`update emails set reserved_on = reserved_on - 1 where campaign_id = ${id}`;
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ sent: 4, queued: 5 });
    expect(await sentToday(accountId)).toBe(4);
  });

  it("returns no place of yesterday to today's quota", async () => {
    const owner = await newOwner(stack);
    const { id, accountId } = await owner.campaign(6);
    await stack.admin`select reserve_campaign_emails(${id}, 4)`;
    await stack.admin`
      update emails set reserved_on = reserved_on - 1 where id in (
        select id from emails where campaign_id = ${id} and status = 'reserved' limit 3)`;
    const ids = await stack.admin`
      select id from emails where campaign_id = ${id} and status = 'reserved'
      order by reserved_on limit 1`;
    await stack.admin`select batch_update_email_status(${ids.map((row) => row.id)}, 'failed')`;
    expect(await sentToday(accountId)).toBe(4);
    await owner.ask("POST", `/rest/campaigns/${id}/pause`);
    expect(await sentToday(accountId)).toBe(3);
  });

  it("counts by days in UTC, whatever the session's time zone", async () => {
    const owner = await newOwner(stack);
    const { accountId } = await owner.campaign(1);
    for (const zone of ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
      await stack.admin.begin(async (sql) => {
        await sql`select set_config('TimeZone', ${zone}, true)`;
        await sql`select safe_increment_counter(${accountId}, 1)`;
      });
    expect(await sentToday(accountId)).toBe(3);
  });

  it("pauses: reserved mails return to the queue and their places to the quota", async () => {
    const owner = await newOwner(stack);
    const { id, accountId } = await owner.campaign(6);
    await stack.admin`select reserve_campaign_emails(${id}, 4)`;
    expect([await statuses(id), await sentToday(accountId)]).toEqual([
      { queued: 2, reserved: 4 },
      4,
    ]);
    const { body } = await owner.ask("POST", `/rest/campaigns/${id}/pause`);
    expect(body).toMatchObject({ status: "paused" });
    expect([await statuses(id), await sentToday(accountId)]).toEqual([{ queued: 6 }, 0]);
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ queued: 6 });
    await owner.ask("POST", `/rest/campaigns/${id}/start`);
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ sent: 6 });
  });

  it("checks suppression again just before the call: a lead who unsubscribed after the reservation gets nothing", async () => {
    const owner = await newOwner(stack);
    const { id, accountId, listId } = await owner.campaign(3);
    await stack.admin`select reserve_campaign_emails(${id}, 100)`;
    await stack.admin`
      insert into suppressions (user_id, list_id, email_hash, reason)
      select user_id, ${listId}, encode(sha256(convert_to(email, 'utf8')), 'hex'), 'unsubscribed'
      from leads where campaign_id = ${id} order by email limit 1`;
    await work(stack.worker);
    expect(await statuses(id)).toEqual({ sent: 2, suppressed: 1 });
    expect(await sentToday(accountId)).toBe(2);
  });

  it("is invisible to other users", async () => {
    const [owner, stranger] = [await newOwner(stack), await newOwner(stack)];
    const { id } = await owner.campaign(1);
    for (const what of ["start", "pause"])
      expect((await stranger.ask("POST", `/rest/campaigns/${id}/${what}`)).status).toBe(404);
    const [email] = await stack.admin`select id from emails where campaign_id = ${id}`;
    const change = { ids: [String(email?.id)], status: "failed" };
    expect((await stranger.ask("PATCH", "/rest/emails/status", change)).body).toEqual({
      changed: 0,
    });
    expect((await owner.ask("PATCH", "/rest/emails/status", change)).body).toEqual({ changed: 1 });
  });
});

describe("ten campaigns at once, in two isolates", () => {
  it("keep exact counts and send each mail once", async () => {
    const owners = await Promise.all(Array.from({ length: 10 }, () => newOwner(stack)));
    const campaigns = await Promise.all(owners.map((owner) => owner.campaign(12, 10)));
    const other = await stack.startWorker();
    await Promise.all([work(stack.worker), work(other), work(stack.worker), work(other)]);
    await work(stack.worker);
    for (const { id, accountId } of campaigns)
      expect([await statuses(id), await sentToday(accountId)]).toEqual([
        { sent: 10, queued: 2 },
        10,
      ]);
    const mails = await cloud.mails();
    expect(mails).toHaveLength(100);
    expect(new Set(mails.map(({ to }) => to)).size).toBe(100);
  });
});
