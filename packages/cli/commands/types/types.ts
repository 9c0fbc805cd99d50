import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { databasesIn } from "../../migrate/databases.ts";
import { readStack } from "../../stack/read-stack.ts";
import { databaseTypes } from "../../types/database-types.ts";

export interface TypesOptions {
  readonly schema: string;
  readonly output?: string;
}

export async function types(stackName: string, { schema, output }: TypesOptions): Promise<void> {
  const { state } = await readStack(stackName);
  const [database] = databasesIn(state);
  if (database === undefined) return;
  const schemas = schema.split(",").map((name) => name.trim());
  const text = await withDatabase(database.access, (client) => databaseTypes(client, schemas));
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  const isSame = existsSync(output) && readFileSync(output, "utf8") === text;
  if (!isSame) writeFileSync(output, text);
  process.stderr.write(`${output} ${isSame ? "is up to date" : "written"}.\n`);
}
