import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startStack } from "@seaworthy/app/testing/stack";
import { newPerson } from "@seaworthy/app/testing/tokens";
import { mustRun, suiteFolder } from "../cache.ts";
import { execute } from "../execute.ts";
import { figuresOf } from "../figures.ts";
import type { SuiteRun } from "../suite.ts";
import { differences } from "./differences.ts";
import { outcomesOf, reportShape } from "./report.ts";

const release = "schemathesis==4.32.5";
/** Fixed, so that two runs send the same requests. */
const seed = "15";

/**
 * schemathesis (https://schemathesis.readthedocs.io) generates requests from the app's API
 * document, valid and invalid, single and in sequence, and holds the responses against it. An
 * admin sends them to the Worker: the edge in front would refuse most of them for their number.
 */
export const run: SuiteRun = async () => {
  const folder = suiteFolder("schemathesis");
  await mustRun("python3", ["-m", "venv", "venv"], folder);
  const bin = join(folder, "venv", "bin");
  await mustRun(join(bin, "pip"), ["install", "--quiet", release], folder);
  const stack = await startStack({ STATEMENT_TIMEOUT_MS: "10000", REDIS_TIMEOUT_MS: "20000" });
  try {
    const person = await newPerson();
    await stack.admin`insert into user_roles (user_id, role) values (${person.id}, 'admin')`;
    const report = mkdtempSync(join(folder, "report-"));
    const document = new URL("/openapi.json", stack.worker.url).href;
    const header = `Authorization: ${person.authorization}`;
    const options = [...bounds, "--report-json-path", join(report, "report.json")];
    await execute(join(bin, "st"), ["--no-color", "run", document, "-H", header, ...options], {
      cwd: report,
    });
    const text = readFileSync(join(report, "report.json"), "utf8");
    const found = reportShape.parse(JSON.parse(text));
    return figuresOf(outcomesOf(found), differences, { requests: found.test_cases.generated });
  } finally {
    await stack.close();
  }
};

const bounds = [
  "--seed",
  seed,
  "--max-examples",
  "15",
  "--max-time",
  "240",
  "--continue-on-failure",
  "--request-timeout",
  "20",
  "--generation-database",
  "none",
  "--report",
  "json",
];
