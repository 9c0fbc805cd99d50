import type { Place } from "../../place.ts";
import type { MigrationStep, StepKind } from "../schema.ts";
import type { Change, Item, Recorder } from "./recorder.ts";
import { replacedBy } from "./replaced-tables.ts";
import type { Statement } from "./statements.ts";
import { at, listAt, textAt } from "./syntax.ts";

/** What was run, in the migration that it belongs to. */
export interface Ran {
  readonly statement: Statement;
  readonly migration: string;
  readonly changes: readonly Change[];
  /** Tables in which it changes or deletes every row. */
  readonly everyRow: readonly unknown[];
}

/**
 * What a statement does to tables that an earlier migration created, which have rows and readers
 * when this one runs.
 */
export function stepsOf(ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const seen = ran.changes.flatMap((change) =>
    (steps[change.after.catalog] ?? none)(change, ran, recorder),
  );
  return [...seen, ...ofSyntax(ran, recorder)];
}

type Judge = (change: Change, ran: Ran, recorder: Recorder) => readonly MigrationStep[];

const none: Judge = () => [];

/** The relation is in use: it existed before this migration's file. */
const inUse = (relation: Item | undefined, { statement }: Ran): relation is Item =>
  relation !== undefined &&
  relation.made !== undefined &&
  relation.made.place.file !== statement.place.file;

const tableOf = ({ after }: Change, recorder: Recorder): Item | undefined =>
  recorder.item("relation", String(after.values.relation));

const nameOf = ({ values }: Item) => String(values.name);

function step(
  kind: StepKind,
  about: Item,
  what: string,
  { statement, migration }: Ran,
): MigrationStep {
  return {
    kind,
    schema: String(about.values.schema),
    name: nameOf(about),
    what,
    migration,
    made: { place: statement.place, order: 0 },
  };
}

const steps: Readonly<Record<string, Judge>> = {
  relation: relationSteps,
  column: columnSteps,
  constraint: constraintSteps,
  index: indexSteps,
  dropped: droppedSteps,
};

function relationSteps({ before, after }: Change, ran: Ran): readonly MigrationStep[] {
  if (before === undefined || !inUse(before, ran)) return [];
  const [was, is] = [before.values, after.values];
  const found: MigrationStep[] = [];
  if ("rvmpf".includes(String(is.kind)) && (was.name !== is.name || was.schema !== is.schema))
    found.push(step("renamed", before, `${nameOf(before)} becomes ${is.schema}.${is.name}`, ran));
  if ("rpm".includes(String(is.kind)) && was.file !== is.file)
    found.push(
      ran.statement.kind === "TruncateStmt"
        ? step("emptied", before, `every row of ${nameOf(before)}`, ran)
        : step("rewritten", before, `table ${nameOf(before)}`, ran),
    );
  if (is.kind === "i" && was.file !== is.file)
    found.push(step("locked", before, `the table of index ${nameOf(before)}`, ran));
  return found;
}

function columnSteps(change: Change, ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const { before, after } = change;
  const table = tableOf(change, recorder);
  if (!inUse(table, ran) || !"rp".includes(String(table.values.kind))) return [];
  if (after.values.dropped === true) return [];
  const what = `column ${nameOf(table)}.${nameOf(after)}`;
  if (before === undefined)
    return after.values.notNull === true && after.values.filled !== true
      ? [step("not-null-without-default", table, what, ran)]
      : [];
  const found: MigrationStep[] = [];
  if (before.made?.place.file === ran.statement.place.file) return [];
  if (before.values.name !== after.values.name)
    found.push(
      step(
        "renamed",
        table,
        `column ${nameOf(table)}.${nameOf(before)} becomes ${nameOf(after)}`,
        ran,
      ),
    );
  if (before.values.notNull !== true && after.values.notNull === true && !proven(after, recorder))
    found.push(step("not-null-set", table, what, ran));
  return found;
}

/** A valid check that the column is not null spares PostgreSQL a scan of the whole table. */
function proven({ id, values }: Item, recorder: Recorder): boolean {
  const [relation, number] = id.split(":");
  return recorder
    .items("constraint")
    .some(
      ({ values: one }) =>
        one.relation === relation &&
        one.kind === "c" &&
        one.valid === true &&
        JSON.stringify(one.columns) === `[${number}]` &&
        new RegExp(
          `^CHECK \\(\\(\\(?"?${String(values.name).replaceAll(/[^\w]/g, "\\$&")}"? IS NOT NULL`,
          "i",
        ).test(String(one.definition)),
    );
}

const checked: Readonly<Record<string, StepKind>> = {
  c: "constraint-checked",
  f: "foreign-key-checked",
};

function constraintSteps(change: Change, ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const { before, after } = change;
  const table = tableOf(change, recorder);
  if (before !== undefined || !inUse(table, ran)) return [];
  const { kind, valid, columns } = after.values;
  const found = checked[String(kind)];
  if (found !== undefined)
    return valid === true && !(kind === "f" && areNew(table, columns, ran, recorder))
      ? [step(found, table, `constraint ${nameOf(after)}`, ran)]
      : [];
  if (kind !== "p" && kind !== "u" && kind !== "x") return [];
  const index = recorder.item("index", String(after.values.index));
  const isNew = index?.made?.place === ran.statement.place;
  return isNew ? [step("key-built", table, `constraint ${nameOf(after)}`, ran)] : [];
}

