import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { startTestUpstash } from "@seaworthy/local/upstash/api/testing";
import { mustRun, suiteFolder } from "../cache.ts";
import { execute } from "../execute.ts";
import { figuresOf } from "../figures.ts";
import type { SuiteFigures } from "../suite.ts";
import { outcomesOf } from "./junit.ts";

/** Bun, which Upstash's own tests are written for, and what the tests import. */
const packages = [
  "bun@1.4.4",
  "uncrypto@0.1.3",
  "@upstash/redis@1.39.0",
  "@upstash/core-analytics@0.0.10",
];

export interface BunSuite {
  readonly name: string;
  /** The checkout that was given. */
  readonly path: string;
  /** The folder of the tests in it. */
  readonly tests: string;
  readonly differences: Readonly<Record<string, string>>;
}

/** Runs a client's own tests, copied to the cache folder, on a database of the local Upstash. */
export async function runBunSuite(suite: BunSuite): Promise<SuiteFigures> {
  const folder = suiteFolder("upstash");
  const install = ["install", "--prefix", folder, "--no-save", "--no-audit", ...packages];
  await mustRun("npm", install, folder);
  const copy = join(folder, suite.name);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const isSource = (file: string) => ![".git", "node_modules"].includes(basename(file));
  cpSync(suite.path, copy, { recursive: true, filter: isSource });
  const upstash = await startTestUpstash();
  try {
    const database = await upstash.createDatabase();
    const report = join(folder, `${suite.name}.xml`);
    rmSync(report, { force: true });
    const bun = join(folder, "node_modules", ".bin", "bun");
    const { stderr } = await execute(
      bun,
      ["test", "--timeout", "60000", "--reporter=junit", `--reporter-outfile=${report}`],
      {
        cwd: join(copy, suite.tests),
        environment: {
          UPSTASH_REDIS_REST_URL: `http://${database.endpoint}`,
          UPSTASH_REDIS_REST_TOKEN: database.rest_token,
          UPSTASH_DISABLE_TELEMETRY: "1",
        },
      },
    );
    return figuresOf(outcomesOf(readReport(report, stderr)), suite.differences);
  } finally {
    await upstash.cloud.close();
  }
}

function readReport(file: string, stderr: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = `Bun wrote no report: ${stderr.slice(-500)}`;
    throw new SeaworthyError("PROCESS_FAILED", message, { cause });
  }
}
