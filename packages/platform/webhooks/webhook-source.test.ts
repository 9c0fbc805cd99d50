import { describe, expect, it } from "vitest";
import { signWebhook } from "./webhook-signature.ts";
import type { ReceivedWebhook } from "./webhook-source.ts";
import { webhookSources } from "./webhook-source-table.ts";

const received = (
  text: string,
  headers: Record<string, string>,
  url = "https://app.example.com/",
): ReceivedWebhook => ({
  raw: new TextEncoder().encode(text),
  text,
  headers: new Headers(headers),
  url,
});

describe("standard", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const wrong = `v1,${"A".repeat(43)}=`;
  const now = 1_614_265_330_000;
  const ask = (
    more: Record<string, string> = {},
    nowMs = now,
    secrets = [secret],
    prefix = "webhook",
  ) => {
    const all: Record<string, string> = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: "1614265330",
      signature: good,
      ...more,
    };
    const headers = Object.entries(all).map(([name, value]) => [`${prefix}-${name}`, value]);
    return webhookSources.standard.verify(
      received('{"test": 2432232314}', Object.fromEntries(headers)),
      secrets,
      nowMs,
    );
  };

  it("accepts the specification's vector, also with Svix's header names, and with either secret", async () => {
    expect(await ask()).toBe(true);
    expect(await ask({}, now, [secret], "svix")).toBe(true);
    expect(await ask({}, now, ["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", secret])).toBe(true);
    expect(await ask({ signature: `${wrong} ${wrong} v2,abc ${good}` })).toBe(true);
    expect(await ask({}, now + 300_000)).toBe(true);
    expect(await ask({}, now - 300_000)).toBe(true);
  });

  it.each([
    ["no id", { id: "" }, now],
    ["no timestamp", { timestamp: "" }, now],
    ["no signature", { signature: "" }, now],
    ["an invalid timestamp", { timestamp: "hello" }, now],
    ["milliseconds", { timestamp: "1614265330000" }, now],
    ["301 s late", {}, now + 301_000],
    ["301 s early", {}, now - 301_000],
    ["v1, alone", { signature: "v1," }, now],
    ["the first 8 characters", { signature: good.slice(0, 11) }, now],
    ["another signature", { signature: wrong }, now],
    ["an overlong signature", { signature: "v1,".padEnd(10_000, "A") }, now],
  ])("refuses %s", async (_what, more, nowMs) => {
    expect(await ask(more, nowMs)).toBe(false);
  });

  it("refuses everything with an empty secret", async () => {
    for (const empty of ["", "whsec_", "whsec_not base64", "whsec_%%%="])
      expect(await ask({}, now, [empty])).toBe(false);
  });

  it("takes the event id from its header", async () => {
    const body = '{"type":"mail.bounced","timestamp":"2026-11-30T12:00:00Z","data":{"id":"m1"}}';
    expect(await signWebhook({ id: "a", timestamp: "1", body }, secret)).toMatch(/^v1,/);
    expect(webhookSources.standard.envelopeOf(received(body, { "webhook-id": "msg_1" }))).toEqual({
      eventId: "msg_1",
      type: "mail.bounced",
      subject: "m1",
      occurredAt: new Date("2026-11-30T12:00:00Z"),
    });
    expect(webhookSources.standard.envelopeOf(received(body, {}))).toBeUndefined();
  });
});

describe("stripe", () => {
  const body = JSON.stringify({ id: "evt_test_webhook", object: "event" }, null, 2);
  const v1 = "v1=2672d138c9a412830f3bfe2ecc5bfb3277cf6f5b49d0119d77dd6cb64da1257e";
  const ask = (header: string, seconds = 12_345, secret = "whsec_test_secret", text = body) =>
    webhookSources.stripe.verify(
      received(text, { "stripe-signature": header }),
      [secret],
      seconds * 1_000,
    );

  it("accepts the library's vector, and a valid one beside unknown ones", async () => {
    expect(body).toHaveLength(51);
    expect(await ask(`t=12345,${v1}`)).toBe(true);
    expect(await ask(`t=12345,${v1},v1=potato`)).toBe(true);
    expect(await ask(`t=12345,v1=potato,${v1}`)).toBe(true);
    expect(await ask(`t=12345,${v1}`, 12_345 + 300)).toBe(true);
  });

  it.each([
    ["nothing", "", 12_345],
    ["text", "I'm not even a real signature", 12_345],
    ["v0 only", `t=12345,${v1.replace("v1", "v0")}`, 12_345],
    ["a wrong signature", `t=12345,v1=${"0".repeat(64)}`, 12_345],
    ["no time", v1, 12_345],
    ["the past", `t=12345,${v1}`, 12_345 + 301],
    ["the future", `t=12345,${v1}`, 12_345 - 301],
  ])("refuses %s", async (_what, header, seconds) => {
    expect(await ask(header, seconds)).toBe(false);
  });

  it("refuses another body, and a secret that contains a blank", async () => {
    expect(await ask(`t=12345,${v1}`, 12_345, "whsec_test_secret", `${body} `)).toBe(false);
    expect(await ask(`t=12345,${v1}`, 12_345, "whsec_test_secret ")).toBe(false);
    expect(await ask(`t=12345,${v1}`, 12_345, "")).toBe(false);
  });

  it("does not recognise version 2 events", () => {
    const event = { id: "evt_1", object: "v2.core.event", type: "v1.x", created: 1, data: {} };
    expect(webhookSources.stripe.envelopeOf(received(JSON.stringify(event), {}))).toBeUndefined();
  });
});

