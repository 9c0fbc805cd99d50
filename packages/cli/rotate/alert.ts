import { SeaworthyError } from "@seaworthy/core/errors";
import { sendAlert } from "../audit/alert.ts";
import type { StackState } from "./stack/stack-state.ts";

/**
 * Reports a failed rotation to Sentry: the project's alert for new issues reaches people. All
 * failures of a stack are one issue. A failure to send is only reported, because the rotation's own
 * error matters more.
 */
export async function alertOfFailure(
  state: StackState,
  run: string,
  failure: unknown,
): Promise<string | undefined> {
  const code = failure instanceof SeaworthyError ? failure.code : "INTERNAL";
  return sendAlert(state.manifest.sentry.dsn, {
    level: "error",
    logger: "seaworthy.rotation",
    message: `Rotation of secrets failed: ${code}`,
    fingerprint: "seaworthy-rotation-failed",
    tags: { rotation: run, code },
  });
}
