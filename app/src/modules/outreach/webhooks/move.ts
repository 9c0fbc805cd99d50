import { service } from "@seaworthy/platform/database/database";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { resealSecret } from "@seaworthy/platform/webhooks-out/sealed-secret";
import { webhookSettings } from "./settings.ts";

/** Endpoints that one request processes. */
const pageSize = 200;
const firstId = "00000000-0000-0000-0000-000000000000";

interface Row {
  readonly id: string;
  readonly sealed: string;
  readonly before: string | null;
}

/**
 * Re-encrypts secrets with the current key, page by page. Idempotent; an endpoint whose secret was
 * replaced in the meantime is skipped.
 */
export async function moveEndpointSecrets(
  c: AppContext,
  after = firstId,
): Promise<{ moved: number; next: string | null }> {
  const { database } = c.var.services;
  const { keys } = webhookSettings(c.var.bindings);
  const rows = await database.read(
    service,
    (sql) => sql<Row[]>`
      select id, sealed_secret as sealed, sealed_secret_before as before
      from webhook_endpoints where id > ${after} order by id limit ${pageSize}`,
  );
  const moves = (await Promise.all(rows.map((row) => moved(row, keys)))).flat();
  if (moves.length > 0)
    await database.as(
      service,
      (sql) => sql`
        update webhook_endpoints e set sealed_secret = m.sealed, sealed_secret_before = m.before
        from jsonb_to_recordset(${JSON.stringify(moves)}::text::jsonb)
          as m (id uuid, was text, sealed text, before text)
        where e.id = m.id and e.sealed_secret = m.was`,
      { idempotent: true },
    );
  return { moved: moves.length, next: rows.length < pageSize ? null : (rows.at(-1)?.id ?? null) };
}

async function moved({ id, sealed, before }: Row, keys: readonly string[]) {
  const changed = await resealSecret(sealed, id, keys);
  const other = before === null ? undefined : await resealSecret(before, id, keys);
  return changed === undefined && other === undefined
    ? []
    : [{ id, was: sealed, sealed: changed ?? sealed, before: other ?? before }];
}
