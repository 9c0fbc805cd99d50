import { readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { diagnose } from "@seaworthy/toolchain/doctor";
import { renderFindings } from "../../accounts/finding.ts";
import { lookAtAccounts } from "../../accounts/look-at-accounts.ts";
import { findStack } from "../../project.ts";

export async function doctor(
  stack: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  if (stack !== undefined) return doctorOfStack(stack, options);
  const findings = await diagnose();
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(renderFinding(finding));
  if (findings.some((finding) => finding.status !== "ok")) process.exitCode = 1;
}

/** The same account checks that `init` runs, and `up` before any change. */
async function doctorOfStack(name: string, { json }: { json?: boolean }): Promise<void> {
  const stack = findStack(name);
  if (stack.isLocal)
    throw new SeaworthyError(
      "USAGE",
      `Stack ${name} needs no accounts. Type: npx seaworthy doctor`,
    );
  const file = findProject().stackFile(name);
  const findings = await lookAtAccounts(name, file, readEnvironment());
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings));
  if (findings.some(({ status }) => status === "failed")) process.exitCode = 1;
}

type Finding = Awaited<ReturnType<typeof diagnose>>[number];

function renderFinding(finding: Finding): string {
  const mark = finding.status === "ok" ? "✓" : "✗";
  const facts = [finding.version, finding.source, finding.where]
    .filter((fact) => fact !== undefined && fact !== "")
    .join(" · ");
  const fix = finding.status === "ok" || !finding.fix ? "" : `    → ${finding.fix}\n`;
  return `${mark} ${finding.name.padEnd(18)} ${facts || finding.status}\n${fix}`;
}
