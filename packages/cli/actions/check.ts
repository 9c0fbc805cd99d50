import { resolve } from "node:path";
import { parseVariable } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { verdictOf } from "@seaworthy/readiness/reports/verdict";
import type { Rank } from "@seaworthy/readiness/rules/rule";
import { z } from "zod";
import { check as checkStack } from "../check/check.ts";
import type { Base } from "../check/check-request.ts";
import { parseOutputs, writeReport } from "../check/outputs.ts";
import { findStack } from "../project.ts";

export interface CheckOptions {
  readonly format: readonly string[];
  readonly failOn?: Rank;
  readonly profile: string;
  readonly base?: string;
  readonly baseline?: string;
  readonly configFile?: string;
  readonly real?: boolean;
  readonly liveDatabase?: boolean;
}

/** What a pipeline reads; 2 also stands for a command that was used wrongly. */
const exitCodes = { clean: 0, violations: 1, notJudged: 2 } as const;

export async function check(name: string, options: CheckOptions): Promise<void> {
  process.exitCode = await run(name, options).catch((thrown: unknown) => {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    process.stderr.write(`error ${thrown.code}: ${thrown.message}\n`);
    return exitCodes.notJudged;
  });
}

async function run(name: string, options: CheckOptions): Promise<number> {
  const outputs = parseOutputs(options.format);
  const base = baseOf(options);
  const report = await checkStack({
    stack: findStack(name).name,
    root: findProject().root,
    ...(options.configFile === undefined ? {} : { configFile: resolve(options.configFile) }),
    previewed: options.real ? "real" : "stand-ins",
    profile: options.profile,
    today: new Date().toISOString().slice(0, 10),
    ...(base === undefined ? {} : { base }),
    ...(options.liveDatabase
      ? {
          databaseUrl: parseVariable(
            "SEAWORTHY_DATABASE_URL",
            z.string("set it for --live-database"),
          ),
        }
      : {}),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  writeReport(report, outputs, (text) => process.stdout.write(text));
  return verdictOf(report, options.failOn).failed ? exitCodes.violations : exitCodes.clean;
}

function baseOf({ base, baseline }: CheckOptions): Base | undefined {
  if (base !== undefined) return { ref: base };
  return baseline === undefined ? undefined : { file: baseline };
}
