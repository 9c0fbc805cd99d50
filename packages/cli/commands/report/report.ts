import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { dayOf } from "@seaworthy/core/days";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { findStack } from "../../project.ts";
import { judgedStack } from "../../report/judged-stack.ts";
import { renderPage } from "../../report/page.ts";
import { stackReport, stackReportJson } from "../../report/stack-report.ts";
import { openTarget } from "../../verify/target.ts";

export interface ReportOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly profile: string;
  readonly proofDays: string;
}

/** Read-only. */
export async function report(name: string, options: ReportOptions): Promise<void> {
  if (!/^[1-9]\d{0,3}$/.test(options.proofDays))
    throw new SeaworthyError(
      "USAGE",
      `--proof-days takes a whole number from 1, not ${options.proofDays}. Nothing was written.`,
    );
  const target = await openTarget(findStack(name));
  const now = new Date();
  const judged = await judgedStack(target, {
    profile: options.profile,
    today: dayOf(now),
    proofDays: Number(options.proofDays),
  });
  const all = stackReport(target, judged, findProject(), now);
  if (options.json) {
    process.stdout.write(stackReportJson(all));
    return;
  }
  const file = resolve(options.out ?? `seaworthy-${name}.html`);
  writeFileSync(file, await renderPage(all));
  process.stdout.write(`${file}\n`);
}
