import type { Environment } from "@seaworthy/core/environment";
import type { SecretName } from "@seaworthy/infra/secret-table";
import type { Engine } from "./engine.ts";
import type { Report } from "./events.ts";
import type { Given } from "./given.ts";
import type { Targets } from "./journal.ts";
import type { Access } from "./rotator.ts";
import type { StackState } from "./stack-state.ts";
import type { StillAcceptedStore } from "./still-accepted.ts";
import { type DeployedWorker, openWorker } from "./worker.ts";

export interface RunContextOptions {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly state: StackState;
  readonly targets: Targets;
  readonly emergency: boolean;
  readonly given: Given;
  readonly stillAccepted: StillAcceptedStore;
  /** How long consumers are waited for. */
  readonly waitMs: number;
  readonly report: Report;
}

/** What the steps of a run work with. */
export class RunContext {
  readonly engine: Engine;
  readonly worker: DeployedWorker;
  readonly targets: Targets;
  readonly names: readonly SecretName[];
  readonly emergency: boolean;
  readonly waitMs: number;
  readonly report: Report;
  /** What consumers presented until it was revoked, by name. Secret, and in memory only. */
  readonly revoked = new Map<SecretName, string>();
  readonly stillAccepted: StillAcceptedStore;
  readonly #given: Given;
  readonly #environment: Environment;
  #state: StackState;

  constructor(options: RunContextOptions) {
    this.engine = options.engine;
    this.targets = options.targets;
    this.names = Object.keys(options.targets) as SecretName[];
    this.emergency = options.emergency;
    this.waitMs = options.waitMs;
    this.report = options.report;
    this.stillAccepted = options.stillAccepted;
    this.#given = options.given;
    this.#environment = options.environment;
    this.#state = options.state;
    this.worker = openWorker(options.state, options.environment);
  }

  readonly state = (): StackState => this.#state;

  access(): Access {
    return { state: this.#state, worker: this.worker, environment: this.#environment };
  }

  /**
   * One engine run that takes every secret of the run to a step, with the deployment left as it is.
   */
  async advance(action: "pending" | "publish" | "retire" | "abandon"): Promise<void> {
    const steps = Object.fromEntries(
      Object.entries(this.targets).map(([name, generation]) => [name, `${action}:${generation}`]),
    );
    await this.engine.run(steps, { hold: true, given: this.#given });
    this.#state = await this.engine.readState();
  }
}
