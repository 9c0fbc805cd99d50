/**
 * `npm run prove:rotation [requests]`: tests the ten guarantees of a rotation under load, and
 * writes a report.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { findProject } from "@seaworthy/core/project";
import { createRotationStack } from "../e2e/rotation/rotation-stack.ts";
import { prove } from "./guarantees.ts";

const requests = Number(process.argv[2] ?? 100_000);

async function main(): Promise<boolean> {
  const began = performance.now();
  const say = (line: string) =>
    process.stdout.write(
      `${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`,
    );
  say("a stack of its own comes up");
  const rotation = await createRotationStack();
  try {
    const { guarantees, ...measured } = await prove(rotation, { requests, say });
    const report = {
      takenAt: new Date().toISOString(),
      minutes: Number(((performance.now() - began) / 60_000).toFixed(1)),
      guarantees,
      ...measured,
    };
    writeFileSync(
      join(findProject().root, "dev", "prove", "proof.json"),
      `${JSON.stringify(report, null, 2)}\n`,
    );
    for (const { guarantee, held, done } of guarantees)
      process.stdout.write(`${held ? "held  " : "BROKEN"} ${guarantee}: ${done}\n`);
    return guarantees.every(({ held }) => held);
  } finally {
    await rotation.stack.close();
  }
}

process.exitCode = await main().then(
  (proven) => (proven ? exitCodes.done : exitCodes.failed),
  reportFailure,
);
