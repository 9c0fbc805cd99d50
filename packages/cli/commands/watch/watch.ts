import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { sendAlert } from "../../audit/alert.ts";
import { durationMs } from "../../duration.ts";
import { countConnections } from "../../load/count-connections.ts";
import { allDatabasesIn } from "../../migrate/databases.ts";
import { operatorTokenOf, type StackState } from "../../rotate/stack/stack-state.ts";
import { readStack } from "../../stack/read-stack.ts";
import { watchText } from "../../watch/print.ts";
import { countsIn, type Reading } from "../../watch/reading.ts";
import { watch } from "../../watch/watch.ts";
import { readMetrics } from "../../worker/metrics.ts";

const headlines = { broken: "a limit is broken", unknown: "nothing was shown" };

export interface WatchOptions {
  readonly for: string;
  readonly errors: string;
  readonly json?: boolean;
}

/** Ends with exit code 1, and one alert, when a limit is broken or nothing was shown. */
export async function watchStack(name: string, options: WatchOptions): Promise<void> {
  const forMs = durationMs("--for", options.for);
  const errorsPerHour = Number(options.errors);
  if (!/^[1-9]\d{0,5}$/.test(options.errors))
    throw new SeaworthyError(
      "USAGE",
      `--errors takes a whole number from 1, not ${options.errors}.`,
    );
  const { state } = await readStack(name);
  const { objectives, pooler } = state.manifest;
  const limits = {
    errorsPerHour,
    connections: objectives.connections ?? pooler.maxClients,
    hitShare: objectives.hitShare,
    availability: objectives.availability,
  };
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await watch(forMs, limits, {
    read: () => read(state),
    sleep: (ms) => delay(ms),
    now: () => performance.now(),
    say,
  });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : watchText(name, result));
  if (result.outcome === "held") return;
  process.exitCode = 1;
  const unsent = await sendAlert(state.manifest.sentry.dsn, {
    ...{ level: "error", logger: "seaworthy.watch", fingerprint: "seaworthy-watch", tags: {} },
    message: `Watching the stack after a release: ${headlines[result.outcome]}`,
    extra: { why: result.reasons.join("; ") },
  });
  if (unsent !== undefined) say(unsent);
}

async function read(state: StackState): Promise<Reading> {
  const text = await readMetrics(state.manifest.app.url, operatorTokenOf(state));
  return { ...countsIn(text), connections: await connectionsOf(state) };
}

async function connectionsOf(state: StackState): Promise<number> {
  const [database] = allDatabasesIn(state);
  return database === undefined ? 0 : withDatabase(database.access, countConnections);
}
