import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { vendorTimeoutMs } from "@seaworthy/core/http";

const attempts = 4;
const pauseMs = 250;

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Statuses that are worth a retry, besides lost connections. Default 429 and 500 upwards. */
  readonly isPassing?: (status: number) => boolean;
}

/** A temporary problem of the service itself. */
export const isTrouble = (status: number): boolean => status === 429 || status >= 500;

/**
 * Sends a harmless request to a service, as its consumer does. Lost connections, timeouts and
 * temporary errors do not tell whether it accepts a credential, so they are retried. Throws
 * VENDOR_UNREACHABLE when there was no response at all.
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

/** Only the host: a query may contain a key. */
function unreachable(service: string, url: string, cause: unknown): SeaworthyError {
  return new SeaworthyError(
    "VENDOR_UNREACHABLE",
    `${service} at ${new URL(url).host} did not respond in ${attempts} attempts: ${messageOf(cause)}. Check that it is running, then try again.`,
    { cause, retryable: true },
  );
}
