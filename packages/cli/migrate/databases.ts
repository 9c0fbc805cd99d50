import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Values } from "@seaworthy/plugins/kit/values";
import type { MigrationSource } from "@seaworthy/plugins/seaworthy/database/migration-files";
import type { Stack } from "../project.ts";
import { openEngine } from "../rotate/stack/engine.ts";
import { stackEnvironment } from "../rotate/stack/stack-environment.ts";
import type { StackState } from "../rotate/stack/stack-state.ts";
import { migrationsAt } from "../stack/owner-login.ts";

/** A database with migrations, and the login that owns its schema. */
export interface MigratedDatabase {
  readonly name: string;
  readonly sources: readonly MigrationSource[];
  readonly access: Values;
}

/**
 * The stack's databases, or the one with that name, in migration order. Throws USAGE,
 * CLOUD_NOT_RUNNING, PULUMI_FAILED, STACK_OUTDATED.
 */
export async function databasesOf(
  stack: Stack,
  only: string | undefined,
): Promise<readonly MigratedDatabase[]> {
  return databasesIn(await openEngine(stack, stackEnvironment(stack)).readState(), only);
}

/** Same, for a state that was already read. */
export function databasesIn(state: StackState, only?: string): readonly MigratedDatabase[] {
  const all = allDatabasesIn(state);
  const wanted = all.filter(({ name }) => only === undefined || name === only);
  if (wanted.length > 0) return wanted;
  throw new SeaworthyError(
    "USAGE",
    all.length === 0
      ? "The stack has no database with migrations."
      : `Unknown database ${only}. Databases: ${all.map(({ name }) => name).join(", ")}.`,
  );
}

/** All of them, in migration order; empty for a stack without migrations. */
export function allDatabasesIn(state: StackState): readonly MigratedDatabase[] {
  return state.manifest.migrations.map(({ name, resource }) => {
    const { directory, sources, ...access } = migrationsAt(state, resource);
    const at = (folder: string) => join(findProject().root, folder);
    const more = sources.map((source) => ({ name: source.name, folder: at(source.directory) }));
    return { name, sources: [...more, { folder: at(directory) }], access };
  });
}
