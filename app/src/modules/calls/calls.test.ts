import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { operatorToken, startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson, type Person } from "../../../testing/tokens.ts";
import { twilioRequest, vapiRequest } from "./testing/signed-requests.ts";

let stack: TestStack;
let owner: Person;
const publicUrl = "https://voice.example.com";
const configuration = { calls: { publicUrl, assistantId: "assistant-1" } };
let worker: TestStack["worker"];
beforeAll(async () => {
  stack = await startStack();
  worker = await stack.startWorker({ CONFIGURATION: JSON.stringify(configuration) });
  owner = await newPerson();
  await stack.admin`insert into call_agents (vendor, vendor_agent_id, owner_id)
    values ('vapi', 'assistant-1', ${owner.id}), ('twilio', 'AC1', ${owner.id})`;
});
afterAll(() => stack?.close());

const send = async (message: object, options: { id?: string; secret?: string } = {}) =>
  worker.fetch("/webhooks/vapi", await vapiRequest({ message }, options));
const callOf = (id: string) => ({ id, assistantId: "assistant-1" });
const status = (id: string, value: string) => ({
  type: "status-update",
  status: value,
  call: callOf(id),
});
const report = (id: string, more: object = {}) => ({
  type: "end-of-call-report",
  call: callOf(id),
  endedReason: "customer-ended-call",
  summary: "They asked about the weather.",
  transcript: "AI: Hello. User: Hello.",
  ...more,
});
const eventsOf = async (subject: string) => [
  ...(await stack.admin`select type, status, error_code from webhook_events
    where subject = ${subject} order by received_at`),
];
const settled = (subject: string) =>
  until("all events", async () =>
    (await eventsOf(subject)).every((one) => one.status === "done" || one.status === "ignored"),
  );
const rowOf = async (id: string) =>
  (
    await stack.admin`select status, ended_reason, summary from calls where vendor_call_id = ${id}`
  )[0];
const read = (path: string, person = owner) =>
  worker.fetch(path, { headers: { authorization: person.authorization } });

it("stores an event before it responds, and applies it once however often it arrives", async () => {
  const events = [status("c1", "ringing"), status("c1", "in-progress"), report("c1")];
  for (const event of events) expect((await send(event)).status).toBe(204);
  expect(await eventsOf("c1")).toHaveLength(3);
  for (const event of events) expect((await send(event)).status).toBe(204);
  expect(await eventsOf("c1")).toHaveLength(3);
  await settled("c1");
  expect(await rowOf("c1")).toMatchObject({ status: "ended", ended_reason: "customer-ended-call" });
});

it("accepts events in any order: a lower status changes nothing, a report before `ended` is kept", async () => {
  for (const event of [report("c2"), status("c2", "ended"), status("c2", "ringing")]) {
    expect((await send(event)).status).toBe(204);
    await settled("c2");
  }
  expect(await rowOf("c2")).toMatchObject({
    status: "ended",
    summary: "They asked about the weather.",
  });
});

it("shows calls and transcripts only to their owner, long ones compressed", async () => {
  const transcript = "AI: Hello again. ".repeat(500);
  await send(report("c3", { transcript }));
  await settled("c3");
  const page = (await (await read("/rest/calls?limit=100")).json()) as {
    calls: { id: string; vendorCallId: string }[];
  };
  const id = page.calls.find((one) => one.vendorCallId === "c3")?.id;
  expect(await (await read(`/rest/calls/${id}/transcript`)).json()).toEqual({
    callId: id,
    text: transcript,
  });
  const [stored] = await stack.admin`select encoding, length(content) as bytes
    from call_transcripts where call_id = ${String(id)}`;
  expect(stored?.encoding).toBe("gzip");
  expect(Number(stored?.bytes)).toBeLessThan(500);
  const stranger = await newPerson();
  expect(await (await read("/rest/calls", stranger)).json()).toEqual({
    calls: [],
    nextCursor: null,
  });
  for (const path of [`/rest/calls/${id}`, `/rest/calls/${id}/transcript`])
    expect((await read(path, stranger)).status).toBe(404);
});

it("stores what it does not recognise and responds with 2xx: a type, an envelope, a call without an id", async () => {
  expect((await send({ type: "brand-new", call: callOf("c4") })).status).toBe(204);
  await until("the outcome", async () =>
    (await eventsOf("c4")).some((one) => one.status === "unrecognised"),
  );
  for (const body of ["{", "[]", JSON.stringify({ message: { type: "status-update" } })]) {
    const response = await worker.fetch("/webhooks/vapi", await vapiRequest(body));
    expect(response.status).toBe(204);
  }
  const kept = await stack.admin`select convert_from(payload, 'UTF8') as text from webhook_events
    where status = 'unrecognised' and event_id like 'sha256:%'`;
  expect(kept).toHaveLength(3);
  await until("a line", () => worker.logs().some((line) => line.event === "webhook.unrecognised"));
});

