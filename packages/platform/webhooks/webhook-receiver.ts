import { clientSubscriber } from "../abuse/client-address.ts";
import { AppError } from "../errors/errors.ts";
import { rateLimit } from "../rate-limit/rate-limit.ts";
import { byAddress } from "../rate-limit/rate-limit-subjects.ts";
import type { AppContext } from "../runtime/app-env.ts";
import { eventOf } from "./webhook-event.ts";
import { isReplay, isStillOpen, onService, sha256Of, storeEvent } from "./webhook-ledger.ts";
import { isVerifiedSender, noteVerifiedSender } from "./webhook-sender.ts";
import { type Envelope, type ReceivedWebhook, textOf } from "./webhook-source.ts";
import { type WebhookSourceName, webhookSources } from "./webhook-source-table.ts";

export interface WebhookOptions {
  readonly source: WebhookSourceName;
  /** The secret in use, and the previous one during a rotation. */
  secrets(c: AppContext): readonly string[];
  /** The kind of job that processes each event; created with `eventJob`. */
  readonly job: string;
  /** Verified events per vendor account. Default 6,000. */
  readonly perMinute?: number;
  /** The public URL that the vendor calls. Default: the request's own. */
  publicUrl?(c: AppContext): string;
  /** For senders that need a response within the request; undefined for all others. */
  answer?(c: AppContext, webhook: ReceivedWebhook): Promise<Response | undefined>;
}

const unverifiedLimit = rateLimit(
  { name: "webhooks-unverified", limit: 100, windowMs: 60_000, whenDown: "open" },
  byAddress,
);

/**
 * Receives webhooks: verifies the raw bytes, stores the event and its job in one transaction, and
 * responds with 204, which means "stored". Verified requests are limited by the vendor's account,
 * others by address. Throws UNAUTHENTICATED, RATE_LIMITED, NOT_CONFIGURED.
 */
export function receiveWebhook(options: WebhookOptions): (c: AppContext) => Promise<Response> {
  const source = webhookSources[options.source];
  return async (c) => {
    const secrets = options.secrets(c);
    if (secrets.length === 0)
      throw new AppError("NOT_CONFIGURED", "These webhooks are not configured.");
    const webhook = await readWebhook(c, options);
    const { clock, limiter } = c.var.services;
    if (!(await source.verify(webhook, secrets, clock.now()))) return refuse(c, options);
    await noteVerifiedSender(limiter, clientSubscriber(c), clock.now()).catch((error: unknown) =>
      c.var.log.warn("webhook.sender_unknown", { error }),
    );
    const envelope = source.envelopeOf(webhook);
    await limitAccount(c, options, envelope?.account);
    await store(c, options, webhook, envelope);
    return (await options.answer?.(c, webhook)) ?? c.body(null, 204);
  };
}

async function readWebhook(c: AppContext, { publicUrl }: WebhookOptions): Promise<ReceivedWebhook> {
  const raw = new Uint8Array(await c.req.arrayBuffer());
  return { raw, text: textOf(raw), headers: c.req.raw.headers, url: publicUrl?.(c) ?? c.req.url };
}

async function refuse(c: AppContext, { source }: WebhookOptions): Promise<never> {
  c.var.services.metrics.count("webhook_events_total", { source, outcome: "refused" });
  const { limiter } = c.var.services;
  // Without an answer from Redis, no strike: a slow Redis would block a vendor, whose events are
  // then lost. The limit below still applies.
  if (await isVerifiedSender(limiter, clientSubscriber(c)).catch(() => true))
    c.set("withoutStrike", true);
  await unverifiedLimit(c, async () => {});
  throw new AppError("UNAUTHENTICATED", "The webhook's signature is missing, wrong or expired.");
}

async function limitAccount(
  c: AppContext,
  { source, perMinute = 6_000 }: WebhookOptions,
  account = "",
): Promise<void> {
  const rule = {
    name: `webhooks-${source}`,
    limit: perMinute,
    windowMs: 60_000,
    whenDown: "open",
  } as const;
  await rateLimit(rule, () => `${source}:${account}`)(c, async () => {});
}

async function store(
  c: AppContext,
  { source, job }: WebhookOptions,
  { raw }: ReceivedWebhook,
  envelope: Envelope | undefined,
): Promise<void> {
  const { database, jobs, metrics } = c.var.services;
  const sha256 = await sha256Of(raw);
  const event = eventOf({ source, raw, sha256 }, envelope);
  const { eventId, status } = event;
  const outcome = await onService(database, async (sql) => {
    if (webhookSources[source].hasUnsignedId && (await isReplay(sql, event))) return "replayed";
    const stored = await storeEvent(sql, event);
    // When a vendor redelivers an event, it is tried once more; a live job is not duplicated.
    const isOpen = stored === "stored" || (stored === "seen" && (await isStillOpen(sql, event)));
    if (status === "received" && isOpen)
      await jobs.enqueue(sql, {
        kind: job,
        key: `${source}:${eventId}`,
        payload: { source, eventId },
        tenant: envelope?.account ?? "",
      });
    return stored;
  });
  const counted = outcome === "stored" && status === "unrecognised" ? status : outcome;
  metrics.count("webhook_events_total", { source, outcome: counted });
  // Operators should look at both: a vendor has changed something, or our secret has leaked.
  if (counted === "unrecognised" || counted === "differs") {
    c.var.log.error(`webhook.${counted}`, { source, eventId });
    c.var.reportError(new AppError("INTERNAL", `A webhook of ${source} is ${counted}`), "INTERNAL");
  }
}
