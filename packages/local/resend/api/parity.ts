import type { ParityRow } from "../../kernel/vendor.ts";

export const resendParity: readonly ParityRow[] = [
  {
    what: "POST /emails from, to, subject, text, html, reply_to, headers",
    level: "enforced",
    note: "stored and shown in the console; nothing leaves the machine",
  },
  {
    what: "POST /emails Idempotency-Key",
    level: "enforced",
    note: "24 hours; another payload under the same key is 409",
  },
  { what: "POST /emails tags", level: "accepted" },
  { what: "POST /emails domain of from", level: "accepted", note: "domains are not verified here" },
  { what: "POST /emails cc, bcc, attachments, scheduled_at, template", level: "refused" },
  { what: "GET /emails/{id}", level: "enforced", note: "last_event is always delivered" },
  {
    what: "SMTP submission, Resend-Idempotency-Key",
    level: "enforced",
    note: "on loopback, without TLS and login; no rate limit",
  },
  { what: "every other call", level: "refused", note: "501 with method and path" },
];
