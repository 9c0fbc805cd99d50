import { type Database, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { Logger } from "../observability/logger.ts";
import type { RedisConnection } from "../redis/redis.ts";
import { within } from "../request/time-limit.ts";
import { type AlertState, alertStateSchema } from "./alert-state.ts";

/**
 * Stores the state in both Redis and PostgreSQL: when one of them is down, an alert must not be
 * sent again every minute because of that.
 */
export interface AlertStore {
  /** The newest readable state; undefined when neither responds. */
  load(): Promise<AlertState | "none" | undefined>;
  /** Writes to both; skips one that does not respond. */
  save(state: AlertState): Promise<void>;
}

const key = "alerts:1";
const keepMs = 7 * 24 * 3600 * 1000;
const readScript = "return redis.call('GET', KEYS[1]) or ''";
const writeScript = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])";
/** Shorter than the services' own timeouts, so that an outage does not use up the minute. */
const limitMs = 3_000;

export function openAlertStore(
  redis: RedisConnection,
  database: Database,
  log: Logger,
): AlertStore {
  const attempt = async <T>(where: string, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await within(limitMs, work, () => new AppError("UPSTREAM_TIMEOUT", "Too late."));
    } catch (error) {
      log.warn("alerts.state_unavailable", { where, error });
      return undefined;
    }
  };
  return {
    load: async () => {
      const [inRedis, inDatabase] = await Promise.all([
        attempt("redis", loadFromRedis(redis)),
        attempt("database", loadFromDatabase(database)),
      ]);
      if (inRedis === undefined && inDatabase === undefined) return undefined;
      const found = [inRedis, inDatabase].filter((one) => one !== undefined && one !== "none");
      return found.toSorted((one, other) => other.at - one.at)[0] ?? "none";
    },
    save: async (state) => {
      const text = JSON.stringify(state);
      await Promise.all([
        attempt("redis", redis.run(writeScript, [key], [text, keepMs], { repeatable: true })),
        attempt("database", saveToDatabase(database, state.at, text)),
      ]);
    },
  };
}

async function loadFromRedis(redis: RedisConnection): Promise<AlertState | "none"> {
  const kept = await redis.run(readScript, [key], [], { repeatable: true });
  // The client parses anything that looks like JSON.
  return parse(kept === "" ? undefined : kept);
}

async function loadFromDatabase(database: Database): Promise<AlertState | "none"> {
  const [row] = await database.read(service, (sql) => sql`select state from internal.alert_state`);
  return parse(row?.state);
}

/** A state that an older version wrote in another shape is ignored. */
function parse(kept: unknown): AlertState | "none" {
  const value = typeof kept === "string" ? JSON.parse(kept) : kept;
  return alertStateSchema.safeParse(value).data ?? "none";
}

async function saveToDatabase(database: Database, at: number, text: string): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      insert into internal.alert_state as kept (evaluated_at, state)
      values (to_timestamp(${at / 1000}::float8), ${text}::text::jsonb)
      on conflict (only_row) do update
      set evaluated_at = excluded.evaluated_at, state = excluded.state
      where kept.evaluated_at <= excluded.evaluated_at`,
    { idempotent: true },
  );
}
