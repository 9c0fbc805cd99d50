import {
  HyperdriveConfig,
  type HyperdriveConfigArgs,
} from "@pulumi/cloudflare/hyperdriveConfig.js";
import { Worker, type WorkerArgs } from "@pulumi/cloudflare/worker.js";
import {
  WorkersCronTrigger,
  type WorkersCronTriggerArgs,
} from "@pulumi/cloudflare/workersCronTrigger.js";
import {
  WorkersDeployment,
  type WorkersDeploymentArgs,
} from "@pulumi/cloudflare/workersDeployment.js";
import { WorkerVersion, type WorkerVersionArgs } from "@pulumi/cloudflare/workerVersion.js";
import * as pulumi from "@pulumi/pulumi";
import { workerRuntime } from "@seaworthy/platform/bundle/bundle";
import { everyMinute } from "@seaworthy/platform/jobs/jobs-kinds";
import type { Module } from "@seaworthy/platform/modules/define-module";
import type { Credential } from "@seaworthy/sdk/index";
import type { Config } from "../config/schema.ts";
import type { Database } from "../database/database.ts";
import { nameOf } from "../naming.ts";
import { inUse } from "../secrets/in-use.ts";
import { BindingCheck } from "./binding-check.ts";
import { consumeJobsQueue, createJobsQueue, type JobsQueue } from "./jobs-queue.ts";
import { observabilityOf, pushLogs } from "./observability.ts";
import { durableObjectsOf, type WorkerBindingsArgs, workerBindings } from "./worker-bindings.ts";
import { bundleFile, writeWorkerBundle } from "./worker-bundle.ts";

export interface AppArgs extends Omit<WorkerBindingsArgs, "hyperdriveId" | "database"> {
  readonly config: Config;
  readonly database: Database;
  /** Which of the Worker's two logins is in use. */
  readonly databaseLogin: Credential;
  /** Uploads the version and leaves the deployment as it is. */
  readonly hold: boolean;
}

/** Maximum CPU time of a request: several hundred times the usual, and it stops infinite loops. */
const cpuLimitMs = 10_000;

/**
 * The Worker: its database access, one version of its code and bindings, and the deployment that
 * sends traffic to it.
 *
 * ```ts
 * const app = new App("app", {
 *   config, modules, database, databaseLogin, cache, limiter, secrets, sentryDsn, hold: false,
 * });
 * ```
 */
export class App extends pulumi.ComponentResource {
  /** The script's name, as used in routes. Known once a version is deployed. */
  readonly scriptName: pulumi.Output<string>;
  readonly workerId: pulumi.Output<string>;
  /** Id of the deployed version; also the release in Sentry. */
  readonly versionId: pulumi.Output<string>;
  /** The bundled code's file, relative to the project. Its source map is next to it. */
  readonly bundle: pulumi.Output<string>;
  readonly version: WorkerVersion;
  readonly deployment: WorkersDeployment;

  constructor(name: string, args: AppArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:App", name, {}, options);
    const [a, b] = [this.createHyperdrive(name, args, "a"), this.createHyperdrive(name, args, "b")];
    const worker = this.createWorker(name, args.config);
    this.bundle = pulumi.output(bundleFile());
    const jobs = args.config.app.jobsQueue
      ? createJobsQueue(name, args.config, { parent: this })
      : undefined;
    const hyperdriveId = inUse(args.databaseLogin, a.id, b.id);
    this.version = this.uploadVersion(name, args, worker, { hyperdriveId, jobs });
    this.deployment = this.deploy(name, args, worker, this.version);
    this.schedule(name, args, this.deployment);
    if (jobs !== undefined)
      consumeJobsQueue(name, jobs, this.deployment.scriptName, { parent: this });
    const { config } = args;
    pushLogs(`${name}-logpush`, { config, scriptName: worker.name }, { parent: this });

    this.workerId = worker.id;
    this.versionId = this.version.id;
    this.scriptName = this.deployment.scriptName;
    this.registerOutputs({ versionId: this.versionId });
  }

