import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { defined } from "./defined.ts";
import { parseVariable } from "./environment.ts";
import { type ErrorCode, messageOf, SeaworthyError } from "./errors.ts";

export interface VendorClientOptions {
  /** For messages: `Supabase`, `Cloudflare`. */
  readonly vendor: string;
  /** With or without a trailing slash; paths are appended. */
  readonly baseUrl: string;
  /** Sent with every request; Authorization belongs here. */
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of one attempt. Default `vendorTimeoutMs()`. */
  readonly timeoutMs?: number;
  /** Attempts for calls that may be retried. Default 4. */
  readonly attempts?: number;
  /** Injected by tests. */
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

export interface VendorResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty response. */
  readonly body: unknown;
}

export interface VendorClient {
  /**
   * Throws VENDOR_* for every status of 400 or more. The error's `details` contain `{status,
   * body}`.
   */
  request(method: string, path: string, body?: unknown): Promise<VendorResponse>;
}

const timeoutSeconds = z.coerce.number("must be a number of seconds").min(1).max(600).default(60);

/** Timeout of one attempt, from SEAWORTHY_VENDOR_TIMEOUT_SECONDS. Throws CONFIG_INVALID. */
export const vendorTimeoutMs = (): number =>
  1000 * parseVariable("SEAWORTHY_VENDOR_TIMEOUT_SECONDS", timeoutSeconds);

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  401: "VENDOR_UNAUTHORIZED",
  403: "VENDOR_UNAUTHORIZED",
  404: "VENDOR_NOT_FOUND",
  409: "VENDOR_CONFLICT",
};

/**
 * A client for one vendor's JSON API, with one bounded retry policy for all vendors: 429 and 503
 * are retried for every method (nothing was done), other 5xx and lost connections only where that
 * is safe; Retry-After is honoured up to 30 seconds.
 */
export function createVendorClient(options: VendorClientOptions): VendorClient {
  const attempts = options.attempts ?? 4;
  const sleep = options.sleep ?? ((ms: number) => delay(ms));
  const base = options.baseUrl.replace(/\/+$/, "");
  return {
    async request(method, path, body) {
      for (let attempt = 1; ; attempt++) {
        const outcome = await attemptOnce(options, method, base + path, body);
        if (!(outcome instanceof SeaworthyError)) return outcome;
        if (attempt >= attempts || !outcome.retryable) throw outcome;
        await sleep(Math.min(30_000, retryAfterMs(outcome) ?? 250 * 2 ** (attempt - 1)));
      }
    },
  };
}

async function attemptOnce(
  options: VendorClientOptions,
  method: string,
  url: string,
  body: unknown,
): Promise<VendorResponse | SeaworthyError> {
  const repeatable = method !== "POST" && method !== "PATCH";
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...defined({ body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs ?? vendorTimeoutMs()),
    });
    const answer: VendorResponse = {
      status: response.status,
      headers: response.headers,
      body: parse(await response.text()),
    };
    return response.ok ? answer : refused(options.vendor, method, url, answer, repeatable);
  } catch (cause) {
    return new SeaworthyError(
      "VENDOR_UNREACHABLE",
      `${options.vendor} did not respond to ${method} ${url}: ${messageOf(cause)}. Check the address and that the service is running.`,
      { cause, retryable: repeatable },
    );
  }
}

function refused(
  vendor: string,
  method: string,
  url: string,
  answer: VendorResponse,
  repeatable: boolean,
): SeaworthyError {
  const notDone = answer.status === 429 || answer.status === 503;
  return new SeaworthyError(
    codeByStatus[answer.status] ?? "VENDOR_REFUSED",
    `${vendor} responded to ${method} ${url} with ${answer.status}: ${reasonOf(answer.body)}`,
    {
      retryable: notDone || (repeatable && answer.status >= 500 && answer.status !== 501),
      details: {
        status: answer.status,
        body: answer.body,
        retryAfter: answer.headers.get("retry-after"),
      },
    },
  );
}

/** The human-readable part of a vendor's error body; each vendor has its own format. */
function reasonOf(body: unknown): string {
  if (typeof body === "string") return body.slice(0, 500);
  if (typeof body !== "object" || body === null) return "no reason given";
  const known = body as {
    errors?: { message?: string; code?: number }[];
    message?: unknown;
    detail?: unknown;
    error?: unknown;
  };
  if (Array.isArray(known.errors) && known.errors.length > 0) {
    return known.errors
      .map(
        (error) =>
          `${error.message ?? JSON.stringify(error)}${error.code ? ` (${error.code})` : ""}`,
      )
      .join("; ");
  }
  const text = known.message ?? known.detail ?? known.error;
  return typeof text === "string" ? text : JSON.stringify(body).slice(0, 500);
}

function retryAfterMs(error: SeaworthyError): number | undefined {
  const seconds = Number(error.details.retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
