import { SeaworthyError } from "@seaworthy/core/errors";
import { sendAlert } from "../audit/alert.ts";
import type { StackState } from "./stack/stack-state.ts";

/**
 * Tells Sentry that a rotation failed: the project's alert for new issues reaches people. Every
 * failure of a stack is one issue. The rotation's own error is what counts, so an alert that cannot
 * be sent is only said.
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
