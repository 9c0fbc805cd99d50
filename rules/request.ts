import type { Value } from "./types.ts";

/**
 * A request as the rules see it: a real one at the edge, a sample in a policy. Its strings are bytes, one a character, as Node
 * gives them; `sampleRequest` takes text.
 */
export interface RuleRequest {
  readonly method: string;
  /** Host name in lower case, without a port. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /** Normalised as Cloudflare's URL normalisation does it: decoded where that is safe, without dot segments. */
  readonly path: string;
  /** As the client sent it. */
  readonly rawPath: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case; a header sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Names of the headers as they were sent, repeated ones repeated. Default: those of `headers`. */
  readonly headerNames?: readonly string[];
  readonly clientAddress: string;
  /** ISO 3166-1 alpha-2, or `T1`, `XX`. Default `XX`. */
  readonly country?: string;
  readonly httpVersion?: string;
  /** Bytes of the body. Default: the length of `body`. */
  readonly bodySize?: number;
  /** As much of the body as rules may look at. Default none. */
  readonly body?: string;
  /** `TLSv1.3`; empty over plain HTTP. */
  readonly tlsVersion?: string;
  readonly serverPort?: number;
  /** Seconds since the epoch. */
  readonly timestampSeconds?: number;
  /** Milliseconds within that second. */
  readonly timestampMilliseconds?: number;
  /** Present in the phases that see the response. */
  readonly response?: { readonly status: number; readonly headers: ReadonlyMap<string, readonly string[]> };
  /** Values of fields by name, before everything else: how a sample gives what only Cloudflare knows, as a bot score. */
  readonly fields?: ReadonlyMap<string, Value>;
}
