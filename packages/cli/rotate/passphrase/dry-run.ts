import type { Environment } from "@seaworthy/core/environment";
import type { Stack } from "../../project.ts";
import type { Report } from "../events.ts";
import { stackTags } from "../stack/tags.ts";
import { requirePassphrase } from "./ask.ts";
import { passphraseName } from "./name.ts";
import { readRecord } from "./record.ts";
import { isUnderSalt } from "./state.ts";

/** Prints what a change would do and ask for. Changes nothing and prompts for nothing. */
export async function dryRunPassphrase(
  stack: Stack,
  environment: Environment,
  report: Report,
): Promise<void> {
  await requirePassphrase(stack, environment);
  const { generation, changing } = await readRecord(stackTags(stack.name, environment));
  if (changing) {
    const isUnderIt = await isUnderSalt(stack, environment, changing.salt);
    const [step, doing] = isUnderIt
      ? (["publish", "finish"] as const)
      : (["prepare", "undo"] as const);
    report({ event: "found", run: changing.run, owner: changing.owner, step, doing });
    return;
  }
  report({ event: "started", run: "dry-run", secrets: { [passphraseName]: generation + 1 } });
  if (!stack.isLocal)
    report({
      event: "would-ask",
      secret: passphraseName,
      reason: "an operator creates and stores it first",
    });
}
