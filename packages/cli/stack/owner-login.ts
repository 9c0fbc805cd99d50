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
  /** Folders of others than the stack, such as the platform and its modules. */
  sources: z.array(z.object({ name: z.string(), directory: z.string() })).default([]),
});

/**
 * What a stack's `Migrations` resource knows: the login of the database's owner, and the folder.
 */
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
