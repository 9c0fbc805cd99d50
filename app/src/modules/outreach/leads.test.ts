import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorToken, startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import { readCsv } from "./csv.ts";
import type { ImportResult } from "./lead.ts";
import { outreach } from "./module.ts";
import { newOwner } from "./testing/owner.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

describe("an import", () => {
  it("stores valid rows, reports invalid ones by line, and does nothing the second time", async () => {
    const owner = await newOwner(stack);
    const csv = [
      "\ufeffName,E-Mail,Email",
      "Ada,x,ada@example.com",
      "Bob,x,not an address",
      '"Quote ""Q"", Ltd.",x,q@example.com',
      '"two\r\nlines",x,lines@example.com',
      "Ada again,x,ADA@example.com",
      'broken "quote,x,c@example.com',
      "Last,x,last@example.com",
    ].join("\r\n");
    const first = await owner.ask<ImportResult>("POST", "/rest/leads/import", csv);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ imported: 3, duplicates: 1 });
    expect(first.body.rejected).toContainEqual({ line: 3, code: "email_invalid" });
    expect(first.body.rejected.map(({ code }) => code).sort()).toEqual([
      "email_invalid",
      "name_invalid",
      "unreadable",
    ]);
    const second = await owner.ask<ImportResult>("POST", "/rest/leads/import", csv);
    expect(second.body).toMatchObject({ imported: 0, duplicates: 4 });
  });

  it("accepts at most 1,000 rows, as CSV and as JSON", async () => {
    const owner = await newOwner(stack);
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ email: `lead${n}@example.com` }));
    const csv = (count: number) => ["email", ...rows(count).map(({ email }) => email)].join("\n");
    const send = async (body: object | string) =>
      (await owner.ask<ImportResult>("POST", "/rest/leads/import", body)).status;
    expect(await send(csv(1_000))).toBe(200);
    expect(await send(csv(1_001))).toBe(422);
    expect(await send({ rows: rows(1_000) })).toBe(200);
    expect(await send({ rows: rows(1_001) })).toBe(422);
    const [row] =
      await stack.admin`select count(*)::int as n from leads where user_id = ${owner.person.id}`;
    expect(row?.n).toBe(1_000);
  });

  it("needs an address column, and the user's own campaign", async () => {
    const [owner, stranger] = [await newOwner(stack), await newOwner(stack)];
    const { id } = await stranger.campaign(0);
    expect((await owner.ask("POST", "/rest/leads/import", "name\nAda")).status).toBe(422);
    const path = `/rest/leads/import?campaignId=${id}`;
    expect((await owner.ask("POST", path, "email\nada@example.com")).status).toBe(404);
  });

  it("stores nothing beyond the leads that a campaign may have", async () => {
    const outreach = { leadsPerCampaign: 3 };
    const worker = await stack.startWorker({ CONFIGURATION: JSON.stringify({ outreach }) });
    const owner = await newOwner(stack, worker);
    const { id } = await owner.campaign(2);
    const send = async (...names: string[]) => {
      const csv = ["email", ...names.map((name) => `${name}@example.com`)].join("\n");
      return (await owner.ask("POST", `/rest/leads/import?campaignId=${id}`, csv)).status;
    };
    expect([await send("a", "b"), await send("a"), await send("b"), await send("a")]).toEqual([
      422, 200, 422, 200,
    ]);
    const [row] = await stack.admin`select count(*)::int as n from leads where campaign_id = ${id}`;
    expect(row?.n).toBe(3);
  });

  it.each([
    ["an empty file", ""],
    ["a column twice", "email,name,EMAIL\na@example.com,A,b@example.com"],
    ["semicolons", "email;name\na@example.com;A"],
  ])("refuses %s", (_what, text) => {
    expect(() => readCsv(text)).toThrow(expect.objectContaining({ code: "BODY_INVALID" }));
  });

  it("keeps every row of a file with mixed line breaks, and ignores columns without a name", () => {
    const { rows } = readCsv("email,name,,\r\na@example.com,A,,\nb@example.com,B,,\r\n");
    expect(rows).toEqual([
      { line: 2, email: "a@example.com", name: "A" },
      { line: 3, email: "b@example.com", name: "B" },
    ]);
  });

  it("of bytes that are not UTF-8 is refused, and stores nothing", async () => {
    const { person } = await newOwner(stack);
    const response = await stack.worker.fetch("/rest/leads/import", {
      method: "POST",
      headers: { authorization: person.authorization, "content-type": "text/csv" },
      body: Uint8Array.from([...Buffer.from("email,name\na@example.com,Ren"), 0xe9, 0x0a]),
    });
    expect(response.status).toBe(400);
    const [row] = await stack.admin`
      select count(*)::int as n from leads where user_id = ${person.id}`;
    expect(row?.n).toBe(0);
  });

  it("treats an unclosed quote as one invalid row", () => {
    const { rows, rejected } = readCsv(`email\na@example.com\n"${"x".repeat(20_000)}`);
    expect(rows.map(({ email }) => email)).toEqual(["a@example.com"]);
    expect(rejected.length).toBeGreaterThan(0);
  });
});

