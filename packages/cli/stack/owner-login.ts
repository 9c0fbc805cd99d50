import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { StackState } from "../rotate/stack/stack-state.ts";

const migrationsSchema = z.object({
  /** `host` or `host:port`. */
  host: z.string().min(1),
  database: z.string(),
  adminUser: z.string(),
  adminPassword: z.string(),
  directory: z.string(),
  /** Migration folders besides the stack's, such as the platform's and modules'. */
  sources: z.array(z.object({ name: z.string(), directory: z.string() })).default([]),
});

/** A stack's `Migrations` resource: the login of the database's owner, and the folder. */
export type MigrationsResource = z.output<typeof migrationsSchema>;

/** Secret. Throws STACK_OUTDATED when the stack has no database yet. */
export function migrationsAt(state: StackState, urn: string): MigrationsResource {
  const { inputs, outputs } = state.resource(urn);
  const parsed = migrationsSchema.safeParse({ ...inputs, ...outputs });
  if (parsed.success) return parsed.data;
  throw new SeaworthyError(
    "STACK_OUTDATED",
    'The stack has no database yet: run "npx seaworthy up" first. Nothing was changed.',
  );
}
