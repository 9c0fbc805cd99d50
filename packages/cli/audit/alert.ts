import { randomUUID } from "node:crypto";
import { messageOf } from "@seaworthy/core/errors";
import { postEnvelope } from "../rotate/rotators/sentry-key.ts";

export interface Alert {
  readonly level: "info" | "warning" | "error";
  /** `seaworthy.rotation` */
  readonly logger: string;
  readonly message: string;
  /** Equal for alerts that belong to the same issue. */
  readonly fingerprint: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * Sends one event to the stack's Sentry project, whose alerts reach people. A failure to send is
 * only reported: the action itself is already done.
 *
 * @returns why it was not sent
 */
export async function sendAlert(dsn: string, alert: Alert): Promise<string | undefined> {
  const { message, fingerprint, ...rest } = alert;
  const event = {
    event_id: randomUUID().replaceAll("-", ""),
    timestamp: Date.now() / 1000,
    platform: "node",
    message: { formatted: message },
    fingerprint: [fingerprint],
    ...rest,
  };
  try {
    const response = await postEnvelope(dsn, { type: "event" }, event);
    return response.ok ? undefined : `Sentry responded to the alert with ${response.status}.`;
  } catch (cause) {
    return `The alert was not sent: ${messageOf(cause)}`;
  }
}
