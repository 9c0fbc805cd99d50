import { AppError } from "../../errors/errors.ts";
import { within } from "../../request/time-limit.ts";
import { composeMessage } from "../compose.ts";
import { base64 } from "../header-text.ts";
import type { MailAdapter } from "../mail.ts";
import { accepted, type MailOutcome, rejected, retry, unknown } from "../outcome.ts";
import { openSmtp, type SmtpConnection } from "./smtp-connection.ts";
import type { SmtpOptions } from "./smtp-options.ts";
import { broken, codeOf, type SmtpReply } from "./smtp-reply.ts";

const pauseMs = 60_000;
/** Wait until an operator has fixed the setup, such as the password. */
const setupMs = 15 * 60_000;

/** Progress of a message: from `handed over` on, the server may have accepted it. */
interface Progress {
  stage: "opening" | "handed over";
}

type Order = Parameters<MailAdapter["send"]>[0];

/** SMTP submission (RFC 6409) over `cloudflare:sockets`, one connection per mail. */
export function smtpAdapter(options: SmtpOptions): MailAdapter {
  const repeatable = options.keyHeader !== undefined;
  return {
    repeatable,
    send: async (order) => {
      const progress: Progress = { stage: "opening" };
      let connection: SmtpConnection | undefined;
      const opened = openSmtp(options.host, options.port, options.security);
      try {
        const work = async () => {
          connection = await opened;
          return deliver(connection, options, order, progress);
        };
        return await within(options.timeoutMs, work(), () => broken("too slow"));
      } catch (thrown) {
        const code = thrown instanceof AppError ? "connection_broken" : "unreachable";
        return progress.stage === "handed over" && !repeatable
          ? unknown(code)
          : retry(pauseMs, code);
      } finally {
        // Not awaited: the server may be slow to close.
        if (connection !== undefined) connection.close().catch(() => undefined);
      }
    },
  };
}

async function deliver(
  smtp: SmtpConnection,
  options: SmtpOptions,
  { message, idempotencyKey }: Order,
  progress: Progress,
): Promise<MailOutcome> {
  const refusal = await enter(smtp, options, message.from.address);
  if (refusal !== undefined) return retry(setupMs, codeOf(refusal));
  const steps = [`MAIL FROM:<${message.from.address}>`, `RCPT TO:<${message.to.address}>`, "DATA"];
  for (const step of steps) {
    const reply = await smtp.ask(step);
    if (reply.code >= 400) return refused(reply);
  }
  const domain = message.from.address.split("@").at(-1);
  const text = composeMessage(message, {
    messageId: `${idempotencyKey}@${domain}`,
    sentAt: new Date(options.clock.now()),
    ...(options.keyHeader === undefined
      ? {}
      : { headers: { [options.keyHeader]: idempotencyKey } }),
  });
  progress.stage = "handed over";
  // A dot at the start of a line would end the message (RFC 5321, 4.5.2).
  const reply = await smtp.ask(`${text.replace(/^\./gm, "..")}.`);
  if (reply.code >= 400) return refused(reply);
  return accepted(queueIdOf(reply) ?? idempotencyKey);
}

/** Greets, encrypts and logs in. Returns the reply that rejected one of these, if any. */
async function enter(
  smtp: SmtpConnection,
  { security, login }: SmtpOptions,
  sender: string,
): Promise<SmtpReply | undefined> {
  const hello = `EHLO ${sender.split("@").at(-1)}`;
  const asked = [async () => smtp.greeting, () => smtp.ask(hello)];
  if (security === "starttls")
    asked.push(
      () => smtp.ask("STARTTLS"),
      () => {
        smtp.upgrade();
        return smtp.ask(hello);
      },
    );
  if (login !== undefined)
    asked.push(() => smtp.ask(`AUTH PLAIN ${credentials(login.user, login.password)}`));
  for (const ask of asked) {
    const reply = await ask();
    if (reply.code >= 300) return reply;
  }
  return undefined;
}

function credentials(user: string, password: string): string {
  return base64(new TextEncoder().encode(`\0${user}\0${password}`));
}

function refused(reply: SmtpReply): MailOutcome {
  return reply.code >= 500 ? rejected(codeOf(reply)) : retry(pauseMs, codeOf(reply));
}

/** `250 2.0.0 Ok: queued as 4XyZ…`, the form used by most servers. */
function queueIdOf({ lines }: SmtpReply): string | undefined {
  return /\b(?:queued as|id=?)\s*<?([\w.@-]{4,100})>?/i.exec(lines[0] ?? "")?.[1];
}
