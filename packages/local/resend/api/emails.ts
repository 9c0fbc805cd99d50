import type { Context, Hono } from "hono";
import { z } from "zod";
import { parseBoundedJson } from "../../kernel/bounds/bounded-json.ts";
import type { MailStore } from "../sink/mail-store.ts";
import { refusal } from "./refusal.ts";

const mailbox = z
  .string()
  .regex(/^([^<>\r\n]+ )?<?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$/, "Invalid address");
const header = z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[^\r\n]*$/));
const list = z.union([mailbox.transform((one) => [one]), z.array(mailbox).min(1).max(50)]);

/** Fields of Resend's `POST /emails` that the local cloud supports; others are rejected by name. */
const emailSchema = z.strictObject({
  from: mailbox,
  to: list,
  subject: z.string().regex(/^[^\r\n]+$/),
  text: z.string().optional(),
  html: z.string().optional(),
  reply_to: list.optional(),
  headers: header.optional(),
  tags: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
});

/** `POST /emails`, `GET /emails/{id}`, and what Resend only shows in its web pages. */
export function addEmailRoutes(app: Hono, store: MailStore): void {
  app.post("/emails", async (request) => {
    const key = request.req.header("idempotency-key");
    if (key !== undefined && (key.length < 1 || key.length > 256))
      return refusal(request, 400, "invalid_idempotency_key", "1 to 256 characters are needed.");
    const body = await request.req
      .text()
      .then(parseBoundedJson)
      .catch(() => undefined);
    const parsed = emailSchema.safeParse(body);
    if (!parsed.success)
      return refusal(request, 422, "validation_error", z.prettifyError(parsed.error));
    return take(request, store, parsed.data, key);
  });

  app.get("/emails/:id", (request) => {
    const mail = store.get(request.req.param("id"));
    if (mail === undefined) return refusal(request, 404, "not_found", "Email not found");
    const { id, from, to, subject, text, receivedMs } = mail;
    return request.json({
      ...{ object: "email", id, from, to: [to], subject, text },
      created_at: new Date(receivedMs).toISOString(),
      last_event: "delivered",
    });
  });

  // Not part of Resend's API, so it has its own name.
  app.get("/seaworthy-mails", (request) =>
    request.json({
      count: store.count(),
      mails: store.list(Number(request.req.query("limit") ?? 100)),
    }),
  );
  app.delete("/seaworthy-mails", (request) => {
    store.clear();
    return request.body(null, 204);
  });
}

function take(
  request: Context,
  store: MailStore,
  email: z.output<typeof emailSchema>,
  key: string | undefined,
) {
  const { from, to, subject, text = "", html = "", headers = {} } = email;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const taken = store.take(
    {
      ...{ via: "api", from, to: to.join(", "), subject, text: text || html },
      headers: Object.fromEntries(lower),
      raw: JSON.stringify(email),
    },
    key,
  );
  return "conflict" in taken
    ? refusal(request, 409, "invalid_idempotent_request", "The key was used with another payload.")
    : request.json({ id: taken.id });
}
