import type { Duplex, Readable } from "node:stream";
import { defined } from "@seaworthy/core/defined";
import type { RuleRequest } from "@seaworthy/rules-language/index";
import { type ErrorPageName, errorPage } from "./error-pages.ts";
import { groupHeaders, type RawHeaders } from "./headers.ts";

/** A response on its way to a client, whatever its source. */
export interface EdgeResponse {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer | Readable;
  /** The Worker's side of a WebSocket, when the status is 101. */
  readonly webSocket?: Duplex;
}

export interface ErrorPageReader {
  readonly ray: string;
  readonly accept?: string | undefined;
}

/** One of Cloudflare's error pages. `extra` headers are appended. */
export function errorResponse(
  name: ErrorPageName,
  { ray, accept }: ErrorPageReader,
  extra: RawHeaders = [],
  detail?: string,
): EdgeResponse {
  const page = errorPage(name, { ray, accept, ...defined({ detail }) });
  return {
    status: page.status,
    headers: [...Object.entries(page.headers).flat(), ...extra],
    body: Buffer.from(page.body),
  };
}

export function textResponse(
  status: number,
  contentType: string,
  content: string,
  extra: RawHeaders = [],
): EdgeResponse {
  return { status, headers: ["Content-Type", contentType, ...extra], body: Buffer.from(content) };
}

export function discardResponse({ body, webSocket }: EdgeResponse): void {
  if (!Buffer.isBuffer(body)) body.destroy();
  webSocket?.destroy();
}

/** The response as rules see it. */
export class RuleResponse implements NonNullable<RuleRequest["response"]> {
  readonly status: number;
  readonly #raw: RawHeaders;
  #headers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor({ status, headers }: EdgeResponse) {
    this.status = status;
    this.#raw = headers;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    this.#headers ??= groupHeaders(this.#raw);
    return this.#headers;
  }
}
