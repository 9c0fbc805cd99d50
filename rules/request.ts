/** A request as the rules see it: a real one at the edge, a sample in a policy. */
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
  readonly clientAddress: string;
  /** ISO 3166-1 alpha-2, or `T1`, `XX`. Default `XX`. */
  readonly country?: string;
  readonly httpVersion?: string;
  /** Bytes of the body. Default 0. */
  readonly bodySize?: number;
  /** `TLSv1.3`; empty over plain HTTP. */
  readonly tlsVersion?: string;
  readonly serverPort?: number;
  /** Seconds since the epoch. */
  readonly timestampSeconds?: number;
  /** Present in the phases that see the response. */
  readonly response?: { readonly status: number; readonly headers: ReadonlyMap<string, readonly string[]> };
}

/** A sample for tests and policies: `sampleRequest({ path: "/auth/token", method: "POST" })`. */
export function sampleRequest(
  over: Partial<Omit<RuleRequest, "headers">> & { headers?: Readonly<Record<string, string>> } = {},
): RuleRequest {
  const { headers = {}, ...rest } = over;
  const path = rest.path ?? "/";
  return {
    method: "GET",
    host: "example.com",
    scheme: "https",
    path,
    rawPath: path,
    query: "",
    clientAddress: "192.0.2.1",
    ...rest,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]])),
  };
}
