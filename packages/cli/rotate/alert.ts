import { randomUUID } from "node:crypto";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { postEnvelope } from "./rotators/sentry-key.ts";
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
  const event = {
    event_id: randomUUID().replaceAll("-", ""),
    timestamp: Date.now() / 1000,
    platform: "node",
    level: "error",
    logger: "seaworthy.rotation",
    message: { formatted: `Rotation of secrets failed: ${code}` },
    fingerprint: ["seaworthy-rotation-failed"],
    tags: { rotation: run, code },
  };
  try {
    const response = await postEnvelope(state.manifest.sentry.dsn, { type: "event" }, event);
    return response.ok ? undefined : `Sentry responded to the alert with ${response.status}.`;
  } catch (cause) {
    return `The alert was not sent: ${messageOf(cause)}`;
  }
}
