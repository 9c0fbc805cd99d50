import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import { retryAfterMs } from "../../errors/retry-after.ts";
import type { Clock } from "../../runtime/clock.ts";
import { mailboxText } from "../header-text.ts";
import { listHeaders } from "../list-headers.ts";
import type { MailAdapter } from "../mail.ts";
import type { MailMessage } from "../message.ts";
import { accepted, type MailOutcome, rejected, retry } from "../outcome.ts";

export interface ResendOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const soonMs = 5_000;
const pauseMs = 60_000;
/** Wait until an operator has fixed the setup: the key, the domain or the plan. */
const setupMs = 15 * 60_000;

const answerSchema = z.object({ id: z.string().optional(), name: z.string().optional() });

/** Resend's HTTP API (https://resend.com/docs/api-reference/emails/send-email). */
export function resendAdapter({ baseUrl, key, clock, timeoutMs }: ResendOptions): MailAdapter {
  return {
    repeatable: true,
    send: async ({ message, idempotencyKey }) => {
      try {
        const response = await fetch(`${baseUrl.replace(/\/$/, "")}/emails`, {
          method: "POST",
          headers: {
            Authorization: `Bearer ${key}`,
            "Content-Type": "application/json",
            "Idempotency-Key": idempotencyKey,
            // Resend responds with 403 to requests without one.
            "User-Agent": "seaworthy",
          },
          body: JSON.stringify(bodyOf(message)),
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMs),
        });
        return outcomeOf(response, await answerOf(response), clock);
      } catch {
        // The next attempt uses the same key: Resend sends it once.
        return retry(pauseMs, "unreachable");
      }
    },
  };
}

function bodyOf(message: MailMessage) {
  const { from, to, replyTo, subject, text, html } = message;
  return {
    from: mailboxText(from),
    to: [mailboxText(to)],
    subject,
    text,
    ...defined({ html, reply_to: replyTo && mailboxText(replyTo) }),
    headers: listHeaders(message),
  };
}

async function answerOf(response: Response): Promise<z.output<typeof answerSchema>> {
  const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
  return parsed.success ? parsed.data : {};
}

/** By https://resend.com/docs/api-reference/errors. */
function outcomeOf(
  { status, headers }: Response,
  { id, name = `http_${status}` }: z.output<typeof answerSchema>,
  clock: Clock,
): MailOutcome {
  if (status === 200 && id !== undefined) return accepted(id);
  if (name === "concurrent_idempotent_requests") return retry(soonMs, name);
  if (status === 429)
    return retry(retryAfterMs(headers, clock) ?? (/quota/.test(name) ? setupMs : pauseMs), name);
  if (status === 401 || status === 403 || status === 404) return retry(setupMs, name);
  if (status >= 400 && status < 500 && status !== 408) return rejected(name);
  return retry(retryAfterMs(headers, clock) ?? pauseMs, name);
}
