import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { AppError } from "@seaworthy/platform/errors/errors";
import { durableObjectOf } from "@seaworthy/platform/modules/own";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { type Membership, readMembership } from "./members.ts";
import { tables } from "./module.ts";
import type { Query } from "./query/query.ts";
import type { Change, Written } from "./rows/changes.ts";
import type { Column, Role } from "./schema/columns.ts";
import type { Outcome } from "./schema/outcome.ts";
import type { Row } from "./schema/values.ts";
import type { Scored } from "./semantic/vector-index.ts";
import type { Embedded, Pending } from "./semantic/vector-store.ts";

/** The methods of `TableObject` that other code calls. */
export interface Table {
  fetch(request: Request): Promise<Response>;
  define(tableId: string, columns: readonly Column[]): Promise<Outcome<null>>;
  change(columns: readonly Column[]): Promise<Outcome<null>>;
  query(role: Role, query: Query): Promise<Outcome<{ rows: Row[]; nextCursor: string | null }>>;
  rowsAfter(role: Role, after: string, limit: number): Promise<Outcome<Row[]>>;
  write(
    member: { readonly userId: string; readonly role: Role },
    changes: readonly Change[],
    requestId?: string,
  ): Promise<Outcome<Written>>;
  pendingTexts(model: string): Promise<Outcome<Pending>>;
  storeVectors(embedded: Embedded): Promise<Outcome<null>>;
  nearest(
    role: Role,
    vector: readonly number[],
    limits: { readonly most: number; readonly least: number },
  ): Promise<Outcome<(Row & Scored)[]>>;
  scored(role: Role, scored: readonly Scored[]): Promise<Outcome<(Row & Scored)[]>>;
  dismiss(userId: string): Promise<void>;
  remove(): Promise<void>;
}

export function tableOf(bindings: Bindings, id: string): Table {
  const namespace = durableObjectOf(tables, bindings, "TABLES");
  return namespace.get(namespace.idFromName(id)) as unknown as Table;
}

export interface OpenTable {
  readonly member: Membership;
  readonly table: Table;
}

/** The request's table, for its members. Throws NOT_FOUND for everyone else. */
export async function openTable(c: AppContext, id: string): Promise<OpenTable> {
  const member = await readMembership(c.var.services.database, claimsOf(c), id);
  c.header("Cache-Control", "private, no-store");
  if (member) return { member, table: tableOf(c.var.bindings, id) };
  throw new AppError("NOT_FOUND", "Table not found.");
}

/** Same, for its owner only. Throws FORBIDDEN for other members. */
export async function openOwnTable(c: AppContext, id: string): Promise<OpenTable> {
  const opened = await openTable(c, id);
  if (opened.member.role === "owner") return opened;
  throw new AppError("FORBIDDEN", "Only the table's owner can do that.");
}

/** The outcome's value. Throws a refusal as the error that the client gets. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.done) return outcome.value;
  const { code, message } = outcome.refusal;
  const headers = code === "RATE_LIMITED" ? { "Retry-After": "60" } : {};
  throw new AppError(code, message, { headers });
}

/** The current member in the form that the table's object expects. */
export const writerOf = (c: AppContext, { role }: Membership) => ({
  userId: claimsOf(c).sub,
  role,
});
