import {
  at,
  clause,
  isNode,
  listAt,
  type Name,
  qualified,
  relation,
  roleName,
  textAt,
  textsAt,
  typeName,
} from "./nodes.ts";
import type {
  DatabaseFunction,
  Extension,
  ForeignKey,
  Grant,
  Index,
  RowPolicy,
  Schema,
  Table,
  View,
} from "./schema.ts";
import type { SqlNode, Statement } from "./statements.ts";

type Draft = {
  -readonly [Key in keyof Omit<Schema, "source">]: Schema[Key] extends readonly (infer Item)[]
    ? Item[]
    : never;
};

/** Roles that Supabase's default privileges grant everything on what is made in `public`. */
const defaultRoles = ["anon", "authenticated", "service_role"];
const everything = ["select", "insert", "update", "delete", "truncate", "references", "trigger"];

/** The schema that statements make, one after the other, in an empty project of Supabase. */
export function buildSchema(statements: readonly Statement[]): Schema {
  const draft: Draft = {
    tables: [],
    views: [],
    policies: [],
    functions: [],
    indexes: [],
    foreignKeys: [],
    grants: [],
    extensions: [],
  };
  for (const statement of statements) (steps[statement.kind] ?? ignore)(draft, statement);
  return { source: "migrations", ...draft };
}

type Step = (draft: Draft, statement: Statement) => void;

/** Statements that change nothing that a lint looks at. */
const ignore: Step = () => {};

const steps: Readonly<Record<string, Step>> = {
  CreateStmt: createTable,
  AlterTableStmt: alterTable,
  CreatePolicyStmt: createPolicy,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  IndexStmt: createIndex,
  ViewStmt: (draft, { node, text, place }) =>
    createView(draft, { ...relation(node.view), place }, node, text, false),
  CreateTableAsStmt: (draft, { node, text, place }) => {
    if (node.objtype === "OBJECT_MATVIEW")
      createView(draft, { ...relation(at(node, "into", "rel")), place }, node, text, true);
  },
  GrantStmt: grant,
  CreateExtensionStmt: (draft, { node, place }) => {
    const option = listAt(node, "options").find(
      (one) => textAt(one, "DefElem", "defname") === "schema",
    );
    draft.extensions.push({
      schema: textAt(option, "DefElem", "arg", "String", "sval") || "public",
      name: textAt(node, "extname"),
      place,
    } satisfies Extension);
  },
  DropStmt: drop,
};

const is = (wanted: Name) => (one: Name) =>
  one.schema === wanted.schema && one.name === wanted.name;

function createTable(draft: Draft, { node, place }: Statement): void {
  const name = relation(node.relation);
  const definitions = listAt(node, "tableElts");
  const columns = definitions.flatMap((one) => {
    const column = at(one, "ColumnDef");
    return isNode(column) ? [column] : [];
  });
  const table: Table = {
    ...name,
    place,
    columns: columns.map((column) => ({
      name: textAt(column, "colname"),
      type: typeName(column.typeName),
    })),
    primaryKey: [],
    rowSecurity: false,
    forced: false,
  };
  draft.tables.push(table);
  grantDefaults(draft, name, everything);
  for (const one of definitions) constrain(draft, name, at(one, "Constraint"), place);
  for (const column of columns)
    for (const one of listAt(column, "constraints"))
      constrain(draft, name, at(one, "Constraint"), place, textAt(column, "colname"));
}

/** @param column the column that a constraint was written at. */
function constrain(
  draft: Draft,
  table: Name,
  constraint: unknown,
  place: Statement["place"],
  column?: string,
): void {
  const kind = textAt(constraint, "contype");
  const columns = (key: string) => (column === undefined ? textsAt(constraint, key) : [column]);
  const name = textAt(constraint, "conname") || `${table.name}_${columns("keys").join("_")}`;
  if (kind === "CONSTR_PRIMARY") change(draft, table, { primaryKey: columns("keys") });
  if (kind === "CONSTR_PRIMARY" || kind === "CONSTR_UNIQUE")
    draft.indexes.push({
      schema: table.schema,
      name,
      place,
      table: table.name,
      columns: columns("keys"),
      unique: true,
    } satisfies Index);
  if (kind !== "CONSTR_FOREIGN") return;
  const target = relation(at(constraint, "pktable"));
  const key = {
    schema: table.schema,
    name: `${table.name}_${columns("fk_attrs").join("_")}_fkey`,
    table: table.name,
    columns: columns("fk_attrs"),
  };
  draft.foreignKeys.push({
    ...key,
    place,
    referencesSchema: target.schema,
    references: target.name,
  } satisfies ForeignKey);
}

