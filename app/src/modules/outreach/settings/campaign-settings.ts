import { z } from "@hono/zod-openapi";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { type Sql, service, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { Services } from "@seaworthy/platform/request/services";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { campaignText } from "../campaign.ts";
import { noSuchCampaign } from "../campaigns.ts";
import { tenMinutes } from "./ten-minutes.ts";

export const campaignSettingsSchema = z
  .object({
    version: z.int().openapi({ description: "Counts the changes" }),
    name: z.string(),
    subject: z.string(),
    body: z.string(),
    signature: z.string(),
  })
  .openapi("CampaignSettings");
export type CampaignSettings = z.output<typeof campaignSettingsSchema>;

export const settingsChangeSchema = z
  .strictObject(campaignText)
  .partial()
  .openapi("CampaignSettingsChange");
export type SettingsChange = z.output<typeof settingsChangeSchema>;

type Stores = Pick<Services, "cache" | "database">;
interface Place {
  readonly userId: string;
  readonly campaignId: string;
}

const settingsTag = ({ campaignId }: Place) => `campaign-settings:${campaignId}`;

/** What the mails of the user's campaign are made of, from the cache. Throws NOT_FOUND. */
export async function getCampaignSettings(c: AppContext, id: string): Promise<CampaignSettings> {
  const found = await cached(c.var.services, { userId: claimsOf(c).sub, campaignId: id });
  if (found === null) throw noSuchCampaign();
  return found;
}

/**
 * Changes a draft. Once mails are being sent, they stay as they are: a retry must send what the
 * first attempt sent. Throws NOT_FOUND, CONFLICT.
 */
export async function changeCampaignSettings(
  c: AppContext,
  campaignId: string,
  change: SettingsChange,
): Promise<CampaignSettings> {
  if (Object.keys(change).length === 0) return getCampaignSettings(c, campaignId);
  const { name, subject, body, signature } = change;
  const claims = claimsOf(c);
  const { cache, database } = c.var.services;
  const place = { userId: claims.sub, campaignId };
  const changed = await database.as(serviceFor(claims), async (sql) => {
    const [row] = await sql<CampaignSettings[]>`
      update campaigns set settings_version = settings_version + 1,
        name = coalesce(${name ?? null}, name), subject = coalesce(${subject ?? null}, subject),
        body = coalesce(${body ?? null}, body),
        signature = coalesce(${signature ?? null}, signature)
      where id = ${campaignId} and user_id = ${claims.sub} and status = 'draft'
      returning ${columns(sql)}`;
    if (row !== undefined) return row;
    if ((await readSettings(sql, place)) === null) throw noSuchCampaign();
    throw new AppError("CONFLICT", "Only a draft can be changed. Create another campaign.");
  });
  await cache.invalidate([settingsTag(place)]);
  return changed;
}

/** The settings of this version: whatever the cache has, no mail is made of older ones. */
export async function settingsOfVersion(
  stores: Stores,
  place: Place,
  version: number,
): Promise<CampaignSettings> {
  const known = await cached(stores, place);
  if (known?.version === version) return known;
  // The invalidation was lost, for example because Redis was down.
  await stores.cache.invalidate([settingsTag(place)]);
  const current = await stores.database.read(service, (sql) => readSettings(sql, place));
  if (current === null) throw noSuchCampaign();
  return current;
}

async function cached({ cache, database }: Stores, place: Place) {
  const entry = {
    key: `campaign-settings:1:${place.userId}:${place.campaignId}`,
    tags: [settingsTag(place)],
    ...tenMinutes,
    schema: campaignSettingsSchema.nullable(),
  };
  const { value } = await cache.getOrCompute(entry, () =>
    database.read(service, (sql) => readSettings(sql, place)),
  );
  return value;
}

async function readSettings(sql: Sql, { userId, campaignId }: Place) {
  const [row] = await sql<CampaignSettings[]>`
    select ${columns(sql)} from campaigns where id = ${campaignId} and user_id = ${userId}`;
  return row ?? null;
}

const columns = (sql: Sql) => sql`settings_version as version, name, subject, body, signature`;
