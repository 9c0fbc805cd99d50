import { join } from "node:path";
import { contributions } from "@seaworthy/app/testing/contributions";
import type { LongTests } from "@seaworthy/app/testing/long-tests";
import type { LongRun } from "./long-run.ts";

/** Tests in the modules' folders whose long form `npm test` does not run. */
export async function longRunsOfModules(): Promise<LongRun[]> {
  const declared = await contributions<LongTests>("long");
  return [...declared].flatMap(([module, tests]) =>
    tests.map(({ name, what, file, environment }) => {
      const path = join("app/src/modules", module, file);
      const command = ["node_modules/vitest/vitest.mjs", "run", path];
      return { name, what, shortCase: path, command, environment };
    }),
  );
}
