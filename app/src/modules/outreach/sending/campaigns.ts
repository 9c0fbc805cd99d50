import { type Database, service } from "@seaworthy/platform/database/database";

/** Mails that one batch reserves at most. */
const batchEmails = 100;
/** Mails of an earlier day that one run returns to the queue. */
const staleEmails = 10_000;

/**
 * Reserves a batch for each active campaign, within its sender's quota, longest-waiting campaigns
 * first. Mails reserved on an earlier day need a place of today. Returns the number of mails.
 */
export async function reserveBatches(database: Database): Promise<number> {
  await database.as(service, (sql) => sql`select requeue_stale_emails(${staleEmails})`, {
    idempotent: true,
  });
  const active = await database.read(
    service,
    (sql) => sql<{ id: string }[]>`
      select c.id from campaigns c where c.status = 'active' and exists (
        select from emails e where e.campaign_id = c.id and e.status = 'queued')
      order by c.created_at, c.id limit 100`,
  );
  let reserved = 0;
  for (const { id } of active) reserved += await reserveBatch(database, id);
  return reserved;
}

/** One transaction per campaign: concurrent runs share what is left and never exceed the quota. */
async function reserveBatch(database: Database, campaignId: string): Promise<number> {
  const [row] = await database.as(
    service,
    (sql) => sql<{ reserved: number }[]>`
      select reserve_campaign_emails(${campaignId}, ${batchEmails}) as reserved`,
  );
  return row?.reserved ?? 0;
}

/** Completes campaigns whose mails are all done. */
export async function completeCampaigns(database: Database): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      update campaigns c set status = 'completed' where c.status = 'active'
        and exists (select from emails e where e.campaign_id = c.id)
        and not exists (select from emails e where e.campaign_id = c.id
          and e.status in ('queued', 'reserved', 'sending'))`,
    { idempotent: true },
  );
}