  /**
   * One per login: each version names the one it uses, so a new login gets traffic only with its
   * version.
   */
  private createHyperdrive(
    name: string,
    { config, database }: AppArgs,
    slot: "a" | "b",
  ): HyperdriveConfig {
    const { host, port, database: databaseName } = database.pooler;
    const { user, password } = database.logins[slot];
    const inputs: HyperdriveConfigArgs = {
      accountId: config.app.accountId,
      name: nameOf(config, "hyperdrive", `db-${slot}`),
      origin: { scheme: "postgres", host, port, database: databaseName, user, password },
      originConnectionLimit: config.database.hyperdrive.connectionLimit,
      // Hyperdrive's cache ignores row-level security.
      caching: { disabled: true },
    };
    return new HyperdriveConfig(`${name}-hyperdrive-${slot}`, inputs, { parent: this });
  }

  private createWorker(name: string, config: Config): Worker {
    const { accountId, workersDev, previewUrls } = config.app;
    const inputs: WorkerArgs = {
      accountId,
      name: nameOf(config, "worker"),
      ...observabilityOf(config),
      subdomain: { enabled: workersDev, previewsEnabled: previewUrls },
    };
    return new Worker(name, inputs, { parent: this });
  }

  private uploadVersion(
    name: string,
    args: AppArgs,
    worker: Worker,
    { hyperdriveId, jobs }: { hyperdriveId: pulumi.Output<string>; jobs: JobsQueue | undefined },
  ): WorkerVersion {
    const bundle = pulumi.output(writeWorkerBundle());
    const bindings = workerBindings({ ...args, hyperdriveId, jobsQueue: jobs?.queue.queueName });
    const { passed } = new BindingCheck(
      `${name}-bindings`,
      { bindings, modules: args.modules },
      { parent: this },
    );
    const inputs: WorkerVersionArgs = {
      accountId: args.config.app.accountId,
      workerId: worker.id,
      compatibilityDate: workerRuntime.compatibilityDate,
      compatibilityFlags: [...workerRuntime.compatibilityFlags],
      limits: { cpuMs: cpuLimitMs },
      mainModule: bundle.mainModule,
      modules: bundle.modules,
      bindings,
      exports: durableObjectExports(args.modules),
      // The zone's cache does not see the Worker's responses; this cache is in front of the Worker
      // and follows Cache-Control.
      cacheOptions: { enabled: true },
    };
    // Cloudflare keeps earlier versions: a rollback deploys one of them.
    return new WorkerVersion(`${name}-version`, inputs, {
      parent: this,
      retainOnDelete: true,
      dependsOn: [args.database, passed.apply(() => args.database)],
    });
  }

  private deploy(
    name: string,
    { config, hold }: AppArgs,
    worker: Worker,
    version: WorkerVersion,
  ): WorkersDeployment {
    const versions = [{ versionId: version.id, percentage: 100 }];
    const inputs: WorkersDeploymentArgs = {
      accountId: config.app.accountId,
      scriptName: worker.name,
      strategy: "percentage",
      versions,
    };
    return new WorkersDeployment(`${name}-deployment`, inputs, {
      parent: this,
      ignoreChanges: hold ? ["versions"] : [],
    });
  }

  private schedule(
    name: string,
    { config: { app }, modules }: AppArgs,
    deployment: WorkersDeployment,
  ): WorkersCronTrigger {
    const inputs: WorkersCronTriggerArgs = {
      accountId: app.accountId,
      scriptName: deployment.scriptName,
      schedules: cronsOf(modules, app.retentionCron).map((cron) => ({ cron })),
    };
    return new WorkersCronTrigger(`${name}-retention`, inputs, { parent: this });
  }
}

/**
 * Cloudflare's declarative list of Durable Object classes. Unlike `migrations`, which is rejected
 * when the same tag is uploaded again, it can be sent with every version.
 */
function durableObjectExports(
  modules: readonly Module[],
): Record<string, { type: string; storage: string }> {
  return Object.fromEntries(
    durableObjectsOf(modules).map(({ className }) => [
      className,
      { type: "durable-object", storage: "sqlite" },
    ]),
  );
}

/** The daily cron, the one for alerts and jobs, and any others that modules request. */
function cronsOf(modules: readonly Module[], daily: string): string[] {
  const wanted = modules.flatMap(({ schedules = {} }) => Object.values(schedules));
  return [...new Set([daily, everyMinute, ...wanted.filter((cron) => cron !== "daily")])];
}