describe("10,000 leads", () => {
  it("are the same on every machine, and found by index in less than 200 ms", async () => {
    const seed = readFileSync(join(import.meta.dirname, "seed.sql"), "utf8");
    await stack.admin.unsafe(seed);
    await stack.admin.unsafe(seed);
    const [made] = await stack.admin`
      select count(*)::int as n, min(user_id::text) as owner, min(campaign_id::text) as campaign
      from leads where email like '%@customer.example'`;
    expect(made?.n).toBe(outreach.seed.leads);
    await stack.admin`analyze leads`;
    const queries = {
      list: `user_id = '${made?.owner}' order by created_at desc, id desc limit 51`,
      next: `user_id = '${made?.owner}' and (created_at, id) < ('2026-01-03 01:00:00Z', '${made?.owner}') order by created_at desc, id desc limit 51`,
      campaign: `user_id = '${made?.owner}' and campaign_id = '${made?.campaign}' order by created_at desc, id desc limit 51`,
      status: `campaign_id = '${made?.campaign}' and status = 'bounced' limit 100`,
      duplicate: `user_id = '${made?.owner}' and email = 'lead77@customer.example' and campaign_id = '${made?.campaign}'`,
    };
    for (const [name, where] of Object.entries(queries)) {
      const rows = await stack.admin.unsafe(
        `explain (analyze, format json) select * from leads where ${where}`,
      );
      const plans = rows[0]?.["QUERY PLAN"] as { "Execution Time": number }[] | undefined;
      const plan = plans?.[0];
      expect([name, JSON.stringify(plan)]).not.toEqual([name, expect.stringContaining("Seq Scan")]);
      expect([name, JSON.stringify(plan)]).toEqual([name, expect.stringContaining("Index")]);
      expect(plan?.["Execution Time"]).toBeLessThan(200);
    }
  });
});