function change(draft: Draft, table: Name, properties: Partial<Table>): void {
  draft.tables = draft.tables.map((one) => (is(table)(one) ? { ...one, ...properties } : one));
}

const alterations: Readonly<Record<string, Partial<Table>>> = {
  AT_EnableRowSecurity: { rowSecurity: true },
  AT_DisableRowSecurity: { rowSecurity: false },
  AT_ForceRowSecurity: { forced: true },
  AT_NoForceRowSecurity: { forced: false },
};

function alterTable(draft: Draft, { node, place }: Statement): void {
  const table = relation(node.relation);
  for (const one of listAt(node, "cmds")) {
    const command = at(one, "AlterTableCmd");
    const [subtype, name] = [textAt(command, "subtype"), textAt(command, "name")];
    const columns = draft.tables.find(is(table))?.columns ?? [];
    change(draft, table, alterations[subtype] ?? {});
    if (subtype === "AT_DropColumn")
      change(draft, table, { columns: columns.filter((column) => column.name !== name) });
    if (subtype === "AT_AddConstraint")
      constrain(draft, table, at(command, "def", "Constraint"), place);
    const column = at(command, "def", "ColumnDef");
    if (subtype !== "AT_AddColumn" || !isNode(column)) continue;
    change(draft, table, {
      columns: [...columns, { name: textAt(column, "colname"), type: typeName(column.typeName) }],
    });
    for (const constraint of listAt(column, "constraints"))
      constrain(draft, table, at(constraint, "Constraint"), place, textAt(column, "colname"));
  }
}

