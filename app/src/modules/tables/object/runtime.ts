import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import { openSockets } from "@seaworthy/platform/live/live-sockets";
import {
  createLogger,
  type Logger,
  writeToWorkersLogs,
} from "@seaworthy/platform/observability/logger";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { type TablesConfiguration, tables } from "../module.ts";
import type { Query } from "../query/query.ts";
import { openQueryCache } from "../query/query-cache.ts";
import type { Change, Written } from "../rows/changes.ts";
import type { Column, Role } from "../schema/columns.ts";
import { type Outcome, outcomeOf } from "../schema/outcome.ts";
import type { Embedder } from "../semantic/embedder.ts";
import { embedderOf } from "../semantic/open-embedder.ts";
import { tellSimilar } from "../semantic/subscriptions.ts";
import {
  type Embedded,
  isSemantic,
  type Pending,
  pendingTexts,
  storeVectors,
} from "../semantic/vector-store.ts";
import { type Broadcaster, broadcast } from "./broadcast.ts";
import { type Debounce, openDebounce } from "./debounce.ts";
import { type Load, openLoad } from "./load.ts";
import { type Page, type Reader, readPage } from "./read-rows.ts";
import { lagOf } from "./replicate.ts";
import { reply } from "./reply.ts";
import { openSchedule, type Schedule } from "./schedule.ts";
import { changeSchema, readColumns } from "./schema-store.ts";
import { metaOf } from "./storage-migrations.ts";
import { lastSeq, writeChanges, writeOnce } from "./write-rows.ts";

type Author = { readonly userId: string; readonly role: Role };

const maintainMs = 24 * 60 * 60_000;

/** An object's state while in memory; everything that must survive is in its storage. */
export class Runtime {
  readonly state: DurableObjectState;
  readonly env: unknown;
  readonly configuration: TablesConfiguration;
  readonly schedule: Schedule;
  readonly log: Logger;
  readonly debounce: Debounce;
  readonly load: Load;
  readonly embedder: Embedder;
  readonly #cache = openQueryCache();
  #columns: readonly Column[] | undefined;

  constructor(state: DurableObjectState, env: unknown) {
    const { bindings, redactor } = parseBindings(env, [tables]);
    const given = bindings?.modules.tables?.configuration ?? {};
    this.state = state;
    this.env = env;
    this.configuration = tables.configuration.parse(given);
    this.schedule = openSchedule(state.storage);
    this.log = createLogger(writeToWorkersLogs, systemClock, { object: "table" }, redactor);
    const { configuration, log } = this;
    const waitUntil = (work: Promise<unknown>) => state.waitUntil(work);
    this.embedder = embedderOf(bindings);
    this.load = openLoad({ bindings, configuration, waitUntil, log });
    const most = configuration.live.pendingBytes;
    this.debounce = openDebounce(most, {
      flush: () => this.flush(),
      alert: (bytes) => {
        log.error("table.pending_high", { bytes, most });
        this.load.pendingBytes(tableIdOf(state.storage.sql), bytes);
      },
    });
  }

  get columns(): readonly Column[] {
    this.#columns ??= readColumns(this.state.storage.sql);
    return this.#columns;
  }

  reader(role: Role): Reader {
    const { sql } = this.state.storage;
    return { sql, columns: this.columns, role, mostRead: this.configuration.queryRows };
  }

  /** Throws Refused. */
  query(role: Role, query: Query): Page {
    const key = JSON.stringify([role, query, this.columns]);
    const { sql } = this.state.storage;
    return this.#cache.get(lastSeq(sql), key, () => readPage(this.reader(role), query));
  }

  /** What the rows' texts are for the embedding job. */
  pendingTexts(model: string): Pending {
    const { storage } = this.state;
    const before = lastSeq(storage.sql);
    const pending = storage.transactionSync(() =>
      pendingTexts(storage.sql, this.columns, model, Date.now()),
    );
    // With another model all rows are in the log again, which the copy in PostgreSQL follows.
    if (lastSeq(storage.sql) !== before) this.schedule.planSoon("replicate", Date.now());
    return pending;
  }

  /** Stores what the job embedded, and tells subscribers. */
  storeVectors(embedded: Embedded): void {
    const { storage } = this.state;
    storage.transactionSync(() => storeVectors(storage.sql, embedded));
    tellSimilar(
      this,
      embedded.rows.map(({ id }) => id),
    );
  }

  broadcaster(): Broadcaster {
    const { live, queryRows } = this.configuration;
    return {
      sql: this.state.storage.sql,
      columns: this.columns,
      mostRead: queryRows,
      mostUnconfirmed: live.unconfirmedBytes,
    };
  }

  /** Throws Refused. */
  changeSchema(columns: readonly Column[]): void {
    const { storage } = this.state;
    storage.transactionSync(() => changeSchema(storage.sql, columns));
    this.#columns = undefined;
  }

  /** Stores all changes or none, notifies subscribers, and schedules replication. */
  write(author: Author, changes: readonly Change[], requestId?: string): Outcome<Written> {
    this.flush();
    const outcome = this.#store(author, changes, requestId);
    if (outcome.done) this.#wasWritten();
    return outcome;
  }

  /** Stores the waiting debounced writes and acknowledges each. */
  flush(): void {
    const waiting = this.debounce.take();
    for (const { member, message, socket } of waiting)
      reply(socket, message.requestId, this.#store(member, message.changes, message.requestId));
    if (waiting.length > 0) this.#wasWritten();
  }

  /** Sends subscribers what they missed while the object was not in memory. */
  catchUp(): void {
    broadcast(this.broadcaster(), openSockets(this.state));
  }

  /** Called after a socket opens or closes, and at each alarm. */
  noteSockets(): void {
    this.load.sockets(tableIdOf(this.state.storage.sql), openSockets(this.state).length);
  }

  /** The object's metrics. */
  report() {
    const { sql } = this.state.storage;
    const count = (table: string) =>
      sql.exec<{ count: number }>(`select count(*) as "count" from "${table}"`).one().count;
    return {
      rows: count("rows"),
      seq: lastSeq(sql),
      sockets: openSockets(this.state).length,
      pendingBytes: this.debounce.bytes,
      lag: lagOf(sql, Date.now()),
      storedBytes: sql.databaseSize,
      cachedQueries: this.#cache.hits,
    };
  }

  #store(
    { userId, role }: Author,
    changes: readonly Change[],
    requestId: string | undefined,
  ): Outcome<Written> {
    const { storage } = this.state;
    const writer = { sql: storage.sql, columns: this.columns, userId, role, now: Date.now() };
    return outcomeOf(() =>
      storage.transactionSync(() =>
        requestId === undefined
          ? writeChanges(writer, changes)
          : writeOnce(writer, requestId, changes),
      ),
    );
  }

  /** In the same turn as the write, so that the runtime stores both or neither. */
  #wasWritten(): void {
    const now = Date.now();
    const { delayMs, verifySeconds } = this.configuration.replication;
    this.schedule.plan("verify", now + verifySeconds * 1000);
    this.schedule.plan("maintain", now + maintainMs);
    if (isSemantic(this.columns)) this.schedule.plan("embed", now + delayMs);
    this.schedule.planSoon("replicate", now + delayMs);
    this.catchUp();
  }
}

/** The table's id, which the object cannot derive from its own name. */
export const tableIdOf = (sql: SqlStorage): string => metaOf(sql, "table_id") ?? "";
