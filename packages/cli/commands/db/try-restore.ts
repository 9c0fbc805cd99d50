import { restoreText, tryRestore } from "../../db/try-restore.ts";
import { databasesIn } from "../../migrate/databases.ts";
import { readStack } from "../../stack/read-stack.ts";
import { supabaseClient } from "../../vendor-clients.ts";

export interface TryRestoreOptions {
  readonly json?: boolean;
}

/** Ends with exit code 1 when a copy differs or nothing was shown. */
export async function tryRestoreOf(name: string, { json }: TryRestoreOptions): Promise<void> {
  const { state, environment } = await readStack(name);
  const supabase = supabaseClient(environment);
  const { projectRef } = state.manifest.supabase;
  const trials: Record<string, unknown> = {};
  for (const database of databasesIn(state)) {
    const trial = await tryRestore(database, projectRef, { supabase, nowMs: Date.now });
    trials[database.name] = trial;
    if (!json) process.stdout.write(restoreText(name, database.name, trial));
    if (!trial.isRestored) process.exitCode = 1;
  }
  if (json) process.stdout.write(`${JSON.stringify(trials)}\n`);
}
