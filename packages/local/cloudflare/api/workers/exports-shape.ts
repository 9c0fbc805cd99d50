import { z } from "zod";

const entry = z.strictObject({
  type: z.enum(["worker", "durable-object"]),
  storage: z.enum(["sqlite", "legacy-kv"]).optional(),
  state: z.enum(["created", "deleted", "renamed"]).default("created"),
  renamed_to: z.string().optional(),
});

/**
 * Declarative exports of a version: class name → what it is. Transfers between scripts are not
 * known here, and refused so.
 */
export const exportsSchema = z.record(z.string(), entry);
export type ExportsDocument = z.output<typeof exportsSchema>;
