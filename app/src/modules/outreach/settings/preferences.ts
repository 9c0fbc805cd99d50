import { z } from "@hono/zod-openapi";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { mostDailyQuota, signatureSchema } from "../campaign.ts";
import { tenMinutes } from "./ten-minutes.ts";

export const preferencesSchema = z
  .strictObject({
    signature: signatureSchema.openapi({ description: "Ends the mails of new campaigns" }),
    dailyQuota: z
      .int()
      .min(1)
      .max(mostDailyQuota)
      .openapi({ description: "Mails a day of new senders" }),
  })
  .openapi("Preferences");
export type Preferences = z.output<typeof preferencesSchema>;

/** Of users who never set any. */
const usual: Preferences = { signature: "", dailyQuota: 1_000 };
const preferencesTag = (userId: string) => `preferences:${userId}`;

/** The user's preferences, from the cache. */
export async function getPreferences(c: AppContext): Promise<Preferences> {
  const claims = claimsOf(c);
  const { cache, database } = c.var.services;
  const entry = {
    key: `preferences:1:${claims.sub}`,
    tags: [preferencesTag(claims.sub)],
    ...tenMinutes,
    schema: preferencesSchema,
  };
  const { value } = await cache.getOrCompute(entry, () =>
    database.read(identityOf(claims), readPreferences),
  );
  return value;
}

/** Replaces them; the next read has the new ones. */
export async function putPreferences(c: AppContext, given: Preferences): Promise<Preferences> {
  const claims = claimsOf(c);
  const { cache, database } = c.var.services;
  const [saved] = await database.as(
    serviceFor(claims),
    (sql) => sql<Preferences[]>`
      insert into preferences (user_id, signature, daily_quota)
      values (${claims.sub}, ${given.signature}, ${given.dailyQuota})
      on conflict (user_id) do update set signature = excluded.signature,
        daily_quota = excluded.daily_quota, updated_at = now()
      returning ${columns(sql)}`,
    { idempotent: true },
  );
  if (saved === undefined) throw new AppError("INTERNAL", "The preferences were not saved.");
  await cache.invalidate([preferencesTag(claims.sub)]);
  return saved;
}

async function readPreferences(sql: Sql): Promise<Preferences> {
  const [own] = await sql<Preferences[]>`
    select ${columns(sql)} from preferences where user_id = (select auth.uid())`;
  return own ?? usual;
}

const columns = (sql: Sql) => sql`signature, daily_quota as "dailyQuota"`;