describe("queries of campaigns, senders, emails and their events", () => {
  const owner = crypto.randomUUID();
  const used = async (query: string) => {
    const rows = await stack.admin.unsafe<{ "QUERY PLAN": string }[]>(`explain ${query}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
  beforeAll(async () => {
    await stack.admin`insert into accounts (user_id, address, daily_quota)
      select case when n <= 12 then ${owner}::uuid else gen_random_uuid() end,
        's' || n || '@ship.dev', 1000
      from generate_series(1, 3000) n`;
    await stack.admin`insert into campaigns (user_id, account_id, name, subject, body, status)
      select a.user_id, a.id, 'c', 's', 'b', 'active' from accounts a`;
    await stack.admin`insert into leads (user_id, campaign_id, email)
      select ${owner}, (select id from campaigns where user_id = ${owner} limit 1),
        'person' || n || '@example.com' from generate_series(1, 3000) n`;
    await stack.admin`insert into emails (user_id, campaign_id, lead_id)
      select user_id, campaign_id, id from leads where user_id = ${owner}`;
    await stack.admin`insert into email_events (user_id, email_id, event_type)
      select user_id, id, 'sent' from emails where user_id = ${owner}`;
    await stack.admin`analyze accounts, campaigns, leads, emails, email_events`;
  });

  it("use the indexes that the readiness report names", async () => {
    const one = "00000000-0000-4000-8000-000000000000";
    expect(
      await used(`select id from campaigns where user_id = '${owner}' and status = 'active'`),
    ).toMatch(/campaigns_active|campaigns_order/);
    expect(
      await used(`select id from emails where campaign_id = '${one}' and status = 'queued'`),
    ).toContain("emails_queued");
    expect(
      await used(`select id from accounts where user_id = '${owner}' and is_active`),
    ).toContain("accounts_active");
    const events = `select 1 from email_events where email_id = '${one}' and event_type = 'sent'`;
    expect(await used(`${events} and occurred_at > now() - interval '1 day'`)).toContain(
      "email_events_by_email",
    );
  });

  it("show ten senders at most, and reserve a hundred emails at most", async () => {
    const { authorization } = await newPerson({ id: owner });
    const answer = await stack.worker.fetch("/rest/accounts", { headers: { authorization } });
    expect(((await answer.json()) as { accounts: unknown[] }).accounts).toHaveLength(10);
    const [row] = await stack.admin`select reserve_campaign_emails(campaign_id, 5000) as n
      from emails where user_id = ${owner} limit 1`;
    expect(row?.n).toBe(100);
  });

  it("change the status of many emails at once, and give reserved places back", async () => {
    const [before] = await stack.admin`select a.id, a.emails_sent_today as n from accounts a
      where exists (select from emails e where e.account_id = a.id)`;
    const emails = await stack.admin`select id from emails where user_id = ${owner}
      order by (status = 'reserved') desc limit 1000`;
    const ids = emails.map(({ id }) => String(id));
    const update = (given: string[]) =>
      stack.admin`select batch_update_email_status(${given}::uuid[], 'failed') as n`;
    await stack.admin`update emails set status = 'sending' where id = ${ids[0] ?? ""}`;
    expect((await update(ids))[0]?.n).toBe(999);
    expect((await update(ids))[0]?.n).toBe(0);
    const [after] =
      await stack.admin`select emails_sent_today as n from accounts where id = ${before?.id}`;
    expect([before?.n, after?.n]).toEqual([100, 1]);
    await expect(update([...ids, crypto.randomUUID()])).rejects.toThrow("at most 1000 ids");
  });
});

it("lets 60 of 100 requests in one second pass, across two isolates", async () => {
  const owner = await newOwner(stack);
  const other = await stack.startWorker();
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const worker = n % 2 === 0 ? stack.worker : other;
      const headers = { authorization: owner.person.authorization };
      return (await worker.fetch("/rest/leads?limit=1", { headers })).status;
    }),
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  expect(statuses.filter((status) => status === 429)).toHaveLength(40);
});

it("accept only known states, for every writer", async () => {
  for (const table of ["campaigns", "leads", "emails"]) {
    const [row] = await stack.admin`
      select pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = ${table}::regclass and contype = 'c' and convalidated
        and conkey = array(select attnum from pg_attribute
          where attrelid = ${table}::regclass and attname = 'status')`;
    expect(row?.definition, table).toMatch(/status = ANY/);
  }
});

it("shows operators the system's state", async () => {
  const [row] = await stack.admin`select * from system_health_metrics`;
  expect(Object.keys(row ?? {})).toEqual([
    ...["recent_api_calls", "active_jobs", "queued_emails", "active_campaigns", "average_job_ms"],
  ]);
  const valid = await stack.admin`
    select is_valid_email(x) as ok from unnest(array['a@b.dev', 'a@b', 'a b@c.dev', 'a@-b.dev', '.a@b.dev']) x`;
  expect(valid.map(({ ok }) => ok)).toEqual([true, false, false, false, false]);
});

it("shows operators the figures of the last hour", async () => {
  const [owner, campaign] = [crypto.randomUUID(), crypto.randomUUID()];
  await stack.admin`truncate campaigns, leads, emails, email_events cascade`;
  await stack.admin`insert into campaigns (id, user_id, name, subject, body)
    values (${campaign}, ${owner}, 'n', 's', 'b')`;
  await stack.admin`insert into leads (user_id, campaign_id, email, status)
    select ${owner}, ${campaign}, 'figure' || n || '@example.com',
      (array['new', 'contacted', 'contacted', 'contacted', 'replied'])[n] from generate_series(1, 5) n`;
  await stack.admin`insert into emails (user_id, campaign_id, lead_id)
    select user_id, campaign_id, id from leads where campaign_id = ${campaign}`;
  await stack.admin`insert into email_events (user_id, email_id, event_type, occurred_at)
    select user_id, id, 'sent', now() - interval '61 minutes' from emails where campaign_id = ${campaign}
    union all
    (select user_id, id, 'sent', now() from emails where campaign_id = ${campaign} limit 2)`;
  const headers = { authorization: `Bearer ${operatorToken}` };
  const answer = await stack.worker.fetch("/internal/health?metrics", { headers });
  expect(await answer.json()).toMatchObject({
    metrics: {
      figures: {
        "outreach.mailsPerHour": 2,
        "outreach.webhookSuccessRate": null,
        "outreach.conversionRate": 0.25,
      },
    },
  });
});

/** The statements of the readiness reports, unchanged. */
it.each(["SELECT * FROM system_health_metrics;", "SELECT * FROM webhook_deliveries;"])(
  "runs as written: %s",
  async (statement) => {
    await stack.admin.unsafe(statement);
  },
);
