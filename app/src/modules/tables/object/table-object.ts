import { DurableObject } from "cloudflare:workers";
import { closeIdleSockets, openSockets } from "@seaworthy/platform/live/live-sockets";
import { closeCodes } from "../protocol.ts";
import type { Query } from "../query/query.ts";
import type { Change, Written } from "../rows/changes.ts";
import type { Column, Role } from "../schema/columns.ts";
import { done, type Outcome, outcomeOf, refused } from "../schema/outcome.ts";
import type { Row } from "../schema/values.ts";
import { endSimilar } from "../semantic/subscriptions.ts";
import type { Scored } from "../semantic/vector-index.ts";
import { type Embedded, nearest, type Pending, withScores } from "../semantic/vector-store.ts";
import { packed } from "../semantic/vectors.ts";
import { acceptMember } from "./accept.ts";
import { type Page, readAll } from "./read-rows.ts";
import { Runtime } from "./runtime.ts";
import { closeExpired, hear, notePong } from "./sockets.ts";
import { isDefined, migrateStorage, setMeta } from "./storage-migrations.ts";
import { runDue } from "./tasks.ts";

const notDefined = refused("NOT_FOUND", "Table not found.");

/**
 * A table: its rows in SQLite, its subscribers on hibernating WebSockets. Acknowledged writes are
 * durable: the runtime holds back responses until earlier writes are on disk.
 */
export class TableObject extends DurableObject {
  readonly #runtime: Runtime;

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as Cloudflare.Env);
    this.#runtime = new Runtime(state, env);
    notePong(state);
    void state.blockConcurrencyWhile(async () => {
      if (!isDefined(state.storage.sql)) return;
      migrateStorage(state.storage);
      await this.#runtime.schedule.arm();
    });
  }

  /** Creates the table. Idempotent for the same columns. */
  async define(tableId: string, columns: readonly Column[]): Promise<Outcome<null>> {
    const { storage } = this.ctx;
    if (!isDefined(storage.sql)) {
      migrateStorage(storage);
      setMeta(storage.sql, "table_id", tableId);
    }
    return this.change(columns);
  }

  /** Schemas only grow. */
  async change(columns: readonly Column[]): Promise<Outcome<null>> {
    return this.#defined(() =>
      outcomeOf(() => {
        this.#runtime.changeSchema(columns);
        return null;
      }),
    );
  }

  async query(role: Role, query: Query): Promise<Outcome<Page>> {
    return this.#defined(() => outcomeOf(() => this.#runtime.query(role, query)));
  }

  /** Rows after that id, for an export. */
  async rowsAfter(role: Role, after: string, limit: number): Promise<Outcome<Row[]>> {
    return this.#defined(() => outcomeOf(() => readAll(this.#runtime.reader(role), after, limit)));
  }

  async write(
    member: { readonly userId: string; readonly role: Role },
    changes: readonly Change[],
    requestId?: string,
  ): Promise<Outcome<Written>> {
    return this.#defined(() => this.#runtime.write(member, changes, requestId));
  }

  /** The part of the log that has no vectors of that model yet. */
  async pendingTexts(model: string): Promise<Outcome<Pending>> {
    return this.#defined(() => done(this.#runtime.pendingTexts(model)));
  }

  async storeVectors(embedded: Embedded): Promise<Outcome<null>> {
    return this.#defined(() => {
      this.#runtime.storeVectors(embedded);
      return done(null);
    });
  }

  /** The rows most similar to that vector, with their scores. */
  async nearest(
    role: Role,
    vector: readonly number[],
    limits: { readonly most: number; readonly least: number },
  ): Promise<Outcome<(Row & Scored)[]>> {
    return this.#defined(() =>
      outcomeOf(() => {
        const reader = this.#runtime.reader(role);
        return withScores(reader, nearest(reader, new Float32Array(packed(vector)), limits));
      }),
    );
  }

  /** The rows that an index found. */
  async scored(role: Role, scored: readonly Scored[]): Promise<Outcome<(Row & Scored)[]>> {
    return this.#defined(() => outcomeOf(() => withScores(this.#runtime.reader(role), scored)));
  }

  /** Accepts a subscriber. */
  override async fetch(request: Request): Promise<Response> {
    if (!isDefined(this.ctx.storage.sql)) return new Response(null, { status: 404 });
    return acceptMember(this.ctx, this.#runtime, request);
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await hear(this.#runtime, socket, message);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    this.#runtime.flush();
    // 1005 and 1006 mean that no code was received and must not be sent (RFC 6455, 7.4.1).
    if (socket.readyState !== WebSocket.READY_STATE_CLOSED)
      socket.close(code === 1005 || code === 1006 ? 1000 : code);
    endSimilar(this.#runtime, socket);
    this.#runtime.noteSockets();
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#runtime.flush();
    endSimilar(this.#runtime, socket);
    if (socket.readyState !== WebSocket.READY_STATE_CLOSED) socket.close(1011, "Connection lost.");
    this.#runtime.noteSockets();
  }

  override async alarm(): Promise<void> {
    if (!isDefined(this.ctx.storage.sql)) return;
    this.#runtime.catchUp();
    closeExpired(this.ctx, Date.now());
    await closeIdleSockets(this.ctx);
    this.#runtime.noteSockets();
    await runDue(this.#runtime);
  }

  /** Closes the sockets of a user who is no longer a member or has another role now. */
  async dismiss(userId: string): Promise<void> {
    for (const socket of openSockets(this.ctx, `user:${userId}`))
      socket.close(closeCodes.notAllowed, "Your membership changed.");
  }

  /** The object's metrics, and whether it can write. */
  async report(): Promise<Outcome<TableReport>> {
    return this.#defined(() => done(this.#runtime.report()));
  }

  /** Deletes everything in the object's storage. */
  async remove(): Promise<void> {
    for (const socket of openSockets(this.ctx)) socket.close(1001, "The table was deleted.");
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  #defined<T>(work: () => Outcome<T>): Outcome<T> {
    return isDefined(this.ctx.storage.sql) ? work() : notDefined;
  }
}

export type TableReport = ReturnType<Runtime["report"]>;
