import type { Value } from "./values/types.ts";

/**
 * A request as rules see it: a real one at the edge, a sample in a policy. Its strings are bytes,
 * one per character, as in Node; `sampleRequest` accepts text.
 */
export interface RuleRequest {
  readonly method: string;
  /** Lower-case host name without a port. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /**
   * Normalised like Cloudflare's URL normalisation: decoded where that is safe, without dot
   * segments.
   */
  readonly path: string;
  /** As the client sent it. */
  readonly rawPath: string;
  /** Without the question mark. */
  readonly query: string;
  /** Lower-case names; a header sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Header names as sent, including repeated ones. Default: those of `headers`. */
  readonly headerNames?: readonly string[] | undefined;
  readonly clientAddress: string;
  /** ISO 3166-1 alpha-2, or `T1`, `XX`. Default `XX`. */
  readonly country?: string | undefined;
  readonly httpVersion?: string | undefined;
  /** The zone's name. Default: none. */
  readonly zoneName?: string | undefined;
  /** Cloudflare's id of the request. Default: none. */
  readonly rayId?: string | undefined;
  /** Size of the body in bytes. Default: the length of `body`. */
  readonly bodySize?: number | undefined;
  /** The part of the body that rules may read. Default: none. */
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
   * Field values by name, which override everything else: samples use it for what only Cloudflare
   * knows, such as a bot score.
   */
  readonly fields?: ReadonlyMap<string, Value> | undefined;
}
