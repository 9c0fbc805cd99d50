import { SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { readSlowReport, renderSlowReport } from "../../db/slow-report.ts";
import { databasesIn } from "../../migrate/databases.ts";
import { readStack } from "../../stack/read-stack.ts";

export interface SlowOptions {
  readonly milliseconds: string;
  readonly json?: boolean;
}

export async function slow(stackName: string, { milliseconds, json }: SlowOptions): Promise<void> {
  if (!/^\d{1,7}$/.test(milliseconds))
    throw new SeaworthyError("USAGE", `--milliseconds takes a whole number, not ${milliseconds}.`);
  const leastMs = Number(milliseconds);
  const { state } = await readStack(stackName);
  const [database] = databasesIn(state);
  if (database === undefined) return;
  const report = await withDatabase(database.access, (client) => readSlowReport(client, leastMs));
  process.stdout.write(
    json ? `${JSON.stringify(report, null, 2)}\n` : renderSlowReport(report, leastMs),
  );
}
