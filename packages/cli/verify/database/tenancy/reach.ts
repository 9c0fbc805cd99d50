import { randomUUID } from "node:crypto";
import { messageOf } from "@seaworthy/core/errors";
import type { Client } from "pg";
import { candidatesFor, type SampleRow, sampleRows, type TenantTable } from "./sample-rows.ts";

/** Who tries: an anonymous user, the row's owner, and another signed-in user. */
const callers = ["anonymous", "owner", "stranger"] as const;
type Caller = (typeof callers)[number];

const acts = ["select", "update", "delete", "insert"] as const;
type Act = (typeof acts)[number];

/** What callers can do with one row: `stranger select`. */
export interface Reach {
  readonly table: string;
  /** Which of the table's sample rows. */
  readonly row: string;
  readonly can: ReadonlySet<string>;
}

export interface Tried {
  readonly reached: readonly Reach[];
  /** Tables for which no sample row could be inserted, with PostgreSQL's message. */
  readonly untried: readonly string[];
}

/** Everything runs in a transaction that is rolled back: these rows are never visible. */
export async function reachOf(client: Client, tables: readonly TenantTable[]): Promise<Tried> {
  const [owner, stranger] = [randomUUID(), randomUUID()];
  await client.query("begin");
  try {
    const reached: Reach[] = [];
    const untried: string[] = [];
    for (const table of tables) {
      const reasons: string[] = [];
      const before = reached.length;
      for (const row of sampleRows(table, owner))
        await client.query("savepoint row").then(async () => {
          const made = await insertAsSystem(client, table, row);
          if (typeof made === "string") reasons.push(made);
          else reached.push(await reachRow(client, { ...made, table, owner, stranger }, row));
          await client.query("rollback to savepoint row");
        });
      if (reached.length === before) untried.push(`${table.name}: ${reasons[0] ?? "no row"}`);
    }
    return { reached, untried };
  } finally {
    await client.query("rollback");
  }
}

interface Made {
  readonly ctid: string;
  /** The row, adjusted to satisfy the table's checks. */
  readonly row: SampleRow;
}

/**
 * Inserts without triggers and foreign keys, so users and parents need not exist. Checks still
 * apply: for the columns of a violated check, other values are tried.
 */
async function insertAsSystem(
  client: Client,
  table: TenantTable,
  first: SampleRow,
): Promise<Made | string> {
  await client.query("savepoint made");
  let reason = "no row";
  for (const row of [first, ...(await repairs(client, table, first))]) {
    const made = await tryInsert(client, table, row);
    if (!("message" in made)) return { ctid: made.ctid, row };
    reason = made.message;
  }
  return reason;
}

/** Rows in which the column of each violated check has a value that it accepts. */
async function repairs(
  client: Client,
  table: TenantTable,
  first: SampleRow,
): Promise<readonly SampleRow[]> {
  let row = first;
  for (const _ of table.checks) {
    const refused = await tryInsert(client, table, row);
    if (!("message" in refused)) return [row];
    const better = await passing(client, table, row, refused.constraint);
    if (better === undefined) return [];
    row = better;
  }
  return [row];
}

/** The row with another value, which that check accepts. */
async function passing(
  client: Client,
  table: TenantTable,
  row: SampleRow,
  constraint: string | undefined,
): Promise<SampleRow | undefined> {
  const check = table.checks.find(({ name }) => name === constraint);
  if (check === undefined) return undefined;
  const columns = table.columns.filter(({ name }) => check.columns.includes(name));
  for (const column of columns)
    for (const value of candidatesFor(column, check.definition)) {
      const next = { ...row, [column.name]: value };
      const tried = await tryInsert(client, table, next);
      if (!("message" in tried)) return next;
      // An error without a constraint, such as a type mismatch, is not progress.
      if (tried.constraint !== undefined && tried.constraint !== constraint) return next;
    }
  return undefined;
}

interface Refused {
  readonly message: string;
  readonly constraint: string | undefined;
}

/** Keeps the row on success; a rejected one is rolled back. */
async function tryInsert(
  client: Client,
  table: TenantTable,
  row: SampleRow,
): Promise<{ readonly ctid: string } | Refused> {
  await client.query("rollback to savepoint made");
  try {
    await client.query("set local session_replication_role = replica");
    const { rows } = await client.query<{ ctid: string }>(
      `${insertText(client, table, row)} returning ctid`,
    );
    await client.query("set local session_replication_role = origin");
    return { ctid: rows[0]?.ctid ?? "" };
  } catch (thrown) {
    await client.query("rollback to savepoint made");
    return { message: messageOf(thrown), constraint: constraintOf(thrown) };
  }
}

const constraintOf = (thrown: unknown): string | undefined =>
  typeof thrown === "object" && thrown !== null && "constraint" in thrown
    ? String(thrown.constraint)
    : undefined;

interface Row {
  readonly table: TenantTable;
  readonly row: SampleRow;
  readonly ctid: string;
  readonly owner: string;
  readonly stranger: string;
}

async function reachRow(client: Client, one: Row, sample: SampleRow): Promise<Reach> {
  const can = new Set<string>();
  for (const caller of callers)
    for (const act of acts)
      if (await succeeds(client, caller, act, one)) can.add(`${caller} ${act}`);
  const listed = Object.values(sample).filter((value) => /^'[a-z_-]+'$/.test(value));
  return { table: `${one.table.schema}.${one.table.name}`, row: listed.join(" "), can };
}

/** As PostgREST does: sets a role, and the claims of the request's token. */
async function succeeds(client: Client, caller: Caller, act: Act, one: Row): Promise<boolean> {
  await client.query("savepoint act");
  try {
    const role = caller === "anonymous" ? "anon" : "authenticated";
    const sub = caller === "owner" ? one.owner : one.stranger;
    const claims = caller === "anonymous" ? { role } : { role, sub };
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify(claims),
    ]);
    await client.query(`set local role ${role}`);
    const { rowCount } = await client.query(textOf(client, act, one));
    return (rowCount ?? 0) > 0;
  } catch {
    return false; // denied, by a privilege or a policy
  } finally {
    await client.query("rollback to savepoint act");
  }
}

function textOf(client: Client, act: Act, { table, row, ctid }: Row): string {
  const name = nameOf(client, table);
  const where = `where ctid = '${ctid}'`;
  const [column] = table.columns;
  const id = client.escapeIdentifier(column?.name ?? "");
  const texts: Readonly<Record<Act, string>> = {
    select: `select 1 from ${name} ${where}`,
    update: `update ${name} set ${id} = ${id} ${where}`,
    delete: `delete from ${name} ${where}`,
    insert: insertText(client, table, row),
  };
  return texts[act];
}

function insertText(client: Client, table: TenantTable, row: SampleRow): string {
  const columns = Object.keys(row).map((name) => client.escapeIdentifier(name));
  return columns.length === 0
    ? `insert into ${nameOf(client, table)} default values`
    : `insert into ${nameOf(client, table)} (${columns.join(", ")}) values (${Object.values(row).join(", ")})`;
}

const nameOf = (client: Client, { schema, name }: TenantTable) =>
  `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
