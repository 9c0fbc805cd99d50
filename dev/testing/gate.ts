/** A server on this machine that receives calls. */
export interface Destination {
  /** Display name: `control`, `app`, `database`. */
  readonly service: string;
  readonly port: number;
  readonly protocol: "http" | "postgres";
}

/** One request and its response, over either protocol. Its name contains no value. */
export interface Call {
  readonly service: string;
  /** `POST /accounts/…/deployments`, `alter role app_worker_b` */
  readonly name: string;
}

/**
 * `cut`: the connection ends. `silence`: no response, ever. A number: a response with that status,
 * without reaching the server.
 */
export type Fate = "pass" | "cut" | "silence" | 403 | 429 | 500;

/**
 * Decides about every call, before the server receives it and before the caller receives the
 * response.
 */
export interface Gate {
  before(call: Call): Fate | Promise<Fate>;
  after(call: Call): "pass" | "cut" | Promise<"pass" | "cut">;
}
