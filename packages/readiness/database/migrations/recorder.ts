import type { PGlite } from "@electric-sql/pglite";
import { defined } from "@seaworthy/core/defined";
import type { Place } from "../../place.ts";
import type { Touch } from "../schema.ts";

/** A row of the catalog as the last statement left it. */
export interface Item {
  readonly catalog: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Undefined for objects of a new project. */
  readonly made?: Touch;
  readonly touched: Readonly<Record<string, Touch>>;
}

/** A row that a statement created or changed. */
export interface Change {
  readonly before?: Item;
  readonly after: Item;
}

export interface Recorder {
  /**
   * Records what changed since the last call, attributed to that place; without one, to no file.
   */
  note(place?: Place): Promise<readonly Change[]>;
  item(catalog: string, id: string): Item | undefined;
  items(catalog: string): readonly Item[];
  /** A copy, for statements that are rolled back afterwards. */
  fork(): Recorder;
}

interface Row {
  readonly newest: string;
  readonly catalog: string;
  readonly id: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * Tracks which statement created and changed what: each row of PostgreSQL's catalog carries the
 * transaction that wrote it, so a statement touched the rows newer than everything before it.
 */
export async function createRecorder(engine: PGlite): Promise<Recorder> {
  // Prepared once, because it runs after each statement.
  await engine.exec(
    "prepare seaworthy_touched (bigint) as select * from seaworthy_tracking.touched($1)",
  );
  const recorder = recorderOf(engine, { known: new Map(), newest: 0, order: 0 });
  await recorder.note();
  return recorder;
}

interface Known {
  readonly known: ReadonlyMap<string, Item>;
  readonly newest: number;
  readonly order: number;
}

function recorderOf(engine: PGlite, from: Known): Recorder {
  const known = new Map(from.known);
  let { newest, order } = from;
  const read = async (): Promise<readonly Row[]> => {
    const { rows } = await engine.query<Row>(`execute seaworthy_touched(${newest})`);
    newest = rows.reduce((most, row) => Math.max(most, Number(row.newest)), newest);
    return rows;
  };
  const save = (row: Row, touch?: Touch): Change => {
    const key = `${row.catalog} ${row.id}`;
    const before = known.get(key);
    const after = itemOf(row, before, touch);
    known.set(key, after);
    return { ...defined({ before }), after };
  };
  return {
    item: (catalog, id) => known.get(`${catalog} ${id}`),
    items: (catalog) => [...known.values()].filter((item) => item.catalog === catalog),
    note: async (place) => {
      order += 1;
      const touch = place === undefined ? undefined : { place, order };
      return (await read()).map((row) => save(row, touch));
    },
    fork: () => recorderOf(engine, { known, newest, order }),
  };
}

function itemOf({ catalog, id, item }: Row, before: Item | undefined, touch?: Touch): Item {
  const { acl, ...rest } = item;
  const values = { ...rest, ...aclOf(acl) };
  if (before === undefined || touch === undefined) {
    return { catalog, id, values, touched: {}, ...defined({ made: touch }) };
  }
  const keys = new Set([...Object.keys(values), ...Object.keys(before.values)]);
  const touched = { ...before.touched };
  for (const key of keys) {
    const value = values[key as keyof typeof values];
    if (JSON.stringify(before.values[key]) === JSON.stringify(value)) continue;
    // A revoked privilege no longer has an origin.
    if (value === undefined) delete touched[key];
    else touched[key] = touch;
  }
  const made = before.made === undefined ? {} : { made: before.made };
  return { catalog, id, values, touched, ...made };
}

const privileges: Readonly<Record<string, string>> = {
  a: "insert",
  r: "select",
  w: "update",
  d: "delete",
  D: "truncate",
  X: "execute",
  U: "usage",
  C: "create",
};

/** `{anon=ar/postgres}` as `acl:anon:insert` and `acl:anon:select`; the role `` is PUBLIC. */
function aclOf(acl: unknown): Readonly<Record<string, true>> {
  if (typeof acl !== "string") return {};
  const entries = acl.replaceAll(/[{}"]/g, "").split(",");
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const [role = "", letters = ""] = entry.split("/")[0]?.split("=") ?? [];
      return [...letters.replaceAll("*", "")].map(
        (letter) => [`acl:${role}:${privileges[letter] ?? letter}`, true] as const,
      );
    }),
  );
}
