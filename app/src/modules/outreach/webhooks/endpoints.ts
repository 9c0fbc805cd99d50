import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { problemOf } from "@seaworthy/platform/webhooks-out/deliver";
import { newEndpointSecret } from "@seaworthy/platform/webhooks-out/endpoint-secret";
import { sealSecret } from "@seaworthy/platform/webhooks-out/sealed-secret";
import { type Delivery, type Endpoint, mostDeliveries, mostEndpoints } from "./endpoint.ts";
import { webhookSettings } from "./settings.ts";

/** How long messages are signed with both secrets after a replacement. */
const overlap = "24 hours";

const iso = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = (sql: Sql) => sql`id, url, status, disabled_because as "disabledBecause",
  failures_in_a_row as "failuresInARow", ${iso(sql, "failing_since")} as "failingSince",
  ${iso(sql, "created_at")} as "createdAt"`;

const noEndpoint = () => new AppError("NOT_FOUND", "Endpoint not found.");

export async function listEndpoints(c: AppContext): Promise<Endpoint[]> {
  return c.var.services.database.read(identityOf(claimsOf(c)), async (sql) => [
    ...(await sql<Endpoint[]>`
      select ${columns(sql)} from webhook_endpoints where user_id = (select auth.uid())
      order by webhook_endpoints.created_at desc, id desc limit ${mostEndpoints}`),
  ]);
}

/**
 * Adds a receiver. Only this response contains its secret. Throws UNPROCESSABLE for a URL that is
 * not allowed as a target, CONFLICT for the fifty-first.
 */
export async function createEndpoint(
  c: AppContext,
  url: string,
): Promise<Endpoint & { secret: string }> {
  const claims = claimsOf(c);
  const { rules, resolve, keys } = webhookSettings(c.var.bindings);
  const problem = await problemOf(url, rules, resolve);
  if (problem !== undefined)
    throw new AppError("UNPROCESSABLE", "Webhooks are sent only to public https addresses.", {
      fields: [{ at: "body.url", message: problem }],
    });
  const [id, secret] = [crypto.randomUUID(), newEndpointSecret()];
  const sealed = await sealSecret(secret, id, keys);
  const [made] = await c.var.services.database.as(
    serviceFor(claims),
    (sql) => sql<Endpoint[]>`
      insert into webhook_endpoints (id, user_id, url, sealed_secret)
      select ${id}, ${claims.sub}, ${url}, ${sealed}
      where (select count(*) from webhook_endpoints where user_id = ${claims.sub}) < ${mostEndpoints}
      on conflict (user_id, url) do nothing
      returning ${columns(sql)}`,
  );
  if (made === undefined)
    throw new AppError(
      "CONFLICT",
      `That URL is already registered, or you already have ${mostEndpoints} endpoints.`,
    );
  c.var.log.audit("webhook_endpoint.created", { endpointId: id, userId: claims.sub });
  return { ...made, secret };
}

/** Replaces the endpoint's secret; for a day messages are signed with both. Throws NOT_FOUND. */
export async function replaceSecret(
  c: AppContext,
  id: string,
): Promise<Endpoint & { secret: string }> {
  const claims = claimsOf(c);
  const secret = newEndpointSecret();
  const sealed = await sealSecret(secret, id, webhookSettings(c.var.bindings).keys);
  const [changed] = await c.var.services.database.as(
    serviceFor(claims),
    (sql) => sql<Endpoint[]>`
      update webhook_endpoints set sealed_secret_before = sealed_secret, sealed_secret = ${sealed},
        secret_before_until = now() + ${overlap}::text::interval
      where id = ${id} and user_id = ${claims.sub} returning ${columns(sql)}`,
  );
  if (changed === undefined) throw noEndpoint();
  c.var.log.audit("webhook_endpoint.secret_replaced", { endpointId: id, userId: claims.sub });
  return { ...changed, secret };
}

/** Deletes the endpoint with its pending deliveries. Throws NOT_FOUND. */
export async function deleteEndpoint(c: AppContext, id: string): Promise<void> {
  const claims = claimsOf(c);
  const deleted = await c.var.services.database.as(
    serviceFor(claims),
    (sql) =>
      sql`delete from webhook_endpoints where id = ${id} and user_id = ${claims.sub} returning 1`,
  );
  if (deleted.length === 0) throw noEndpoint();
}

/** The newest deliveries of an endpoint. Throws NOT_FOUND. */
export async function listDeliveries(c: AppContext, id: string): Promise<Delivery[]> {
  return c.var.services.database.read(identityOf(claimsOf(c)), async (sql) => {
    const found = await sql`select 1 from webhook_endpoints where id = ${id}`;
    if (found.length === 0) throw noEndpoint();
    return [
      ...(await sql<Delivery[]>`
        select id, message_id as "messageId", event_type as type, status, attempts, code,
          http_status as "httpStatus", ${iso(sql, "created_at")} as "createdAt",
          ${iso(sql, "done_at")} as "doneAt"
        from webhook_deliveries where endpoint_id = ${id}
        order by webhook_deliveries.created_at desc, id desc limit ${mostDeliveries}`),
    ];
  });
}

/**
 * Retries failed deliveries and re-enables a disabled endpoint; returns the number. Messages keep
 * their ids. Throws NOT_FOUND.
 */
export async function replayFailed(c: AppContext, id: string): Promise<number> {
  const claims = claimsOf(c);
  return c.var.services.database.as(serviceFor(claims), async (sql) => {
    const found = await sql`
      update webhook_endpoints set status = 'active', disabled_because = null,
        failures_in_a_row = 0, failing_since = null, open_until = '-infinity'
      where id = ${id} and user_id = ${claims.sub} returning 1`;
    if (found.length === 0) throw noEndpoint();
    const again = await sql`
      update webhook_deliveries set status = 'queued', attempts = 0, next_at = now(), done_at = null
      where endpoint_id = ${id} and status = 'failed' returning 1`;
    return again.length;
  });
}
