import { relative } from "node:path";
import { dayOf } from "@seaworthy/core/days";
import { readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Report } from "@seaworthy/readiness/reports/report";
import { type FoundObjects, findObjects } from "../../adopt/find-objects.ts";
import { waiversFor, worklist } from "../../adopt/waivers.ts";
import { adoptedFolder, requireNoProgram, writeProgram } from "../../adopt/write-program.ts";
import { check } from "../../check/check.ts";
import { confirm } from "../../confirm.ts";
import { localStack } from "../../project.ts";

export interface AdoptOptions {
  readonly hostname?: string;
  readonly supabase?: string;
  readonly redis?: readonly string[];
  readonly sentry?: string;
  readonly environment: string;
  readonly owner: string;
  readonly ticket?: string;
  readonly yes?: boolean;
}

/** Only reads at the vendors; writes one new folder atomically, after confirmation. */
export async function adopt(stack: string, options: AdoptOptions): Promise<void> {
  requireUsable(stack, options);
  const project = findProject();
  requireNoProgram(project, stack);
  const found = await findObjects(options, readEnvironment());
  process.stdout.write(listed(found));
  if (found.objects.length === 0)
    throw new SeaworthyError("VENDOR_NOT_FOUND", "Nothing to adopt. Nothing was changed.");
  const folder = relative(project.root, adoptedFolder(project, stack));
  await confirm({ message: `Write ${folder}/ for these?`, yes: options.yes });
  const written = writeProgram(project, stack, options.environment, found.objects);
  try {
    const report = await judge(stack, written.folder);
    process.stdout.write(worklist(report));
    const waivers = options.ticket === undefined ? "" : waiversFor(report, termsOf(options));
    if (waivers !== "") written.add(`waivers.${stack}.yaml`, waivers);
    written.finish();
  } finally {
    written.discard();
  }
  process.stdout.write(nextSteps(folder, stack));
}

function requireUsable(stack: string, { hostname, supabase, redis, sentry }: AdoptOptions): void {
  if (stack === localStack || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(stack))
    throw new SeaworthyError(
      "USAGE",
      `${stack} cannot be the name of an adopted stack: use letters, digits, dots, hyphens and underscores, and not ${localStack}. Nothing was changed.`,
    );
  if ([hostname, supabase, redis, sentry].every((one) => one === undefined))
    throw new SeaworthyError(
      "USAGE",
      "Say what to adopt: --hostname, --supabase, --redis, --sentry. Nothing was changed.",
    );
  if (sentry !== undefined && !/^[^/\s]+\/[^/\s]+$/.test(sentry))
    throw new SeaworthyError(
      "USAGE",
      `--sentry takes <organization>/<project>, not ${sentry}. Nothing was changed.`,
    );
}

const today = (): string => dayOf(new Date());

const termsOf = ({ owner, ticket = "" }: AdoptOptions) => ({ owner, link: ticket, today: today() });

const judge = (stack: string, root: string): Promise<Report> =>
  check({
    ...{ stack, root, previewed: "stand-ins", ignoreWaivers: true, profile: "baseline" },
    ...{ today: today(), onProgress: (line) => process.stderr.write(`${line}\n`) },
  });

function listed({ objects, leftOut }: FoundObjects): string {
  const lines = [
    ...objects.map(({ type, name }) => `  ${type.split(":").at(-1) ?? ""} ${name}`),
    ...(leftOut.length === 0 ? [] : ["Left as they are:"]),
    ...leftOut.map(({ what, why }) => `  ${what}: ${why}`),
  ];
  return `Found:\n${lines.join("\n")}\n`;
}

const nextSteps = (folder: string, stack: string): string =>
  `${folder}/ written. Nothing was changed at the vendors. Next:
  npx seaworthy check ${stack} --program ${folder}
  cd ${folder} && npx pulumi stack init ${stack} && npx pulumi preview
`;