/**
 * PostgreSQL does not check a foreign key on columns that are added with it and contain only nulls.
 */
function areNew(table: Item, columns: unknown, { statement }: Ran, recorder: Recorder): boolean {
  return (
    Array.isArray(columns) &&
    columns.every((number) => {
      const column = recorder.item("column", `${table.id}:${number}`);
      return column?.made?.place === statement.place && column.values.filled !== true;
    })
  );
}

function indexSteps(change: Change, ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const table = tableOf(change, recorder);
  if (change.before !== undefined || !inUse(table, ran)) return [];
  const { kind, node } = ran.statement;
  // A key's index is covered by the constraint's finding, and a rewritten table gets new indexes.
  if (kind === "AlterTableStmt" || (kind === "IndexStmt" && node.concurrent === true)) return [];
  return [step("index-built", table, `index ${nameOf(change.after)}`, ran)];
}

const dropKinds = [
  "table",
  "table column",
  "view",
  "materialized view",
  "function",
  "procedure",
  "foreign table",
];

function droppedSteps({ after }: Change, ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const { kind, schema, name, identity, names } = after.values;
  if (!dropKinds.includes(String(kind))) return [];
  const parts = Array.isArray(names) ? names.map(String) : [];
  const [, relation = String(name)] = parts;
  const made = lastOf(recorder, String(kind), String(schema), relation, parts[2]);
  if (made === undefined || made.place.file === ran.statement.place.file) return [];
  const about = { catalog: "", id: "", touched: {}, values: { schema, name: relation } };
  return [step("dropped", about, `${kind} ${identity}`, ran)];
}

/** Where a dropped object was created. */
function lastOf(recorder: Recorder, kind: string, schema: string, name: string, column?: string) {
  if (kind === "function" || kind === "procedure")
    return recorder
      .items("function")
      .filter((item) => nameOf(item) === name)
      .at(-1)?.made;
  const relation = recorder
    .items("relation")
    .filter(({ values }) => values.schema === schema && values.name === name)
    .at(-1);
  if (kind !== "table column" || relation === undefined) return relation?.made;
  const columns = recorder.items("column").filter(({ id }) => id.startsWith(`${relation.id}:`));
  return columns.find((item) => nameOf(item) === column)?.made ?? relation.made;
}

/** What the catalog does not show: changes of rows, and locks. */
function ofSyntax(ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const { kind, node } = ran.statement;
  const locked =
    kind === "LockStmt" ? listAt(node, "relations").map((one) => at(one, "RangeVar")) : [];
  return [
    ...ran.everyRow.flatMap((one) => stepOn(one, "all-rows-changed", ran, recorder)),
    ...locked.flatMap((one) => stepOn(one, "locked", ran, recorder)),
    ...droppedIndexes(ran, recorder),
  ];
}

/** Without CONCURRENTLY the table is locked, for readers too. */
function droppedIndexes(ran: Ran, recorder: Recorder): readonly MigrationStep[] {
  const { kind, node } = ran.statement;
  if (kind !== "DropStmt" || node.removeType !== "OBJECT_INDEX" || node.concurrent === true)
    return [];
  const names = listAt(node, "objects").map((one) =>
    textAt(listAt(one, "List", "items").at(-1), "String", "sval"),
  );
  return recorder
    .items("relation")
    .filter((item) => item.values.kind === "i" && names.includes(nameOf(item)) && inUse(item, ran))
    .map((item) => step("locked", item, `the table of index ${nameOf(item)}`, ran));
}

function stepOn(
  relation: unknown,
  kind: StepKind,
  ran: Ran,
  recorder: Recorder,
): readonly MigrationStep[] {
  const item = recorder
    .items("relation")
    .find(
      ({ values }) =>
        values.name === textAt(relation, "relname") &&
        values.schema === (textAt(relation, "schemaname") || "public"),
    );
  return inUse(item, ran) ? [step(kind, item, `table ${nameOf(item)}`, ran)] : [];
}

/** A statement that fails inside the migration's own transaction. */
export const refusedInTransaction = (
  place: Place,
  migration: string,
  what: string,
): MigrationStep => ({
  kind: "refused-in-transaction",
  schema: "",
  name: migration,
  what,
  migration,
  made: { place, order: 0 },
});

/**
 * Without objects that the same migration drops and creates again: a function with another result
 * type, or a table replaced by one with the same name and columns, such as a partitioned one.
 */
export function keptSteps(steps: readonly MigrationStep[], recorder: Recorder): MigrationStep[] {
  const replaced = steps.flatMap((one) => replacedBy(one, recorder) ?? []);
  const isReplaced = ({ kind, what, made }: MigrationStep) =>
    replaced.some(
      (moved) =>
        moved.file === made?.place.file &&
        (kind === "renamed" ? what === moved.what : kind === "dropped" && what === moved.dropped),
    );
  return steps.filter((one) => {
    const { kind, what, schema, name, made } = one;
    if (isReplaced(one)) return false;
    if (kind !== "dropped" || /^(table|foreign)/.test(what)) return true;
    const again = [...recorder.items("relation"), ...recorder.items("function")].filter(
      (item) =>
        nameOf(item) === name && (item.values.schema === schema || item.catalog === "function"),
    );
    return !again.some((item) => item.made?.place.file === made?.place.file);
  });
}
