import type { Client } from "pg";

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly labels: readonly string[] | null;
  /** Whether it refers to a user of Supabase Auth. */
  readonly isOwner: boolean;
}

interface Check {
  readonly name: string;
  readonly definition: string;
  readonly columns: readonly string[];
}

export interface TenantTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly checks: readonly Check[];
}

/** A row to insert: SQL expressions by column. */
export type SampleRow = Readonly<Record<string, string>>;

/** Tables with row security in the schemas that the API serves, from the catalog. */
export async function tenantTables(
  client: Client,
  schemas: readonly string[],
): Promise<readonly TenantTable[]> {
  const { rows } = await client.query<TenantTable>(
    `select n.nspname as schema, c.relname as name,
      (select json_agg(json_build_object('name', a.attname,
          'type', format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), null),
          'required', a.attnotnull and not a.atthasdef and a.attidentity = '',
          'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e
            where e.enumtypid = a.atttypid),
          'isOwner', exists (select from pg_constraint k where k.conrelid = c.oid
            and k.contype = 'f' and k.confrelid = to_regclass('auth.users')
            and k.conkey = array[a.attnum])
          or exists (select from pg_policies p where p.schemaname = n.nspname
            and p.tablename = c.relname
            and coalesce(p.qual, '') || coalesce(p.with_check, '') ~*
              ('\\m' || a.attname || ' = \\( select auth\\.uid\\(\\)')))
        order by a.attnum) from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '') as columns,
      (select coalesce(json_agg(json_build_object('name', k.conname,
          'definition', pg_get_constraintdef(k.oid),
          'columns', (select coalesce(json_agg(a.attname), '[]') from pg_attribute a
            where a.attrelid = k.conrelid and a.attnum = any(k.conkey)))), '[]')
        from pg_constraint k where k.conrelid = c.oid and k.contype = 'c') as checks
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = any($1)
      and pg_get_userbyid(c.relowner) = current_user and c.relname <> 'pgmigrations'
    order by 1, 2`,
    [schemas],
  );
  return rows;
}

/**
 * Rows of that owner, one per value that a check lists for a text column: a table with public and
 * private rows gets one of each.
 */
export function sampleRows(table: TenantTable, owner: string): readonly SampleRow[] {
  const base = Object.fromEntries(
    table.columns.flatMap((column): [string, string][] => {
      if (column.isOwner) return [[column.name, `'${owner}'`]];
      return column.required ? [[column.name, valueFor(column, table)]] : [];
    }),
  );
  const listed = table.columns.filter(
    (column) => isText(column) && listOf(column, table).length > 1,
  );
  const variants = listed.flatMap((column) =>
    listOf(column, table).map((value) => ({ ...base, [column.name]: quoted(value) })),
  );
  return variants.length > 0 ? variants : [base];
}

function valueFor(column: Column, table: TenantTable): string {
  const { type, labels } = column;
  const [label] = labels ?? [];
  if (label !== undefined) return quoted(label);
  if (isText(column)) return textFor(column, table);
  if (type.endsWith("[]")) return "'{}'";
  return valueOfType(type);
}

const valueOfType = (type: string): string =>
  Object.entries(byType).find(([prefix]) => type.startsWith(prefix))?.[1] ?? "''";

const byType: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  timestamp: "now()",
  date: "current_date",
  time: "localtime",
  json: "'{}'",
  boolean: "false",
  bytea: String.raw`'\x00'`,
  inet: "'192.0.2.1'",
  cidr: "'192.0.2.0/24'",
  interval: "'1 hour'",
};
for (const type of ["int", "bigint", "smallint", "numeric", "real", "double"])
  Object.assign(byType, { [type]: "1" });

const isText = ({ type }: Pick<Column, "type">) =>
  /^(text|character varying|character|citext|name)$/.test(type);

/** Values that typical checks of texts and documents accept; the first that passes is used. */
const texts = [
  "verify",
  "verify@example.com",
  "https://example.com/verify",
  "+15550100",
  ...[1, 2, 3, 8, 16, 22, 32, 40, 43, 64, 128].map((length) => "a".repeat(length)),
];
const documents = ["{}", "[]", "[{}]", '""', "0"];

/** Other values to try for a column after a check violation: the check's own literals first. */
export function candidatesFor(column: Column, check: string): readonly string[] {
  const literals = [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) =>
    quoted(text.replaceAll("''", "'")),
  );
  if (isText(column)) return [...literals, ...texts.map(quoted)];
  if (column.type.startsWith("json")) return documents.map((text) => `'${text}'`);
  if (column.type.endsWith("[]"))
    return [...literals.map((text) => `array[${text}]`), ...filledArrays(column.type, check)];
  if (/^(int|bigint|smallint|numeric|real|double)/.test(column.type))
    return ["1", "0", "100", "200", "1000"];
  if (column.type === "uuid") return ["gen_random_uuid()", "null"];
  if (/^(timestamp|date)/.test(column.type))
    return ["now() + interval '1 day'", "now() - interval '1 day'"];
  return column.required ? [] : ["null"];
}

/** With one element, and with as many as each number in the check. */
function filledArrays(type: string, check: string): readonly string[] {
  const element = type.slice(0, -2);
  const value = isText({ type: element }) ? "'a'" : valueOfType(element);
  const lengths = [1, ...[...check.matchAll(/\b\d{1,3}\b/g)].map(Number)];
  return lengths.map((length) => `array_fill(${value}::${element}, array[${length}])`);
}

/** A listed value, otherwise a different one each time. */
function textFor(column: Column, table: TenantTable): string {
  const [first] = listOf(column, table);
  return first === undefined ? "'verify' || substr(md5(random()::text), 1, 8)" : quoted(first);
}

/** `visibility = ANY (ARRAY['public'::text, 'private'::text])`. */
function listOf(column: Column, { checks }: TenantTable): readonly string[] {
  const list = new RegExp(`\\(${column.name} = ANY \\(ARRAY\\[([^\\]]*)\\]`);
  const found = checks
    .map(({ definition }) => list.exec(definition)?.[1])
    .find((one) => one !== undefined);
  return [...(found ?? "").matchAll(/'((?:[^']|'')*)'/g)].map(([, value = ""]) =>
    value.replaceAll("''", "'"),
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
