import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { vendorTimeoutMs } from "@seaworthy/core/http";

const attempts = 4;
const pauseMs = 250;

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Answers that are worth another try besides a lost connection. Default 429 and 500 upwards. */
  readonly isPassing?: (status: number) => boolean;
}

/** The service's own, and over soon. */
export const isTrouble = (status: number): boolean => status === 429 || status >= 500;

/**
 * Asks a service something harmless, the way its consumer does: a lost connection, a late answer
 * and a passing trouble of the service are no answer to whether it accepts a credential, so they
 * are tried again. Throws VENDOR_UNREACHABLE when there was no answer at all.
 */
export async function ask(
  service: string,
  url: string,
  question: Question = {},
): Promise<Response> {
  const { isPassing = isTrouble, ...request } = question;
  for (let attempt = 1; ; attempt++) {
    const { response, cause } = await answerOf(url, request);
    const isLast = attempt === attempts;
    if (response && (isLast || !isPassing(response.status))) return response;
    if (isLast) throw unreachable(service, url, cause);
    await delay(pauseMs * 2 ** (attempt - 1));
  }
}

async function answerOf(
  url: string,
  request: RequestInit,
): Promise<{ readonly response?: Response; readonly cause?: unknown }> {
  try {
    return {
      response: await fetch(url, { ...request, signal: AbortSignal.timeout(vendorTimeoutMs()) }),
    };
  } catch (cause) {
    return { cause };
  }
}

/** The host alone: a query may carry a key. */
function unreachable(service: string, url: string, cause: unknown): SeaworthyError {
  return new SeaworthyError(
    "VENDOR_UNREACHABLE",
    `${service} at ${new URL(url).host} did not respond in ${attempts} attempts: ${messageOf(cause)}. Check that it is running, then try again.`,
    { cause, retryable: true },
  );
}
