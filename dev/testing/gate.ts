/** A server of this machine that calls go to. */
export interface Destination {
  /** `control`, `app`, `database`: for people. */
  readonly service: string;
  readonly port: number;
  readonly protocol: "http" | "postgres";
}

/** One question and its answer, over either protocol. There is no value in its name. */
export interface Call {
  readonly service: string;
  /** `POST /accounts/…/deployments`, `alter role app_worker_b` */
  readonly name: string;
}

/**
 * `cut`: the connection ends. `silence`: there is no answer, ever. A number: answered with that
 * status, and the server never sees it.
 */
export type Fate = "pass" | "cut" | "silence" | 403 | 429 | 500;

/** Decides about every call, before the server sees it and before the caller sees the answer. */
export interface Gate {
  before(call: Call): Fate | Promise<Fate>;
  after(call: Call): "pass" | "cut" | Promise<"pass" | "cut">;
}
