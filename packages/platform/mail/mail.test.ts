import { createResend } from "@seaworthy/local/resend/api/index";
import type { KeptMail } from "@seaworthy/local/resend/sink/mail-store";
import { openMailStore } from "@seaworthy/local/resend/sink/mail-store";
import { type SmtpSinkOptions, startSmtpSink } from "@seaworthy/local/resend/sink/smtp-sink";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, scriptedServer } from "../testing/mail/scripted-server.ts";
import { type Sender, startSender, type Through } from "../testing/mail/send-from-workerd.ts";
import type { MailMessage } from "./message.ts";

const message: MailMessage = {
  from: { address: "crew@ship.example", name: 'Ünïcode "Crew", Ltd.' },
  to: { address: "ada@example.com", name: "Ada" },
  replyTo: { address: "answers@ship.example" },
  subject: `Grüße an Bord ${"✓ lang ".repeat(30)}`,
  text: `Hé.\n.a line with a dot\n${"x".repeat(2_000)}\n`,
  html: "<p>Hé.</p>",
  unsubscribe: { url: "https://ship.example/leave/abc_DEF-1", mailto: "leave@ship.example" },
};
const login = { user: "resend", password: "re_password" };
const keyHeader = "Resend-Idempotency-Key";

let cloud: TestCloud;
let sender: Sender;
const smtp = openMailStore(":memory:", () => Date.now());
const ports = { tls: 0, starttls: 0 };
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createResend] });
  sender = await startSender();
  for (const kind of ["tls", "starttls"] as const) {
    ports[kind] = await freePort();
    const tls = { ...sender.tls, secure: kind === "tls" };
    const options: SmtpSinkOptions = { store: smtp, port: ports[kind], tls, login };
    const sink = await startSmtpSink(options);
    closing.push(() => sink.close());
  }
});
afterAll(async () => {
  for (const close of closing) await close();
  await sender?.close();
  await cloud?.close();
});

/** The local cloud's mails, newest first. */
async function kept(): Promise<KeptMail[]> {
  const response = await fetch(`${cloud.control.resend}/seaworthy-mails`, {
    headers: { authorization: `Bearer ${cloud.tokens.resend}` },
  });
  return ((await response.json()) as { mails: KeptMail[] }).mails;
}

const server = (kind: "tls" | "starttls", more: object = {}): Through => ({
  smtp: { host: "localhost", port: ports[kind], security: kind, login, timeoutMs: 10_000, ...more },
});

interface Case {
  readonly through: () => Through | Promise<Through>;
  readonly mails: () => KeptMail[] | Promise<KeptMail[]>;
}
const adapters: Readonly<Record<string, Case>> = {
  resend: {
    through: () => ({
      bindings: {
        MAIL: { adapter: "resend", baseUrl: `${cloud.control.resend}` },
        MAIL_KEY: cloud.tokens.resend,
      },
    }),
    mails: kept,
  },
  "smtp at 465": { through: () => server("tls", { keyHeader }), mails: () => smtp.list(100) },
  "smtp at 587": { through: () => server("starttls", { keyHeader }), mails: () => smtp.list(100) },
  sink: {
    through: async () => ({
      bindings: { MAIL: { adapter: "sink", port: await cloud.context.ports.get("resend.smtp") } },
    }),
    mails: kept,
  },
  noop: { through: () => ({ bindings: { MAIL: { adapter: "noop" } } }), mails: () => [] },
};

