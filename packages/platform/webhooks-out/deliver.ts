import { retryAfterMs } from "../errors/retry-after.ts";
import type { Clock } from "../runtime/clock.ts";
import { dnsProblem, type ResolveHost } from "./resolve-host.ts";
import { type OutgoingMessage, standardWebhookHeaders } from "./sign.ts";
import { type TargetRules, targetProblem } from "./target.ts";

export interface DeliverOptions {
  readonly rules: TargetRules;
  readonly resolve: ResolveHost;
  readonly clock: Clock;
  /** Default 30 seconds, for connecting, headers and body together. */
  readonly timeoutMs?: number;
}

export interface Delivery extends OutgoingMessage {
  readonly url: string;
  readonly secrets: readonly string[];
}

/** The result of one attempt. */
export interface DeliveryResult {
  readonly outcome: "delivered" | "failed" | "gone";
  /** `http_200`, `timeout`, `redirect`, `private_address` …: never text from the receiver. */
  readonly code: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly durationMs: number;
}

/** Standard Webhooks: 15 to 30 seconds. */
const usualTimeoutMs = 30_000;

/**
 * Sends a message once. The target is checked again before each attempt, a redirect is a failure,
 * and only the response's status is read, so an endless body costs nothing. Never throws.
 */
export async function deliver(
  { url, secrets, ...message }: Delivery,
  { rules, resolve, clock, timeoutMs = usualTimeoutMs }: DeliverOptions,
): Promise<DeliveryResult> {
  const startedAt = clock.now();
  const end = (result: Omit<DeliveryResult, "durationMs">): DeliveryResult => ({
    ...result,
    durationMs: clock.now() - startedAt,
  });
  const problem = await problemOf(url, rules, resolve);
  if (problem !== undefined) return end({ outcome: "failed", code: problem });
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...(await standardWebhookHeaders(message, secrets)),
        "content-type": "application/json",
        "user-agent": "seaworthy-webhooks/1",
      },
      body: message.body,
      redirect: "manual",
      signal: limit,
    });
    // Not read: it may be endless.
    await response.body?.cancel().catch(() => undefined);
    return end(resultOf(response, clock));
  } catch {
    return end({ outcome: "failed", code: limit.aborted ? "timeout" : "unreachable" });
  }
}

/** Why the URL is currently not allowed as a target, by its text and by DNS. */
export async function problemOf(
  url: string,
  rules: TargetRules,
  resolve: ResolveHost,
): Promise<string | undefined> {
  const problem = targetProblem(url, rules);
  if (problem !== undefined) return problem;
  const { protocol, hostname } = new URL(url);
  // Plain HTTP is only allowed on the loopback of tests.
  return protocol === "http:" ? undefined : dnsProblem(hostname, resolve);
}

function resultOf(response: Response, clock: Clock): Omit<DeliveryResult, "durationMs"> {
  const { status, headers } = response;
  const code = `http_${status}`;
  if (status >= 200 && status < 300) return { outcome: "delivered", code, status };
  if (status === 410) return { outcome: "gone", code, status };
  if (status >= 300 && status < 400) return { outcome: "failed", code: "redirect", status };
  const asked = retryAfterMs(headers, clock);
  const slow = [429, 502, 504].includes(status) ? 60_000 : 0;
  return { outcome: "failed", code, status, retryAfterMs: Math.max(asked ?? 0, slow) };
}
