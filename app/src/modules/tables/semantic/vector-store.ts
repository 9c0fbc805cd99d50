import { createHash } from "node:crypto";
import { type Reader, readMatching } from "../object/read-rows.ts";
import { changedRows } from "../object/replica.ts";
import { metaOf, setMeta } from "../object/storage-migrations.ts";
import type { Column } from "../schema/columns.ts";
import { Refused } from "../schema/outcome.ts";
import type { Cells, Row } from "../schema/values.ts";
import type { EmbeddedRow, Scored } from "./vector-index.ts";
import { packed, rounded, similarity } from "./vectors.ts";

/** Models read about 500 words of a text. */
const longestText = 4_000;

/** The part of the log that has no vectors yet. */
export interface Pending {
  readonly texts: readonly { readonly id: string; readonly text: string }[];
  /** Rows that were deleted or have no text any more. */
  readonly gone: readonly string[];
  /** The last change in it; undefined when nothing is pending. */
  readonly upTo: number | undefined;
}

export interface Embedded {
  readonly model: string;
  readonly rows: readonly (EmbeddedRow & { readonly text: string })[];
  readonly gone: readonly string[];
  readonly upTo: number;
}

export const isSemantic = (columns: readonly Column[]): boolean =>
  columns.some(({ semantic }) => semantic);

/** What to embed next. Another model than before starts over, since vectors cannot be mixed. */
export function pendingTexts(
  sql: SqlStorage,
  columns: readonly Column[],
  model: string,
  now: number,
): Pending {
  if (!isSemantic(columns)) return { texts: [], gone: [], upTo: undefined };
  if (metaOf(sql, "embedded_model") !== model) startOver(sql, model, now);
  const after = embeddedSeq(sql);
  const { rows, upTo } = changedRows(sql, columns, after);
  const texts = rows.map(({ id, data }) => ({ id, text: textOf(columns, data) }));
  return {
    texts: texts.filter(({ id, text }) => text !== "" && hashOf(text) !== storedHash(sql, id)),
    gone: texts.filter(({ text }) => text === "").map(({ id }) => id),
    upTo: upTo > after ? upTo : undefined,
  };
}

/** Changes up to this one have vectors. */
export const embeddedSeq = (sql: SqlStorage): number => Number(metaOf(sql, "embedded_seq") ?? "0");

/** Runs in a transaction. Vectors of another model than the table's are dropped. */
export function storeVectors(sql: SqlStorage, { model, rows, gone, upTo }: Embedded): void {
  if (metaOf(sql, "embedded_model") !== model) return;
  for (const id of gone) sql.exec(`delete from "_vectors" where "row_id" = ?`, id);
  for (const { id, vector, text } of rows)
    sql.exec(
      `insert into "_vectors" ("row_id", "hash", "vector") select "id", ?, ? from "rows" where "id" = ?
       on conflict ("row_id") do update set "hash" = excluded."hash", "vector" = excluded."vector"`,
      ...[hashOf(text), packed(vector), id],
    );
  setMeta(sql, "embedded_seq", String(Math.max(upTo, embeddedSeq(sql))));
}

/** The table's rows most similar to a vector, best first. Throws Refused. */
export function nearest(
  { sql, mostRead }: Pick<Reader, "sql" | "mostRead">,
  wanted: Float32Array,
  { most, least }: { readonly most: number; readonly least: number },
): Scored[] {
  const scored: Scored[] = [];
  let read = 0;
  for (const { id, vector } of sql.exec<{ id: string; vector: ArrayBuffer }>(
    `select v."row_id" as "id", v."vector" from "_vectors" v join "rows" r on r."id" = v."row_id"`,
  )) {
    if (++read > mostRead)
      throw new Refused("UNPROCESSABLE", `The table has more than ${mostRead} rows to compare.`);
    const score = rounded(similarity(wanted, new Float32Array(vector)));
    if (score >= least) scored.push({ id, score });
  }
  return scored.sort((one, other) => other.score - one.score).slice(0, most);
}

/** The rows with their scores, as the role may read them; deleted ones are left out. */
export function withScores(reader: Reader, scored: readonly Scored[]): (Row & Scored)[] {
  const ids = scored.map(({ id }) => id);
  const rows = new Map(
    readMatching(reader, [], { ids, limit: ids.length }).map((row) => [row.id, row]),
  );
  return scored.flatMap(({ id, score }) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ ...row, score }];
  });
}

/** All rows are logged again, and with that embedded again. */
function startOver(sql: SqlStorage, model: string, now: number): void {
  setMeta(sql, "embedded_model", model);
  sql.exec(`delete from "_vectors"`);
  const { seq } = sql
    .exec<{ seq: number }>(`select coalesce(max("seq"), 0) as "seq" from "_log"`)
    .one();
  setMeta(sql, "embedded_seq", String(seq));
  sql.exec(`insert into "_log" ("row_id", "at") select "id", ? from "rows"`, now);
}

/** The texts of all semantic columns, in the schema's order. */
function textOf(columns: readonly Column[], data: string | null): string {
  if (data === null) return "";
  const values = JSON.parse(data) as Cells;
  const texts = columns.filter(({ semantic }) => semantic).map(({ name }) => values[name] ?? "");
  return texts.filter(Boolean).join("\n").slice(0, longestText).toWellFormed().trim();
}

const hashOf = (text: string): string => createHash("md5").update(text).digest("hex");

function storedHash(sql: SqlStorage, id: string): string | undefined {
  const [row] = sql.exec<{ hash: string }>(`select "hash" from "_vectors" where "row_id" = ?`, id);
  return row?.hash;
}