describe.each(Object.entries(adapters))("mail by %s", (name, { through, mails }) => {
  const key = () => `${crypto.randomUUID()}`;

  it("is accepted once per key, however often it is sent", async () => {
    const id = key();
    const before = (await mails()).length;
    const first = await sender.send(await through(), message, id);
    const second = await sender.send(await through(), message, id);
    expect(first).toMatchObject({ outcome: "accepted", repeatable: true });
    expect(second).toEqual(first);
    expect((await mails()).length - before).toBe(name === "noop" ? 0 : 1);
  });

  it("arrives unchanged, with both headers of one-click unsubscribe", async () => {
    const subject = `${message.subject}${key()}`;
    await sender.send(await through(), { ...message, subject }, key());
    if (name === "noop") return;
    const mail = (await mails()).find((one) => one.subject === subject);
    expect(mail?.to).toBe("Ada <ada@example.com>");
    expect(mail?.from).toMatch(/Ünïcode|=\?utf-8/);
    expect(mail?.text.replace(/\r\n/g, "\n")).toBe(message.text);
    expect(mail?.headers).toMatchObject({
      "list-unsubscribe": "<https://ship.example/leave/abc_DEF-1>, <mailto:leave@ship.example>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
  });

  it.each([
    ["a line break in a name", { to: { address: "a@b.example", name: "A\r\nBcc: x@y.example" } }],
    ["a line break in the subject", { subject: "Hi\nBcc: x@y.example" }],
    ["another line break", { subject: "Hi\u2028Bcc: x@y.example" }],
    ["two addresses", { to: { address: "a@b.example,c@d.example" } }],
    ["an address with a command", { to: { address: "a@b.example>\r\nRCPT TO:<c@d.example" } }],
    ["no domain", { to: { address: "root" } }],
    ["one label", { to: { address: "root@localhost" } }],
    ["an address literal", { to: { address: "root@[127.0.0.1]" } }],
    ["a quoted local part", { to: { address: '"a b"@c.example' } }],
    ["a javascript link", { unsubscribe: { url: "javascript:alert(1)" } }],
    ["two links", { unsubscribe: { url: "https://a.example/>,<https://b.example/" } }],
    ["half a character", { subject: "\ud800" }],
  ])("is refused with %s", async (_what, change) => {
    const sent = await sender.send(await through(), { ...message, ...change }, key());
    expect(sent).toEqual({ thrown: "UNPROCESSABLE" });
  });

  it("needs a key that every provider accepts", async () => {
    const sent = await sender.send(await through(), message, "a\r\nb");
    expect(sent).toMatchObject({ outcome: "rejected", code: "invalid_idempotency_key" });
  });
});

describe("a mail server", () => {
  const key = () => crypto.randomUUID();

  it("that is down is retried", async () => {
    const port = await freePort();
    const closed = [
      { bindings: { MAIL: { adapter: "sink", port } } },
      {
        bindings: {
          MAIL: { adapter: "resend", baseUrl: `http://127.0.0.1:${port}` },
          MAIL_KEY: "k",
        },
      },
    ] as const;
    for (const through of closed)
      expect(await sender.send(through, message, key())).toMatchObject({
        outcome: "retry",
        code: "unreachable",
      });
  });

  it("that refuses the login loses no mail: after an operator fixes it, the mail is sent", async () => {
    const wrong = server("tls", { login: { user: "resend", password: "wrong" } });
    expect(await sender.send(wrong, message, key())).toMatchObject({
      outcome: "retry",
      code: "smtp_535",
      afterMs: 900_000,
    });
    const api = {
      MAIL: { adapter: "resend", baseUrl: cloud.control.resend },
      MAIL_KEY: "re_no",
    } as const;
    expect(await sender.send({ bindings: api }, message, key())).toMatchObject({
      outcome: "retry",
      code: "validation_error",
      afterMs: 900_000,
    });
  });

  it.each([
    ["550 5.1.1 No such user", { outcome: "rejected", code: "smtp_550_5.1.1" }],
    ["451 4.7.1 Greylisted", { outcome: "retry", code: "smtp_451_4.7.1" }],
    ["552 Full", { outcome: "rejected", code: "smtp_552" }],
    ["nonsense", { outcome: "retry", code: "connection_broken" }],
  ])("that responds to the recipient with %s", async (answer, outcome) => {
    const host = await scriptedServer((line) => (line.startsWith("RCPT") ? answer : undefined));
    closing.push(host.close);
    expect(await sender.send({ smtp: host.options }, message, key())).toMatchObject(outcome);
    expect(host.messages()).toBe(0);
  });

  it("that is lost after the message leaves the outcome unknown, unless it supports idempotency keys", async () => {
    const host = await scriptedServer((line) => (line === "." ? "hang up" : undefined));
    closing.push(host.close);
    const sent = (more: object) =>
      sender.send({ smtp: { ...host.options, ...more } }, message, key());
    expect(await sent({})).toMatchObject({ outcome: "unknown", repeatable: false });
    expect(await sent({ keyHeader })).toMatchObject({ outcome: "retry", repeatable: true });
    expect(host.messages()).toBe(2);
  });

  it("that never responds times out", async () => {
    const host = await scriptedServer((line) => (line.startsWith("MAIL") ? "" : undefined));
    closing.push(host.close);
    const smtp = { ...host.options, timeoutMs: 400 };
    expect(await sender.send({ smtp }, message, key())).toMatchObject({
      outcome: "retry",
      code: "connection_broken",
    });
  });

  it("without STARTTLS, or with plain text injected after it, gets no password", async () => {
    for (const answer of ["454 4.7.0 Not now", "220 Go\r\n250 injected"]) {
      const host = await scriptedServer((line) => (line === "STARTTLS" ? answer : undefined));
      closing.push(host.close);
      const smtp = { ...host.options, security: "starttls" as const, login };
      expect((await sender.send({ smtp }, message, key())).outcome).toBe("retry");
      expect(host.lines().join("\n")).not.toMatch(/AUTH|cmVfcGFzc3dvcmQ/);
    }
  });
});

describe("a message for SMTP", () => {
  it("has no line over 998 characters, no encoded word over 75, and parses back unchanged", async () => {
    await sender.send(server("tls"), message, crypto.randomUUID());
    const raw = smtp.list(1)[0]?.raw ?? "";
    expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
    for (const [word] of raw.matchAll(/=\?utf-8\?B\?[^?]*\?=/g))
      expect(word.length).toBeLessThanOrEqual(75);
    const read = await PostalMime.parse(raw);
    expect(read.subject).toBe(message.subject);
    expect(read.from).toMatchObject({ name: message.from.name, address: message.from.address });
    expect(read.html?.trim()).toBe(message.html);
    expect(read.messageId).toMatch(/@ship\.example>$/);
  });
});
