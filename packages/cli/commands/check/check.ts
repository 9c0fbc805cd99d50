import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { dayOf } from "@seaworthy/core/days";
import { defined } from "@seaworthy/core/defined";
import { parseVariable } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { readTextFile } from "@seaworthy/core/text-file";
import { environmentOf } from "@seaworthy/readiness/plan/environment";
import type { NotJudged } from "@seaworthy/readiness/reports/not-judged";
import { verdictOf } from "@seaworthy/readiness/reports/verdict";
import type { Rank } from "@seaworthy/readiness/rules/rule";
import { z } from "zod";
import { check as checkStack } from "../../check/check.ts";
import type { Base, CheckRequest } from "../../check/check-request.ts";
import { parseOutputs, writeNotJudged, writeReport } from "../../check/outputs.ts";
import { projectFileIn } from "../../check/preview/project-file.ts";
import { readStackFile } from "../../check/preview/stack-file.ts";
import { findStack } from "../../project.ts";
import { readProofs } from "../../verify/results/proofs.ts";

export interface CheckOptions {
  readonly format: readonly string[];
  readonly failOn?: Rank;
  readonly profile: string;
  readonly base?: string;
  readonly baseline?: string;
  readonly configFile?: string;
  readonly real?: boolean;
  readonly liveDatabase?: boolean;
  readonly program?: string;
  /** False with `--no-waivers`. */
  readonly waivers?: boolean;
  /** Older proofs do not count. */
  readonly proofDays: string;
}

/** For pipelines; 2 also means wrong usage. */
const exitCodes = { clean: 0, violations: 1, notJudged: 2 } as const;

export async function check(name: string, options: CheckOptions): Promise<void> {
  process.exitCode = await run(name, options).catch((thrown: unknown) => {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const { code, message } = thrown;
    process.stderr.write(`error ${code}: ${message}\n`);
    reportNotJudged({ stack: name, code, message }, options.format);
    return exitCodes.notJudged;
  });
}

async function run(name: string, options: CheckOptions): Promise<number> {
  const outputs = parseOutputs(options.format);
  const report = await checkStack(requestOf(name, options));
  writeReport(report, outputs, (text) => process.stdout.write(text));
  return verdictOf(report, options.failOn).failed ? exitCodes.violations : exitCodes.clean;
}

function requestOf(name: string, options: CheckOptions): CheckRequest {
  const base = baseOf(options);
  return {
    ...programOf(name, options),
    ...(options.configFile === undefined ? {} : { configFile: existing(options.configFile) }),
    previewed: options.real ? "real" : "stand-ins",
    ignoreWaivers: options.waivers === false,
    profile: options.profile,
    today: dayOf(new Date()),
    ...defined({ base }),
    ...(options.program === undefined ? proofsOf(name, options) : {}),
    ...(options.liveDatabase
      ? {
          databaseUrl: parseVariable(
            "SEAWORTHY_DATABASE_URL",
            z.string("set it for --live-database"),
          ),
        }
      : {}),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Empty before the stack's first `seaworthy verify`. */
function proofsOf(name: string, { proofDays }: CheckOptions): Pick<CheckRequest, "proofs"> {
  if (!/^[1-9]\d{0,3}$/.test(proofDays))
    throw new SeaworthyError(
      "USAGE",
      `--proof-days takes a whole number from 1, not ${proofDays}. Nothing was judged.`,
    );
  const project = findProject();
  const { config } = readStackFile(project.stackFile(name));
  const proofs = readProofs(project, name, environmentOf(config, name), Number(proofDays));
  return proofs === undefined ? {} : { proofs };
}

/** Its content is read later, when it is parsed. */
function existing(file: string): string {
  const fix = "Name a stack file, e.g. Pulumi.prod.yaml.";
  readTextFile(file, { code: "CONFIG_INVALID", what: "--config-file", fix });
  return resolve(file);
}

/** This project's stack, or one of the Pulumi program in the given folder. */
function programOf(name: string, { program }: CheckOptions): Pick<CheckRequest, "stack" | "root"> {
  if (program === undefined) return { stack: findStack(name).name, root: findProject().root };
  const root = resolve(program);
  if (program !== "" && projectFileIn(root) !== undefined)
    return { stack: name, root: realpathSync(root) };
  throw new SeaworthyError(
    "USAGE",
    `--program "${program}" is not a folder with a Pulumi program: it has no Pulumi.yaml.`,
  );
}

/** Requested files, and standard error, state why there is no result. */
function reportNotJudged(why: NotJudged, format: readonly string[]): void {
  if (why.code === "USAGE") return;
  const files = parseOutputs(format).filter(({ file }) => file !== undefined);
  writeNotJudged(why, files);
}

function baseOf({ base, baseline }: CheckOptions): Base | undefined {
  if (base !== undefined) return { ref: base };
  return baseline === undefined ? undefined : { file: baseline };
}
