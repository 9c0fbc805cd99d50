import { type Database, type Sql, service } from "@seaworthy/platform/database/database";
import { metricsOf } from "@seaworthy/platform/modules/own";
import type { ScheduledContext } from "@seaworthy/platform/schedules/scheduled-context";
import { type DeliveryResult, deliver } from "@seaworthy/platform/webhooks-out/deliver";
import { breakMs, disableAfterMs, redeliveryMs } from "@seaworthy/platform/webhooks-out/schedule";
import { openSecret } from "@seaworthy/platform/webhooks-out/sealed-secret";
import { outreach } from "../module.ts";
import { type WebhookSettings, webhookSettings } from "./settings.ts";

interface Claimed {
  readonly id: string;
  readonly userId: string;
  readonly endpointId: string;
  readonly leaseToken: string;
  readonly attempts: number;
  readonly failuresInARow: number;
  readonly url: string;
  readonly messageId: string;
  readonly body: string;
  readonly sealed: readonly string[];
}

/** Delivers one due message. Resolves to false when no message is due. */
export async function deliverNext(context: ScheduledContext): Promise<boolean> {
  const { database, metrics } = context.services;
  const settings = webhookSettings(context.bindings);
  const claimed = await claim(database, settings.timeoutMs);
  if (claimed === undefined) return false;
  const result = await attempt(claimed, settings, context);
  const isKept = await database.as(service, (sql) => finish(sql, claimed, result));
  const { outcome, code } = result;
  metricsOf(outreach, metrics).count("outreach_webhooks_total", { outcome });
  context.log.info("webhook.attempted", { deliveryId: claimed.id, outcome, code, isKept });
  return true;
}

/**
 * The next due delivery, one at a time per receiver: working receivers first, those in back-off not
 * at all. A delivery whose lease expired is retried with the same message id.
 */
async function claim(database: Database, timeoutMs: number): Promise<Claimed | undefined> {
  const leaseMs = timeoutMs + 60_000;
  const [row] = await database.as(
    service,
    (sql) => sql<Claimed[]>`
      update webhook_deliveries d set status = 'delivering', attempts = d.attempts + 1,
        lease_token = gen_random_uuid(),
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      from webhook_endpoints p
      where p.id = d.endpoint_id and d.id = (
        select x.id from webhook_deliveries x join webhook_endpoints e on e.id = x.endpoint_id
        where e.status = 'active' and e.open_until <= now() and (
          (x.status = 'queued' and x.next_at <= now())
          or (x.status = 'delivering' and x.lease_until < now()))
          and not exists (select from webhook_deliveries y where y.endpoint_id = x.endpoint_id
            and y.status = 'delivering' and y.lease_until >= now())
        order by e.failures_in_a_row, x.next_at limit 1 for update of x skip locked)
      returning d.id, d.user_id as "userId", d.endpoint_id as "endpointId",
        d.lease_token as "leaseToken", d.attempts, d.body, d.message_id as "messageId",
        p.url, p.failures_in_a_row as "failuresInARow",
        to_jsonb(array_remove(array[p.sealed_secret,
          case when p.secret_before_until > now() then p.sealed_secret_before end], null)) as sealed`,
  );
  return row;
}

async function attempt(
  { url, messageId, body, sealed, endpointId }: Claimed,
  { keys, ...settings }: WebhookSettings,
  { services: { clock } }: ScheduledContext,
): Promise<DeliveryResult> {
  const secrets = await Promise.all(sealed.map((one) => openSecret(one, endpointId, keys)));
  return deliver(
    { id: messageId, body, url, secrets, sentAtMs: clock.now() },
    { ...settings, clock },
  );
}

/** Stores the attempt's result. False when another worker has taken the delivery. */
async function finish(sql: Sql, claimed: Claimed, result: DeliveryResult): Promise<boolean> {
  const { outcome, code, status = null, durationMs } = result;
  const waitMs =
    outcome === "failed"
      ? redeliveryMs(claimed.attempts, Math.random(), result.retryAfterMs)
      : undefined;
  const next = outcome === "delivered" ? "delivered" : waitMs === undefined ? "failed" : "queued";
  const kept = await sql`
    update webhook_deliveries set status = ${next}, lease_token = null, lease_until = null,
      code = ${code}, http_status = ${status}, duration_ms = ${durationMs},
      next_at = now() + ${waitMs ?? 0} * interval '1 millisecond',
      done_at = case when ${next} = 'queued' then null else now() end
    where id = ${claimed.id} and lease_token = ${claimed.leaseToken} returning 1`;
  if (kept.length === 0) return false;
  await sql`
    insert into webhook_attempts (delivery_id, attempt, user_id, code, http_status, duration_ms)
    values (${claimed.id}, ${claimed.attempts}, ${claimed.userId}, ${code}, ${status}, ${durationMs})
    on conflict (delivery_id, attempt) do nothing`;
  await (outcome === "delivered" ? recover(sql, claimed) : weaken(sql, claimed, outcome));
  return true;
}

async function recover(sql: Sql, { endpointId }: Claimed): Promise<void> {
  await sql`
    update webhook_endpoints set failures_in_a_row = 0, failing_since = null,
      open_until = '-infinity'
    where id = ${endpointId} and failures_in_a_row > 0`;
}

/** Counts a failure of the receiver; disables it when it is gone or has failed for five days. */
async function weaken(sql: Sql, claimed: Claimed, outcome: "failed" | "gone"): Promise<void> {
  const isGone = outcome === "gone";
  const [endpoint] = await sql<{ status: string }[]>`
    update webhook_endpoints set failures_in_a_row = failures_in_a_row + 1,
      failing_since = coalesce(failing_since, now()),
      open_until = now() + ${breakMs(claimed.failuresInARow + 1)} * interval '1 millisecond',
      status = case when ${isGone} or failing_since < now() - ${disableAfterMs} * interval '1 millisecond'
        then 'disabled' else status end,
      disabled_because = case when ${isGone} then 'gone' else 'failing_for_five_days' end
    where id = ${claimed.endpointId} returning status`;
  if (endpoint?.status !== "disabled")
    await sql`update webhook_endpoints set disabled_because = null where id = ${claimed.endpointId}`;
  else
    await sql`
      update webhook_deliveries set status = 'failed', code = 'endpoint_disabled', done_at = now()
      where endpoint_id = ${claimed.endpointId} and status = 'queued'`;
}