it("an event that cannot be applied fails visibly, with a code and no message", async () => {
  expect((await send(status("c5", "no such status"))).status).toBe(204);
  await until("the end", async () => (await eventsOf("c5"))[0]?.status === "dead");
  // The event is stored before its job is queued.
  const jobs = () => stack.admin`select status, error_code from jobs where key like '%c5%'`;
  await until("the job's end", async () => (await jobs())[0]?.status === "dead");
  expect(await jobs()).toMatchObject([{ error_code: "PAYLOAD_INVALID" }]);
});

it("ignores signed content that is sent again under another id, which is not signed", async () => {
  const ids = ["first", "second", "third"].map((name) => `replay-${name}`);
  const statuses = await Promise.all(
    ids.map(async (id) => (await send(status("c-replay", "ringing"), { id })).status),
  );
  expect(statuses).toEqual([204, 204, 204]);
  expect(await eventsOf("c-replay")).toHaveLength(1);
});

it("reports different content under a known id", async () => {
  await send(status("c6", "ringing"), { id: "message-6" });
  expect((await send(status("c6", "queued"), { id: "message-6" })).status).toBe(204);
  expect(await eventsOf("c6")).toHaveLength(1);
  await until("a line", () => worker.logs().some((line) => line.event === "webhook.differs"));
});

it("responds to tool calls at once, and runs a repeated one once", async () => {
  const message = {
    type: "tool-calls",
    call: callOf("c8"),
    toolCallList: [{ id: "t1", name: "request_callback", arguments: { number: "+491234567" } }],
  };
  const wanted = {
    results: [{ toolCallId: "t1", result: "Noted. We will call +491234567 back." }],
  };
  for (const id of ["m1", "m2"]) {
    const response = await send(message, { id });
    expect([response.status, await response.json()]).toEqual([200, wanted]);
  }
  expect(await stack.admin`select 1 from tool_calls where vendor_call_id = 'c8'`).toHaveLength(1);
  const ask = await send({ type: "assistant-request", call: callOf("c8") });
  expect(await ask.json()).toEqual({ assistantId: "assistant-1" });
});

it("verifies Twilio's callbacks by the public URL, not the one behind the edge", async () => {
  const form = { CallSid: "CA1", AccountSid: "AC1", CallStatus: "completed", SequenceNumber: "3" };
  const path = "/webhooks/twilio/status";
  const post = async (url: string) => worker.fetch(path, await twilioRequest(url, form));
  expect((await post(`${worker.url}webhooks/twilio/status`)).status).toBe(401);
  expect((await post(`${publicUrl}${path}`)).status).toBe(204);
  await settled("CA1");
  expect(await rowOf("CA1")).toMatchObject({ status: "ended", ended_reason: "completed" });
});

it("refuses unsigned requests, with 429 after 100 a minute, and bodies of 3 MB with 413", async () => {
  const from = { "cf-connecting-ip": "192.0.2.50" };
  const signed = async () => {
    const init = await vapiRequest({ message: status("c7", "ringing") });
    const headers = { ...(init.headers as object), ...from };
    return (await worker.fetch("/webhooks/vapi", { ...init, headers })).status;
  };
  expect(await signed()).toBe(204);
  const unsigned = () =>
    worker.fetch("/webhooks/vapi", { method: "POST", body: "{}", headers: from });
  const sent = await Promise.all(Array.from({ length: 150 }, unsigned));
  expect(sent.filter((one) => one.status === 401)).toHaveLength(100);
  expect(sent.filter((one) => one.status === 429)).toHaveLength(50);
  expect((await send(status("c71", "ringing"), { secret: "another" })).status).toBe(401);
  expect(await eventsOf("c71")).toEqual([]);
  // Signed requests from the same address still pass.
  expect(await signed()).toBe(204);
  const large = await worker.fetch("/webhooks/vapi", {
    method: "POST",
    body: "x".repeat(3 * 1024 * 1024),
  });
  expect(large.status).toBe(413);
});

it("a vendor's address that has sent a valid signature gets no strikes when its secret is wrong", async () => {
  const strict = await stack.startWorker({ ALLOWED_ADDRESSES: "" });
  const from = async (address: string, secret?: string) => {
    const init = await vapiRequest({ message: status("c9", "ringing") }, secret ? { secret } : {});
    const headers = { ...(init.headers as object), "cf-connecting-ip": address };
    return (await strict.fetch("/webhooks/vapi", { ...init, headers })).status;
  };
  expect(await from("192.0.2.1")).toBe(204);
  await until("the note", async () => {
    for (let sent = 0; sent < 60; sent++) await from("192.0.2.1", "wrong");
    for (let sent = 0; sent < 60; sent++) await from("192.0.2.99", "wrong");
    return (await from("192.0.2.99")) === 403;
  });
  expect(await from("192.0.2.1")).toBe(204);
});

