import type { Environment } from "@seaworthy/core/environment";
import { type DeployedWorker, openWorker } from "../worker/worker.ts";
import type { Report } from "./events.ts";
import type { Targets } from "./journal.ts";
import type { Access } from "./rotators/rotator.ts";
import type { Engine } from "./stack/engine.ts";
import type { StackState } from "./stack/stack-state.ts";
import type { UnrevokedKeysStore } from "./unrevoked-keys.ts";
import { type ProvidedValues, providedEnvironment } from "./values/provided-values.ts";

export interface RunContextOptions {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly state: StackState;
  readonly targets: Targets;
  readonly emergency: boolean;
  readonly provided: ProvidedValues;
  readonly unrevokedKeys: UnrevokedKeysStore;
  /** How long to wait for consumers. */
  readonly waitMs: number;
  readonly report: Report;
}

/** Shared state of a run's steps. */
export class RunContext {
  readonly engine: Engine;
  readonly worker: DeployedWorker;
  readonly targets: Targets;
  readonly names: readonly string[];
  readonly emergency: boolean;
  readonly waitMs: number;
  readonly report: Report;
  /** What consumers presented before it was revoked, by name. Secret, and only in memory. */
  readonly revoked = new Map<string, string>();
  readonly unrevokedKeys: UnrevokedKeysStore;
  readonly #provided: ProvidedValues;
  readonly #environment: Environment;
  #state: StackState;

  constructor(options: RunContextOptions) {
    this.engine = options.engine;
    this.targets = options.targets;
    this.names = Object.keys(options.targets);
    this.emergency = options.emergency;
    this.waitMs = options.waitMs;
    this.report = options.report;
    this.unrevokedKeys = options.unrevokedKeys;
    this.#provided = options.provided;
    this.#environment = options.environment;
    this.#state = options.state;
    this.worker = openWorker(options.state, options.environment);
  }

  readonly state = (): StackState => this.#state;

  access(): Access {
    return { state: this.#state, worker: this.worker, environment: this.#environment };
  }

  /** One engine run that advances every secret of the run, without changing the deployment. */
  async advance(action: "pending" | "publish" | "retire" | "abandon"): Promise<void> {
    const steps = Object.fromEntries(
      Object.entries(this.targets).map(([name, generation]) => [name, `${action}:${generation}`]),
    );
    await this.engine.run(steps, {
      hold: true,
      provided: providedEnvironment(this.#state.manifest, this.#provided),
    });
    this.#state = await this.engine.readState();
  }
}
