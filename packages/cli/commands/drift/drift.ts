import { basename } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { confirm } from "../../confirm.ts";
import { findDrift } from "../../drift/drift.ts";
import type { DriftReport } from "../../drift/finding.ts";
import { driftJson, driftSarif, renderDrift } from "../../drift/render.ts";
import { repairAll, repairables } from "../../drift/repair.ts";
import { writeDriftResult } from "../../drift/results.ts";
import { findStack } from "../../project.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";

export interface DriftOptions {
  readonly repair?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly sarif?: boolean;
}

const exits = { none: 0, drifted: 1, unread: 2 } as const;

/** Exit 0: no drift; 1: drift; 2: something could not be read, or repaired. */
export async function drift(stackName: string, options: DriftOptions): Promise<void> {
  const { repair = false, prune = false, yes, json, sarif } = options;
  if (prune && !repair)
    throw new SeaworthyError("USAGE", "--prune goes with --repair. Nothing was changed.");
  if (json && sarif) throw new SeaworthyError("USAGE", "Choose --json or --sarif.");
  const stack = findStack(stackName);
  const environment = stackEnvironment(stack);
  const read = async () => findDrift(await openEngine(stack, environment).readState(), environment);
  let report = await read();
  const chosen = repair ? repairables(report.drifts, prune) : [];
  if (chosen.length > 0) {
    if (!json && !sarif) process.stdout.write(renderDrift(report));
    const what = prune ? "Put back or delete" : "Put back";
    await confirm({ message: `${what} ${chosen.length} of these on ${stack.name}?`, yes });
    const failed = await repairAll(report.drifts, prune);
    const after = await read();
    report = { ...after, unread: [...failed, ...after.unread] };
  }
  process.stdout.write(
    json
      ? driftJson(report)
      : sarif
        ? driftSarif(report, basename(findProject().stackFile(stack.name)))
        : renderDrift(report),
  );
  writeDriftResult(findProject(), stack.name, report);
  process.exitCode = exitOf(report);
}

const exitOf = ({ drifts, unread }: DriftReport): number =>
  unread.length > 0 ? exits.unread : drifts.length > 0 ? exits.drifted : exits.none;
