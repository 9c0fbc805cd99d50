import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { MigratedDatabase } from "../../../migrate/databases.ts";
import type { Context } from "../../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../../experiment.ts";
import { tryEachDatabase } from "../owner.ts";
import { migratedScratch } from "../scratch.ts";
import { type Reach, reachOf, type Tried } from "./reach.ts";
import { tenantTables } from "./sample-rows.ts";

const apart = [
  ...["rls_disabled_in_public", "rls_policy_always_true", "policy_exists_rls_disabled"],
  "database-policies-name-their-roles",
];
const writes = ["database-writes-by-the-worker", "database-anonymous-do-not-write"];

/** What another user may not do with a private row. */
const forbidden = ["select", "update", "delete", "insert"];

export const rowSecurity: Experiment = {
  id: "row-security",
  title: "A second tenant reaches no private row, and everybody reaches what migrations declare",
  effect: "synthetic",
  policies: [...apart, ...writes],
  seconds: 120,
  run: (context) => tryEachDatabase(context, tryDatabase),
};

async function tryDatabase(
  context: Context,
  database: MigratedDatabase,
): Promise<readonly Observation[]> {
  const schemas = exposedSchemas(context);
  const declared = await triedAt(await migratedScratch(context, database), schemas);
  const live = await triedAt(database.access, schemas);
  const tables = Map.groupBy(live.reached, ({ table }) => table);
  return [
    ...live.untried.map((why) => unknown("Row security", `No row could be tried in ${why}`, apart)),
    ...[...tables].flatMap(([table, rows]) => [
      privateRows(table, rows),
      asDeclared(table, rows, declared.reached),
    ]),
  ];
}

/** The schemas that PostgREST serves; Supabase's default when the stack declares none. */
function exposedSchemas(context: Context): readonly string[] {
  const texts = context.declared("supabaseSettings").map(({ props }) => props.api);
  const schemas = texts.flatMap((text) =>
    typeof text === "string" ? (/"db_schema":"([^"]*)"/.exec(text)?.[1]?.split(",") ?? []) : [],
  );
  return schemas.length === 0 ? ["public"] : schemas.map((one) => one.trim());
}

const triedAt = (access: Values, schemas: readonly string[]): Promise<Tried> =>
  withDatabase(access, async (client) => reachOf(client, await tenantTables(client, schemas)));

/** Rows that everyone may read are public by declaration; all others are private to their owner. */
function privateRows(table: string, rows: readonly Reach[]): Observation {
  const hidden = rows.filter(({ can }) => !can.has("anonymous select"));
  const reached = hidden.flatMap(({ can, row }) =>
    forbidden.filter((act) => can.has(`stranger ${act}`)).map((act) => `${act} ${row}`.trim()),
  );
  return shown(`Second tenant in ${table}`, reached.length === 0, {
    declared: "reaches no row that is not public",
    observed:
      reached.length === 0
        ? `${hidden.length} private row${hidden.length === 1 ? "" : "s"} tried, none reached`
        : `can ${[...new Set(reached)].join(", ")}`,
    policies: [...apart, ...writes],
  });
}

/** The same rows under the schema that the migrations create. */
function asDeclared(table: string, rows: readonly Reach[], all: readonly Reach[]): Observation {
  const differences = rows.flatMap(({ row, can }) => {
    const wanted = all.find((one) => one.table === table && one.row === row)?.can;
    if (wanted === undefined) return [`${row}: not in the declared schema`];
    return [
      ...[...can].filter((one) => !wanted.has(one)).map((one) => `${one} ${row}: more`),
      ...[...wanted].filter((one) => !can.has(one)).map((one) => `${one} ${row}: less`),
    ];
  });
  return shown(`Everybody in ${table}`, differences.length === 0, {
    declared: "reaches what the migrations declare",
    observed: differences.length === 0 ? `${rows.length} rows alike` : differences.join("; "),
    policies: [...apart, ...writes],
  });
}
