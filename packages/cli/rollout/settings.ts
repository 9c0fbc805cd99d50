import { SeaworthyError } from "@seaworthy/core/errors";
import { type RolloutSettings, rolloutSchema } from "@seaworthy/sdk/rollout/settings";
import { configValue } from "../pulumi/stack-file.ts";

const key = "seaworthy:rollout";

/**
 * How an `up` rolls out; undefined: at once. The gate is on when the stack file has the section;
 * `--gate` enables it with defaults, and `--no-gate` disables it. Throws CONFIG_INVALID.
 */
export function gateSettings(
  stackFile: string,
  { isLocal, gate }: { readonly isLocal: boolean; readonly gate: boolean | undefined },
): RolloutSettings | undefined {
  const section = configValue(stackFile, key);
  const isAsked = gate ?? (!isLocal && section !== undefined);
  if (!isAsked) return undefined;
  const parsed = rolloutSchema.safeParse(section ?? {});
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(
    ({ path, message }) => `  ${[key, ...path].join(".")}: ${message}`,
  );
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `${stackFile} has mistakes:\n${mistakes.join("\n")}\nNothing was changed.`,
  );
}
