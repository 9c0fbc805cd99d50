import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { TestStack } from "../../../testing/stack.ts";
import type { MailCloud } from "./testing/mail-cloud.ts";
import { type MailStack, startMailStack } from "./testing/mail-stack.ts";
import { newOwner, work } from "./testing/owner.ts";

let cloud: MailCloud;
let stack: TestStack;
let close: MailStack["close"] | undefined;
beforeAll(async () => {
  ({ cloud, stack, close } = await startMailStack());
});
afterAll(() => close?.());
beforeEach(() => cloud.clear());

const oneClick = () => ({
  method: "POST",
  body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
});
const suppressed = async (owner: string) => {
  const [row] = await stack.admin`
    select count(*)::int as n from suppressions where user_id = ${owner}`;
  return row?.n;
};

/** The link's path in the one mail that a new campaign has sent. */
async function sentLink(leads = 1): Promise<{ path: string; owner: string; list: string }> {
  const owner = await newOwner(stack);
  const { listId } = await owner.campaign(leads);
  await work(stack.worker);
  const [mail] = await cloud.mails(1);
  const [, url = ""] = /<(https:[^>]+)>/.exec(mail?.headers["list-unsubscribe"] ?? "") ?? [];
  return { path: new URL(url).pathname, owner: owner.person.id, list: listId };
}

it("accepts a POST as mail clients send it: a form, no cookie, no origin; repeating is harmless", async () => {
  const { path, owner } = await sentLink();
  const pair = "List-Unsubscribe=One-Click";
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  for (const body of [new URLSearchParams(pair), form]) {
    const response = await stack.worker.fetch(path, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "user-agent": "Google-Mail-Unsubscribe" },
    });
    expect(response.status).toBe(200);
    expect(await suppressed(owner)).toBe(1);
  }
  const [event] = await stack.admin`
    select count(*)::int as n from email_events where event_type = 'unsubscribed' and user_id = ${owner}`;
  expect(event?.n).toBe(1);
});

it("any other POST changes nothing", async () => {
  const { path, owner } = await sentLink();
  const form = "application/x-www-form-urlencoded";
  const others: [string, string][] = [
    ["", form],
    ["List-Unsubscribe=", form],
    ["List-Unsubscribe=one-click", form],
    ["list-unsubscribe=One-Click", form],
    ["List-Unsubscribe%3DOne-Click", form],
    ["List-Unsubscribe=One-Click", "text/plain"],
    ['{"List-Unsubscribe":"One-Click"}', "application/json"],
    ["--x", "multipart/form-data; boundary=y"],
  ];
  for (const [body, type] of others) {
    const headers = { "content-type": type };
    const response = await stack.worker.fetch(path, { method: "POST", body, headers });
    expect([body, response.status]).toEqual([body, 422]);
  }
  expect(await suppressed(owner)).toBe(0);
});

it("a GET or HEAD changes nothing, however many scanners open the link", async () => {
  const { path, owner } = await sentLink();
  for (const method of ["GET", "HEAD", "GET"]) {
    const response = await stack.worker.fetch(path, { method });
    expect(response.status).toBe(200);
  }
  expect(await suppressed(owner)).toBe(0);
});

it("responds alike to an invalid token and an unknown one", async () => {
  const answers = await Promise.all(
    ["a", "A".repeat(43), "%22%3E%3Cscript%3E", "x".repeat(500)].map(async (token) => {
      const response = await stack.worker.fetch(`/unsubscribe/${token}`, { method: "POST" });
      return [response.status, (await response.text()).includes("Link not found")];
    }),
  );
  for (const answer of answers.filter(([status]) => status !== 403))
    expect(answer).toEqual([404, true]);
});

it("escapes everything it shows, and runs no script", async () => {
  const { path, owner } = await sentLink();
  const markup = `<img src=x onerror=alert(1)>"'&`;
  await stack.admin`update campaigns set name = ${markup} where user_id = ${owner}`;
  const response = await stack.worker.fetch(path);
  const page = await response.text();
  expect(page).not.toContain("<img");
  expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;");
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; form-action 'self'.*style-src 'sha256-[A-Za-z0-9+/=]+'$/,
  );
});

it("applies to the list: its other campaigns send nothing, other lists still do", async () => {
  const { path, owner, list } = await sentLink();
  await stack.worker.fetch(path, oneClick());
  for (const [name, listId] of [
    ["same", list],
    ["other", crypto.randomUUID()],
  ] as const)
    await stack.admin`
      with c as (
        insert into campaigns (user_id, account_id, list_id, name, subject, body, status)
        select ${owner}, id, ${listId}, ${name}, 's', 'b', 'active' from accounts where user_id = ${owner}
        returning id, user_id),
      l as (
        insert into leads (user_id, campaign_id, email)
        select distinct c.user_id, c.id, x.email from c, leads x where x.user_id = ${owner} returning *)
      insert into emails (user_id, campaign_id, lead_id) select user_id, campaign_id, id from l`;
  await cloud.clear();
  await work(stack.worker);
  const rows = await stack.admin`
    select c.name, e.status from emails e join campaigns c on c.id = e.campaign_id
    where c.user_id = ${owner} and c.name in ('same', 'other') order by c.name`;
  expect(rows.map(({ name, status }) => [name, status])).toEqual([
    ["other", "sent"],
    ["same", "suppressed"],
  ]);
});

it("survives a rotation of the key: links in sent mails still work", async () => {
  const { path, owner } = await sentLink();
  const other = await stack.startWorker({
    UNSUBSCRIBE_KEY: "another-key-of-at-least-32-characters",
  });
  expect((await other.fetch(path, oneClick())).status).toBe(200);
  expect(await suppressed(owner)).toBe(1);
});