function createPolicy(draft: Draft, { node, text, place }: Statement): void {
  const { schema, name: table } = relation(node.table);
  const [using, check] = [clause(text, /\busing\s*\(/i), clause(text, /\bwith\s+check\s*\(/i)];
  draft.policies.push({
    ...{ schema, table, name: textAt(node, "policy_name"), place },
    command: (textAt(node, "cmd_name") || "all") as RowPolicy["command"],
    permissive: node.permissive === true,
    roles: listAt(node, "roles").map(roleName),
    ...(using === undefined ? {} : { using }),
    ...(check === undefined ? {} : { check }),
  });
}

/** What `language sql security definer set search_path = ''` says. */
function functionOptions(options: readonly unknown[]): Partial<DatabaseFunction> {
  const of = (name: string) =>
    options.map((one) => at(one, "DefElem")).find((one) => textAt(one, "defname") === name);
  const set = options
    .map((one) => at(one, "DefElem", "arg", "VariableSetStmt"))
    .find((one) => textAt(one, "name") === "search_path");
  const security = at(of("security"), "arg", "Boolean", "boolval");
  const path = listAt(set, "args").map((one) => textAt(one, "A_Const", "sval", "sval"));
  return {
    ...(of("security") === undefined ? {} : { securityDefiner: security === true }),
    ...(set === undefined ? {} : { searchPath: path.join(", ") }),
  };
}

function createFunction(draft: Draft, { node, place }: Statement): void {
  const name = qualified(textsAt(node, "funcname"));
  if (draft.functions.some(is(name)))
    draft.functions = draft.functions.filter((one) => !is(name)(one));
  else grantDefaults(draft, name, ["execute"], ["public", ...defaultRoles]);
  draft.functions.push({
    ...name,
    place,
    securityDefiner: false,
    ...functionOptions(listAt(node, "options")),
  });
}

function alterFunction(draft: Draft, { node }: Statement): void {
  const name = qualified(textsAt(node, "func", "objname"));
  const options = functionOptions(listAt(node, "actions"));
  draft.functions = draft.functions.map((one) => (is(name)(one) ? { ...one, ...options } : one));
}

function createIndex(draft: Draft, { node, text, place }: Statement): void {
  const table = relation(node.relation);
  const columns = listAt(node, "indexParams").map((one) => {
    const element = at(one, "IndexElem");
    const order = textAt(element, "ordering") === "SORTBY_DESC" ? " desc" : "";
    return (
      (textAt(element, "name") ||
        JSON.stringify(at(element, "expr"), (key, value) =>
          key === "location" ? undefined : value,
        )) + order
    );
  });
  const [, where] = /\bwhere\b([\s\S]*)$/i.exec(text) ?? [];
  const condition = where === undefined ? {} : { where: where.replaceAll(/\s+/g, " ").trim() };
  draft.indexes.push({
    schema: table.schema,
    name: textAt(node, "idxname"),
    place,
    table: table.name,
    columns,
    unique: node.unique === true,
    ...condition,
  });
}

function createView(
  draft: Draft,
  named: Name & { place: Statement["place"] },
  node: SqlNode,
  text: string,
  materialized: boolean,
): void {
  const invoker = listAt(node, "options").some(
    (one) =>
      textAt(one, "DefElem", "defname") === "security_invoker" &&
      /^(|on|true|1)$/.test(textAt(one, "DefElem", "arg", "String", "sval")),
  );
  draft.views = draft.views.filter((one) => !is(named)(one));
  draft.views.push({
    ...named,
    materialized,
    securityInvoker: invoker,
    readsAuth: /\bauth\s*\.\s*users\b/i.test(text),
  } satisfies View);
  grantDefaults(draft, named, everything);
}

function grantDefaults(
  draft: Draft,
  { schema, name }: Name,
  privileges: readonly string[],
  roles = defaultRoles,
): void {
  if (schema !== "public") return;
  draft.grants.push(...roles.map((role): Grant => ({ schema, object: name, role, privileges })));
}

function grant(draft: Draft, { node }: Statement): void {
  const objects = listAt(node, "objects").map((one) =>
    isNode(at(one, "RangeVar"))
      ? relation(at(one, "RangeVar"))
      : qualified(textsAt(one, "ObjectWithArgs", "objname")),
  );
  const all = node.objtype === "OBJECT_FUNCTION" ? ["execute"] : everything;
  const named = listAt(node, "privileges").map((one) =>
    textAt(one, "AccessPriv", "priv_name").toLowerCase(),
  );
  const privileges = named.length === 0 ? all : named;
  for (const { schema, name: object } of objects)
    for (const role of listAt(node, "grantees").map(roleName)) {
      const isIt = (one: Grant) =>
        one.schema === schema && one.object === object && one.role === role;
      const held = draft.grants.filter(isIt).flatMap((one) => one.privileges);
      const left =
        node.is_grant === true
          ? [...new Set([...held, ...privileges])]
          : held.filter((one) => !privileges.includes(one));
      draft.grants = draft.grants.filter((one) => !isIt(one));
      if (left.length > 0) draft.grants.push({ schema, object, role, privileges: left });
    }
}

function drop(draft: Draft, { node }: Statement): void {
  for (const object of listAt(node, "objects")) {
    const parts = textsAt(object, "List", "items");
    const name = qualified(parts.length > 0 ? parts : textsAt(object, "ObjectWithArgs", "objname"));
    const without = <Item extends Name>(items: Item[]) => items.filter((one) => !is(name)(one));
    const kind = textAt(node, "removeType");
    if (kind === "OBJECT_TABLE") draft.tables = without(draft.tables);
    if (kind === "OBJECT_VIEW" || kind === "OBJECT_MATVIEW") draft.views = without(draft.views);
    if (kind === "OBJECT_FUNCTION") draft.functions = without(draft.functions);
    if (kind === "OBJECT_INDEX") draft.indexes = without(draft.indexes);
    if (kind === "OBJECT_POLICY") dropPolicy(draft, parts);
  }
}

function dropPolicy(draft: Draft, parts: readonly string[]): void {
  const [name = "", table = "", schema = "public"] = [...parts].reverse();
  draft.policies = draft.policies.filter(
    (one) => !(one.name === name && one.table === table && one.schema === schema),
  );
}
