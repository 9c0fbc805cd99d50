import type { Value } from "./values/types.ts";

/**
 * A request as the rules see it: a real one at the edge, a sample in a policy. Its strings are
 * bytes, one a character, as Node gives them; `sampleRequest` takes text.
 */
export interface RuleRequest {
  readonly method: string;
  /** Host name in lower case, without a port. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /**
   * Normalised as Cloudflare's URL normalisation does it: decoded where that is safe, without dot
   * segments.
   */
  readonly path: string;
  /** As the client sent it. */
  readonly rawPath: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case; a header sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /**
   * Names of the headers as they were sent, repeated ones repeated. Default: those of `headers`.
   */
  readonly headerNames?: readonly string[] | undefined;
  readonly clientAddress: string;
  /** ISO 3166-1 alpha-2, or `T1`, `XX`. Default `XX`. */
  readonly country?: string | undefined;
  readonly httpVersion?: string | undefined;
  /** Cloudflare's id of the request. Default none. */
  readonly rayId?: string | undefined;
  /** Bytes of the body. Default: the length of `body`. */
  readonly bodySize?: number | undefined;
  /** As much of the body as rules may look at. Default none. */
  readonly body?: string | undefined;
  /** `TLSv1.3`; empty over plain HTTP. */
  readonly tlsVersion?: string | undefined;
  readonly serverPort?: number | undefined;
  /** Seconds since the epoch. */
  readonly timestampSeconds?: number | undefined;
  /** Milliseconds within that second. */
  readonly timestampMilliseconds?: number | undefined;
  /** Present in the phases that see the response. */
  readonly response?: {
    readonly status: number;
    readonly headers: ReadonlyMap<string, readonly string[]>;
  };
  /**
   * Values of fields by name, before everything else: how a sample gives what only Cloudflare
   * knows, as a bot score.
   */
  readonly fields?: ReadonlyMap<string, Value> | undefined;
}
