import { z } from "@hono/zod-openapi";
import { keyset } from "@seaworthy/platform/keyset/keyset";

export const mostCalls = 100;

export const callSchema = z
  .object({
    id: z.string(),
    vendor: z.string(),
    vendorCallId: z.string(),
    status: z.string(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    endedReason: z.string().nullable(),
    summary: z.string().nullable(),
    createdAt: z.string(),
  })
  .openapi("Call");
export type Call = z.output<typeof callSchema>;

export const callPageSchema = z
  .object({ calls: z.array(callSchema).max(mostCalls), nextCursor: z.string().nullable() })
  .openapi("CallPage");

export const transcriptSchema = z
  .object({ callId: z.string(), text: z.string() })
  .openapi("CallTranscript");

/** Matches the index `calls_owner_order`. */
export const newestFirst = keyset<Pick<Call, "createdAt" | "id">>({
  list: "calls",
  most: mostCalls,
  columns: [
    { name: "created_at", type: "timestamptz", order: "desc", value: ({ createdAt }) => createdAt },
    { name: "id", type: "uuid", order: "desc", value: ({ id }) => id },
  ],
});
