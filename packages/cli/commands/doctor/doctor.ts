import { diagnose } from "@seaworthy/toolchain/doctor";

export async function doctor(options: { json?: boolean }): Promise<void> {
  const findings = await diagnose();
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(renderFinding(finding));
  if (findings.some((finding) => finding.status !== "ok")) process.exitCode = 1;
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
