import { z } from "zod";

const entry = z.strictObject({
  type: z.enum(["worker", "durable-object"]),
  storage: z.enum(["sqlite", "legacy-kv"]).optional(),
  state: z.enum(["created", "deleted", "renamed"]).default("created"),
  renamed_to: z.string().optional(),
});

/**
 * Declarative exports of a version: class name → declaration. Transfers between scripts are not
 * supported and are rejected.
 */
export const exportsSchema = z.record(z.string(), entry);
export type ExportsDocument = z.output<typeof exportsSchema>;
