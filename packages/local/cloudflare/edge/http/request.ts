import type { IncomingHttpHeaders } from "node:http";
import type { Duplex, Readable } from "node:stream";
import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { RequestSettings } from "../rules/config-rules.ts";
import type { DeployedVersion } from "../workers/deployed-workers.ts";
import { ClientDisconnect } from "./client-disconnect.ts";
import { groupHeaders, type RawHeaders } from "./headers.ts";

/** What the client sent, and how. Immutable. */
export interface Received {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** The host with its port, in lower case. */
  readonly authority: string;
  /** In lower case, without port and trailing dot. */
  readonly host: string;
  /** Always starts with `/`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Without HTTP/2's pseudo headers. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
  readonly hasBody: boolean;
  readonly httpVersion: string;
  readonly clientAddress: string;
  /** Undefined over plain HTTP. */
  readonly tls: TlsFacts | undefined;
  /** 16 hex digits and the data centre, as in CF-Ray. */
  readonly ray: string;
  readonly receivedAtMs: number;
  readonly disconnect: ClientDisconnect;
  /** The zone that serves the request. */
  readonly zoneName: string;
  /** The connection of a request to upgrade to a WebSocket. */
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer };
}

export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
}

/** The code of the only data centre; Cloudflare's are IATA airport codes. */
export const colo = "SEA";

const none: ReadonlySet<string> = new Set();

/**
 * One request in the edge's pipeline, from the listener to the Worker: what rules match on, what
 * phases change, and what the Worker gets.
 */
export class EdgeRequest implements RuleRequest {
  readonly received: Received;
  readonly country = "XX"; // Loopback has no country, which Cloudflare writes as XX.
  method: string;
  path: string;
  query: string;
  /** Path before URL normalization and rewrites. */
  readonly rawPath: string;
  /** The Worker's Host header instead, if an origin rule sets one. */
  hostHeader: string | undefined;
  disconnect: ClientDisconnect;
  hasBody: boolean;
  /** Set by configuration rules. */
  settings: RequestSettings = {};
  /** What skip rules disabled: phases, and products other than rulesets. */
  skippedPhases = none;
  skippedProducts = none;
  /** True if a cache rule sets it: compression, which weakens strong ETags, is then skipped. */
  keepsStrongEtags = false;
  /** The Worker version that responds, once the route is found. */
  version: DeployedVersion | undefined;
  /** Set in the phases that see the response. */
  response?: NonNullable<RuleRequest["response"]>;
  #rawHeaders: readonly string[];
  #headers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(received: Received) {
    this.received = received;
    this.method = received.method;
    this.path = received.path;
    this.rawPath = received.path;
    this.query = received.query;
    this.disconnect = received.disconnect;
    this.hasBody = received.hasBody;
    this.#rawHeaders = received.rawHeaders;
  }

  get ray(): string {
    return this.received.ray;
  }

  /** Without the data centre: `cf.ray_id`. */
  get rayId(): string {
    return this.received.ray.slice(0, 16);
  }

  get accept(): string | undefined {
    return this.received.headers.accept;
  }

  get scheme(): "http" | "https" {
    return this.received.scheme;
  }

  get authority(): string {
    return this.received.authority;
  }

  get host(): string {
    return this.received.host;
  }

  get clientAddress(): string {
    return this.received.clientAddress;
  }

  get httpVersion(): string {
    return `HTTP/${this.received.httpVersion}`;
  }

  get tlsVersion(): string {
    return this.received.tls?.protocol ?? "";
  }

  get zoneName(): string {
    return this.received.zoneName;
  }

  get serverPort(): number {
    return this.received.scheme === "https" ? 443 : 80;
  }

  get bodySize(): number {
    return Number(this.received.headers["content-length"] ?? 0) || 0;
  }

  get timestampSeconds(): number {
    return Math.floor(this.received.receivedAtMs / 1000);
  }

  get timestampMilliseconds(): number {
    return Math.floor(this.received.receivedAtMs % 1000);
  }

  /** Path and query. */
  get target(): string {
    return this.query === "" ? this.path : `${this.path}?${this.query}`;
  }

  get rawHeaders(): readonly string[] {
    return this.#rawHeaders;
  }

  set rawHeaders(raw: readonly string[]) {
    this.#rawHeaders = raw;
    this.#headers = undefined;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    this.#headers ??= groupHeaders(this.#rawHeaders);
    return this.#headers;
  }

  /** As sent: `http.request.headers.names` keeps their case. */
  get headerNames(): readonly string[] {
    return this.#rawHeaders.filter((_part, index) => index % 2 === 0);
  }

  /**
   * The request that fills the cache: for the whole response, and not aborted when its client
   * disconnects, since others wait for it.
   */
  toFill(changeHeaders: (raw: RawHeaders) => RawHeaders): EdgeRequest {
    const filling = new EdgeRequest(this.received);
    filling.method = "GET";
    filling.path = this.path;
    filling.query = this.query;
    filling.hostHeader = this.hostHeader;
    filling.version = this.version;
    filling.skippedPhases = this.skippedPhases;
    filling.disconnect = new ClientDisconnect();
    filling.hasBody = false;
    filling.rawHeaders = changeHeaders([...this.#rawHeaders]);
    return filling;
  }
}