describe("twilio", () => {
  const u = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const p = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+14158675309",
    Digits: "1234",
    From: "+14158675309",
    To: "+18005551212",
  };
  const form = (parameters: Record<string, string> | [string, string][]) =>
    new URLSearchParams(parameters).toString();
  const ask = (signature: string, url: string, text: string, secret = "12345") =>
    webhookSources.twilio.verify(
      received(text, { "x-twilio-signature": signature }, url),
      [secret],
      0,
    );
  const addresses = ["+1325xxxxxxx", "+1415xxxxxxx"].map((value): [string, string] => [
    "MessagingBinding.Address",
    value,
  ]);
  const json = `${u}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620`;
  const empty = "&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  const secure = "https://mycompany.com";

  it.each([
    ["the usual", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", u, form(p)],
    [
      "the documentation's",
      "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
      u,
      form({ ...p, Caller: "+12349013030", From: "+12349013030" }),
    ],
    ["with port 443", "kvajT1Ptam85bY51eRf/AJRuM3w=", u, form(p)],
    ["http with port 80", "0ZXoZLH/DfblKGATFgpif+LLRf4=", u.replace("https", "http"), form(p)],
    [
      "http with port 1234",
      "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
      u.replace(secure, "http://mycompany.com:1234"),
      form(p),
    ],
    ["its port left out", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", u.replace(".com", ".com:1234"), form(p)],
    [
      "with login data",
      "CukzLTc1tT5dXEDIHm/tKBanW10=",
      u.replace(secure, "https://user:pass@mycompany.com"),
      form(p),
    ],
    ["a quote", "dsq4Ehbj6cs+KdTkpF5sSSplOWw=", `${u}&Body=It's+amazing`, form(p)],
    ["repeated names", "83O6e2vORAoJHUNzJjDWN1jz+BA=", u, form(addresses)],
    [
      "repeated names, turned round",
      "83O6e2vORAoJHUNzJjDWN1jz+BA=",
      u,
      form(addresses.toReversed()),
    ],
    [
      "repeated values",
      "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
      u,
      form([
        ["Sid", "CA123"],
        ["SidAccount", "AC123"],
        ["Digits", "5678"],
        ["Digits", "1234"],
        ["Digits", "1234"],
      ]),
    ],
    ["JSON", "a9nBmqA0ju/hNViExpshrM61xv4=", json, '{"property": "value", "boolean": true}'],
    ["empty JSON", "Ldidvp12m26NI7eqEvxnEpkd9Hc=", u.replace(".com", ".com:443") + empty, "{}"],
  ])("accepts %s", async (_what, signature, url, text) => {
    expect(await ask(signature, url, text)).toBe(true);
    expect(await ask(signature, url, text, "54321")).toBe(false);
    expect(await ask(signature, url, text.replace(/[1e}]/, "2"))).toBe(false);
    expect(await ask(signature, url.replace("foo=1", "foo=2"), text)).toBe(false);
  });

  it.each(["", "x", "ü".repeat(28), "A".repeat(5_000), "RSOYDt4T1cUTdK1PDd93/VVr8B8"])(
    "refuses the signature %j",
    async (signature) => {
      const headers = { get: (name: string) => (name === "x-twilio-signature" ? signature : null) };
      const webhook = { ...received(form(p), {}, u), headers: headers as Headers };
      expect(await webhookSources.twilio.verify(webhook, ["12345"], 0)).toBe(false);
    },
  );
});
