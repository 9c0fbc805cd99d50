import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import { openSockets } from "@seaworthy/platform/live/live-sockets";
import {
  createLogger,
  type Logger,
  writeToWorkersLogs,
} from "@seaworthy/platform/observability/logger";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { type TablesConfiguration, tables } from "../module.ts";
import type { Change, Written } from "../rows/changes.ts";
import type { Column, Role } from "../schema/columns.ts";
import { type Outcome, outcomeOf } from "../schema/outcome.ts";
import { type Broadcaster, broadcast } from "./broadcast.ts";
import { type Debounce, openDebounce } from "./debounce.ts";
import type { Reader } from "./read-rows.ts";
import { lagOf } from "./replicate.ts";
import { reply } from "./reply.ts";
import { openSchedule, type Schedule } from "./schedule.ts";
import { changeSchema, readColumns } from "./schema-store.ts";
import { metaOf } from "./storage-migrations.ts";
import { lastSeq, writeChanges, writeOnce } from "./write-rows.ts";

/** What an object works with while it is in memory; everything that matters is in its storage. */
export interface Runtime {
  readonly state: DurableObjectState;
  readonly env: unknown;
  readonly configuration: TablesConfiguration;
  readonly schedule: Schedule;
  readonly log: Logger;
  readonly debounce: Debounce;
  columns(): readonly Column[];
  reader(role: Role): Reader;
  broadcaster(): Broadcaster;
  changeSchema(columns: readonly Column[]): void;
  /** Stores all changes or none, tells the subscribers, and plans the copy. */
  write(
    member: { readonly userId: string; readonly role: Role },
    changes: readonly Change[],
    requestId?: string,
  ): Outcome<Written>;
  /** Stores the debounced writes that wait, and acknowledges each. */
  flush(): void;
  /** Tells subscribers what they missed, should the object have been away. */
  catchUp(): void;
  report(): {
    readonly rows: number;
    readonly seq: number;
    readonly sockets: number;
    readonly pendingBytes: number;
    readonly lag: { readonly changes: number; readonly ms: number };
    readonly storageRows: number;
  };
}

export function openRuntime(state: DurableObjectState, env: unknown): Runtime {
  const { storage } = state;
  const { sql } = storage;
  const { bindings, redactor } = parseBindings(env, [tables]);
  const configuration = tables.configuration.parse(bindings?.modules.tables?.configuration ?? {});
  const log = createLogger(writeToWorkersLogs, systemClock, { object: "table" }, redactor);
  const schedule = openSchedule(storage);
  const { queryRows, live, replication } = configuration;
  let known: readonly Column[] | undefined;
  const columns = () => (known ??= readColumns(sql));
  const debounce = openDebounce(live.pendingBytes, {
    flush: () => runtime.flush(),
    alert: (bytes) => log.error("table.pending_high", { bytes, most: live.pendingBytes }),
  });
  const store: Runtime["write"] = ({ userId, role }, changes, requestId) => {
    const writer = { sql, columns: columns(), userId, role, now: Date.now() };
    return outcomeOf(() =>
      storage.transactionSync(() =>
        requestId === undefined
          ? writeChanges(writer, changes)
          : writeOnce(writer, requestId, changes),
      ),
    );
  };
  const planCopy = () => {
    const now = Date.now();
    state.waitUntil(
      Promise.all([
        schedule.plan("replicate", now + replication.delayMs),
        schedule.plan("verify", now + replication.verifySeconds * 1000),
        schedule.plan("maintain", now + 24 * 60 * 60_000),
      ]),
    );
  };
  const runtime: Runtime = {
    state,
    env,
    configuration,
    schedule,
    log,
    debounce,
    columns,
    reader: (role) => ({ sql, columns: columns(), role, mostRead: queryRows }),
    broadcaster: () => ({
      sql,
      columns: columns(),
      mostRead: queryRows,
      mostUnconfirmed: live.unconfirmedBytes,
      now: Date.now(),
    }),
    changeSchema: (after) => {
      storage.transactionSync(() => changeSchema(sql, after));
      known = undefined;
    },
    write: (member, changes, requestId) => {
      runtime.flush();
      const outcome = store(member, changes, requestId);
      if (outcome.done) {
        planCopy();
        runtime.catchUp();
      }
      return outcome;
    },
    flush: () => {
      const waiting = debounce.take();
      if (waiting.length === 0) return;
      for (const { member, message, socket } of waiting)
        reply(socket, message.requestId, store(member, message.changes, message.requestId));
      planCopy();
      runtime.catchUp();
    },
    catchUp: () => broadcast(runtime.broadcaster(), openSockets(state)),
    report: () => reportOf(state, debounce),
  };
  return runtime;
}

function reportOf(state: DurableObjectState, debounce: Debounce): ReturnType<Runtime["report"]> {
  const { sql } = state.storage;
  const count = (table: string) =>
    sql.exec<{ count: number }>(`select count(*) as "count" from "${table}"`).one().count;
  return {
    rows: count("rows"),
    seq: lastSeq(sql),
    sockets: openSockets(state).length,
    pendingBytes: debounce.bytes,
    lag: lagOf(sql, Date.now()),
    storageRows: ["_schema", "_meta", "_schedule"].map(count).reduce((sum, one) => sum + one, 0),
  };
}

/** The table's id, which the object's own name is not known to it by. */
export const tableIdOf = (sql: SqlStorage): string => metaOf(sql, "table_id") ?? "";
