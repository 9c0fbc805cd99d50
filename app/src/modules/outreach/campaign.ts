import { z } from "@hono/zod-openapi";
import { isMailAddress } from "@seaworthy/platform/mail/message";
import { uuid } from "@seaworthy/platform/request/uuid";
import { isStorableText } from "@seaworthy/platform/runtime/storable-text";

export const mostCampaigns = 100;
/** Senders that one query returns. */
export const mostAccounts = 10;
const mostIds = 1_000;

/** A single line: a line break in a subject or name would inject a header. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "must be a single line")
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

/** Several lines of text. */
const text = (least: number, most: number) =>
  z.string().min(least).max(most).refine(isStorableText, "must be well-formed Unicode");

export const mostDailyQuota = 100_000;
export const signatureSchema = text(0, 1_000);
/** What the mails of a campaign are made of. */
export const campaignText = {
  name: line(100),
  subject: line(200),
  body: text(1, 20_000),
  signature: signatureSchema,
};

export const newAccountSchema = z
  .strictObject({
    address: z
      .string()
      .max(254)
      .refine(isMailAddress, "must be one email address")
      .openapi({ type: "string", format: "email" }),
    name: line(100).optional(),
    dailyQuota: z
      .int()
      .min(1)
      .max(mostDailyQuota)
      .optional()
      .openapi({ description: "Default: as in the user's preferences" }),
  })
  .openapi("NewAccount");
export type NewAccount = z.output<typeof newAccountSchema>;

export const accountSchema = z
  .object({
    id: z.uuid(),
    address: z.string(),
    name: z.string(),
    dailyQuota: z.int(),
    emailsSentToday: z.int(),
    isActive: z.boolean(),
  })
  .openapi("Account");
export type Account = z.output<typeof accountSchema>;

export const newCampaignSchema = z
  .strictObject({
    ...campaignText,
    signature: signatureSchema
      .optional()
      .openapi({ description: "Default: as in the user's preferences" }),
    accountId: uuid.optional().openapi({ description: "Default: the user's first active sender" }),
    listId: uuid
      .optional()
      .openapi({ description: "List that recipients unsubscribe from. Default: a new list" }),
  })
  .openapi("NewCampaign");
export type NewCampaign = z.output<typeof newCampaignSchema>;

export const campaignSchema = z
  .object({
    id: z.uuid(),
    accountId: z.uuid().nullable(),
    listId: z.uuid(),
    name: z.string(),
    subject: z.string(),
    status: z.enum(["draft", "active", "paused", "completed"]),
    createdAt: z.string(),
  })
  .openapi("Campaign");
export type Campaign = z.output<typeof campaignSchema>;

/** What a user may choose: retry or give up. */
export const emailStatusSchema = z
  .strictObject({
    ids: z.array(uuid).min(1).max(mostIds),
    status: z.enum(["queued", "failed", "suppressed"]),
  })
  .openapi("EmailStatusChange");
