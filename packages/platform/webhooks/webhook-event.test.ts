import { describe, expect, it } from "vitest";
import { contentOf } from "./webhook-content.ts";
import { eventOf } from "./webhook-event.ts";
import { occurredAtOf, textOf } from "./webhook-source.ts";
import { webhookSources } from "./webhook-source-table.ts";

const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const received = (text: string, headers: Record<string, string> = {}) => ({
  raw: bytes(text),
  text,
  headers: new Headers(headers),
  url: "https://app.example.com/",
});
const stored = (source: keyof typeof webhookSources, text: string, headers = {}) => {
  const envelope = webhookSources[source].envelopeOf(received(text, headers));
  return eventOf({ source, raw: bytes(text), sha256: "digest" }, envelope);
};
const vapi = (message: object) =>
  JSON.stringify({ message: { type: "hang", call: { id: "c" }, ...message } });
const stripe = (more: object) =>
  JSON.stringify({
    ...{ id: "evt_1", object: "event", type: "a", created: 1, data: { object: { id: "o" } } },
    ...more,
  });

describe("a signed event that PostgreSQL could not store as it is", () => {
  it.each([
    ["a NUL in a type", () => stored("vapi", vapi({ type: "a\u0000b" }))],
    ["a NUL in a call's id", () => stored("vapi", vapi({ call: { id: "c\u0000" } }))],
    ["a NUL in an account", () => stored("vapi", vapi({ call: { id: "c", orgId: "\u0000" } }))],
    ["half a character", () => stored("vapi", vapi({ call: { id: "\ud800" } }))],
    ["a NUL in Stripe's id", () => stored("stripe", stripe({ id: "evt_\u0000" }))],
    ["a NUL in Twilio's form", () => stored("twilio", "CallSid=CA1%00&CallStatus=ringing")],
    ["a bare NUL elsewhere", () => stored("twilio", "CallSid=CA1&CallStatus=ringing&X=\u0000")],
    ["a long id", () => stored("twilio", `CallSid=${"C".repeat(300)}`)],
  ])("is kept as unrecognised: %s", (_what, event) => {
    expect(event()).toMatchObject({
      eventId: "sha256:digest",
      status: "unrecognised",
      type: "",
      subject: "",
    });
  });

  it.each([
    ["vapi", vapi({ timestamp: 1e20 })],
    ["vapi", vapi({ timestamp: -1 })],
    ["stripe", stripe({ created: Number.MAX_SAFE_INTEGER })],
    ["standard", JSON.stringify({ type: "a", timestamp: "0000-01-01T00:00:00Z" })],
    ["twilio", "CallSid=CA1&CallStatus=ringing&Timestamp=Tue%2C%2001%20Jan%2020000%2000%3A00%3A00"],
    ["twilio", "CallSid=CA1&CallStatus=ringing&Timestamp=soon"],
  ] as const)("is stored without its impossible time: %s %s", (source, text) => {
    const event = stored(source, text, { "webhook-id": "msg_1" });
    expect(event.status).toBe("received");
    expect(event.occurredAt).toBeUndefined();
  });
});

it("a usual event keeps its envelope", () => {
  expect(stored("stripe", stripe({ created: 1_700_000_000 }))).toMatchObject({
    eventId: "evt_1",
    status: "received",
    occurredAt: new Date(1_700_000_000_000),
  });
  expect(occurredAtOf(Date.UTC(9999, 11, 31))).toEqual(new Date("9999-12-31T00:00:00Z"));
});

it("bytes are verified as they are: nothing is repaired or left out", () => {
  expect(textOf(bytes("\ufeff{}"))).toBe("\ufeff{}");
  expect(textOf(Uint8Array.of(0x7b, 0xff, 0x7d))).toBe("");
  expect(textOf(bytes("{“é”}"))).toBe("{“é”}");
});

it("content for the database has no NUL and no half characters", () => {
  const text = '{"a":["x\\u0000y",{"b":"\\ud800"}],"c":1}';
  expect(contentOf(text)).toEqual({ a: ["xy", { b: "\ufffd" }], c: 1 });
});
