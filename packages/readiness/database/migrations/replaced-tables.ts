import type { MigrationStep } from "../schema.ts";
import type { Item, Recorder } from "./recorder.ts";

interface Replaced {
  readonly file: string;
  /** Descriptions in the step of the rename, and in that of the drop that follows. */
  readonly what: string;
  readonly dropped: string;
}

const nameOf = ({ values }: Item) => String(values.name);

/** A renamed table whose migration gives its name to a new table with all its columns. */
export function replacedBy({ kind, what, schema, name, made }: MigrationStep, recorder: Recorder) {
  const [, renamed] = /^[^ ]+ becomes (.+)$/.exec(what) ?? [];
  const file = made?.place.file;
  if (kind !== "renamed" || renamed === undefined || file === undefined) return undefined;
  const relations = recorder.items("relation");
  const [newSchema, newName] = renamed.split(".");
  const old = relations.findLast(
    ({ values }) => values.schema === newSchema && values.name === newName,
  );
  const next = relations.findLast(
    ({ values, made: place }) =>
      values.schema === schema && values.name === name && place?.place.file === file,
  );
  if (old === undefined || next === undefined || !"rp".includes(String(next.values.kind)))
    return undefined;
  const columns = columnsOf(next, recorder);
  const isSame = columnsOf(old, recorder).every((column) => columns.includes(column));
  return isSame ? ({ file, what, dropped: `table ${renamed}` } satisfies Replaced) : undefined;
}

const columnsOf = ({ id }: Item, recorder: Recorder): string[] =>
  recorder
    .items("column")
    .filter((column) => column.id.startsWith(`${id}:`) && column.values.dropped !== true)
    .map(nameOf);