it("an event whose job died is dead; one without a job raises an alert", async () => {
  const old = `now() - interval '20 minutes'`;
  await stack.admin.unsafe(`insert into webhook_events (source, event_id, subject, received_at, content_sha256, status)
    values ('vapi', 'killed', 'c20', ${old}, 'a', 'failed'), ('vapi', 'orphan', 'c21', ${old}, 'a', 'received'),
      ('vapi', 'alive', 'c22', ${old}, 'a', 'failed')`);
  await stack.admin`insert into jobs (kind, key, payload, max_attempts, attempts, status, done_at, run_at, error_code)
    values ('call.event', 'vapi:killed', '{}', 3, 3, 'dead', now(), now(), 'LEASE_LOST'),
      ('call.event', 'vapi:alive', '{}', 3, 1, 'queued', null, now() + interval '1 hour', null)`;
  await worker.runCron("* * * * *");
  expect(await eventsOf("c20")).toMatchObject([{ status: "dead", error_code: "LEASE_LOST" }]);
  expect(await eventsOf("c22")).toMatchObject([{ status: "failed" }]);
  const answer = await worker.fetch("/internal/alerts", {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  const { alerts } = (await answer.json()) as { alerts: { name: string; value: number }[] };
  // State before the sweep: an orphaned event and one whose job is dead.
  expect(alerts.find(({ name }) => name === "webhooks-stuck")).toMatchObject({
    value: 2,
    fires: true,
  });
  await stack.admin`delete from webhook_events where subject in ('c20', 'c21', 'c22')`;
});

it("a call that never got its final event is ended after the longest allowed duration", async () => {
  await stack.admin`insert into calls (vendor, vendor_call_id, owner_id, status, last_event_at)
    values ('vapi', 'endless', ${owner.id}, 'in-progress', now() - interval '13 hours'),
      ('vapi', 'long', ${owner.id}, 'in-progress', now() - interval '11 hours')`;
  expect(await worker.runCron("* * * * *")).toBe("ok");
  expect(await rowOf("endless")).toMatchObject({ status: "ended", ended_reason: "no-final-event" });
  expect(await rowOf("long")).toMatchObject({ status: "in-progress" });
});

it("reads pages, open calls and events by their indexes at 10,000 calls", async () => {
  await stack.admin`insert into calls (vendor, vendor_call_id, owner_id, status, created_at, last_event_at)
    select 'vapi', 'seed-' || g, case when g % 100 = 0 then ${owner.id}::uuid else gen_random_uuid() end, 'ended',
      now() - make_interval(secs => g), now() from generate_series(1, 10000) g`;
  await stack.admin`insert into webhook_events (source, event_id, content_sha256, status, done_at)
    select 'vapi', 'seed-' || g, 'a', 'done', now() from generate_series(1, 10000) g`;
  await stack.admin`analyze calls, webhook_events`;
  const plan = async (query: string) =>
    JSON.stringify(await stack.admin.unsafe(`explain (costs off) ${query}`));
  const page = await plan(`select * from calls where owner_id = '${owner.id}'
    and (created_at, id) < (now(), gen_random_uuid()) order by created_at desc, id desc limit 21`);
  expect(page).toContain("calls_owner_order");
  expect(page).not.toMatch(/Seq Scan|Sort/);
  const open = "select * from calls where status <> 'ended' and created_at < now()";
  expect(await plan(open)).toContain("calls_open");
  const stuck = `select * from webhook_events where status in ('received', 'processing', 'failed')
    and status not in ('done', 'ignored') and received_at < now()`;
  expect(await plan(stuck)).toContain("webhook_events_open");
  await stack.admin`delete from calls where vendor_call_id like 'seed-%'`;
});

it("applies a report whose texts PostgreSQL cannot store as they are", async () => {
  const odd = report("odd", { transcript: "AI: Hel\u0000lo.", summary: "half \ud800 a character" });
  expect((await send(odd)).status).toBe(204);
  await settled("odd");
  expect(await rowOf("odd")).toMatchObject({ status: "ended", summary: "half \ufffd a character" });
  expect((await send({ type: "hang\u0000", call: callOf("nul") })).status).toBe(204);
  const kept = await stack.admin`select 1 from webhook_events
    where status = 'unrecognised' and convert_from(payload, 'UTF8') like '%"nul"%'`;
  expect(kept).toHaveLength(1);
});
