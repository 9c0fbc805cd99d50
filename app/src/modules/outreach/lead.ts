import { z } from "@hono/zod-openapi";
import { keyset } from "@seaworthy/platform/keyset/keyset";
import { isMailAddress } from "@seaworthy/platform/mail/message";
import { uuid } from "@seaworthy/platform/request/uuid";

/** Maximum rows of one import, as a JSON list or a CSV file. */
export const mostRows = 1_000;
export const mostLeads = 100;
export const leadStatuses = ["new", "contacted", "replied", "bounced", "unsubscribed"] as const;

/**
 * Accepts any text: invalid rows are reported with their line numbers, and all others are stored.
 */
const rowSchema = z.object({
  email: z.string().max(1_000),
  name: z.string().max(1_000).default(""),
});
export type ImportRow = z.output<typeof rowSchema>;

export const importSchema = z
  .strictObject({ campaignId: uuid.optional(), rows: z.array(rowSchema).max(mostRows) })
  .openapi("LeadImport");

export const importResultSchema = z
  .object({
    imported: z.int(),
    /** Rows whose address already exists, or came earlier in the same import. */
    duplicates: z.int(),
    rejected: z
      .array(
        z.object({ line: z.int(), code: z.enum(["email_invalid", "name_invalid", "unreadable"]) }),
      )
      .max(mostRows),
  })
  .openapi("LeadImportResult");
export type ImportResult = z.output<typeof importResultSchema>;
export type Rejected = ImportResult["rejected"][number];

const leadSchema = z
  .object({
    id: z.uuid(),
    campaignId: z.uuid().nullable(),
    email: z.string(),
    name: z.string(),
    status: z.enum(leadStatuses),
    createdAt: z.string(),
  })
  .openapi("Lead");
export type Lead = z.output<typeof leadSchema>;

export const leadPageSchema = z
  .object({ leads: z.array(leadSchema).max(mostLeads), nextCursor: z.string().nullable() })
  .openapi("LeadPage");

export const newestLeads = keyset<Lead>({
  list: "leads",
  most: mostLeads,
  columns: [
    { name: "created_at", type: "timestamptz", order: "desc", value: (lead) => lead.createdAt },
    { name: "id", type: "uuid", order: "desc", value: (lead) => lead.id },
  ],
});

/** Why a row is rejected; undefined when it can be stored. */
export function rowProblem({ email, name }: ImportRow): Rejected["code"] | undefined {
  if (!isMailAddress(email)) return "email_invalid";
  return name.length <= 200 && name.isWellFormed() && !/\p{Cc}/u.test(name)
    ? undefined
    : "name_invalid";
}

/** Addresses that differ only in case belong to the same lead. */
export const cleaned = ({ email, name }: ImportRow): ImportRow => ({
  email: email.trim().toLowerCase(),
  name: name.trim(),
});
