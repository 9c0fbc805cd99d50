import { HyperdriveConfig, type HyperdriveConfigArgs } from "@pulumi/cloudflare/hyperdriveConfig.js";
import { Worker, type WorkerArgs } from "@pulumi/cloudflare/worker.js";
import { WorkersCronTrigger, type WorkersCronTriggerArgs } from "@pulumi/cloudflare/workersCronTrigger.js";
import { WorkersDeployment, type WorkersDeploymentArgs } from "@pulumi/cloudflare/workersDeployment.js";
import { WorkerVersion, type WorkerVersionArgs } from "@pulumi/cloudflare/workerVersion.js";
import * as pulumi from "@pulumi/pulumi";
import { workerRuntime } from "@seaworthy/app/bundle.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import { nameOf } from "./naming.ts";
import { durableObjects, type WorkerBindingsArgs, workerBindings } from "./worker-bindings.ts";
import { writeWorkerBundle } from "./worker-bundle.ts";

export interface AppArgs extends Omit<WorkerBindingsArgs, "hyperdriveId"> {
  readonly config: Config;
  readonly database: Database;
  /** Secret: password of the Worker's database login. */
  readonly workerPassword: pulumi.Input<string>;
}

/**
 * The Worker: its way to the database, one version of its code and bindings, and the deployment that sends traffic to it.
 *
 * ```ts
 * const app = new App("app", { config, database, workerPassword, cache, limiter, keys, sentryDsn });
 * ```
 */
export class App extends pulumi.ComponentResource {
  /** The script's name, as routes call it. Known once a version of it serves. */
  readonly scriptName: pulumi.Output<string>;
  readonly workerId: pulumi.Output<string>;
  /** Id of the version that serves; also the release in Sentry. */
  readonly versionId: pulumi.Output<string>;

  constructor(name: string, args: AppArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:App", name, {}, options);
    const hyperdrive = this.createHyperdrive(name, args);
    const worker = this.createWorker(name, args.config);
    const version = this.uploadVersion(name, args, worker, hyperdrive);
    const deployment = this.deploy(name, args.config, worker, version);
    this.schedule(name, args.config, deployment);

    this.workerId = worker.id;
    this.versionId = version.id;
    this.scriptName = deployment.scriptName;
    this.registerOutputs({ versionId: this.versionId });
  }

  private createHyperdrive(name: string, { config, database, workerPassword }: AppArgs): HyperdriveConfig {
    const { host, port, database: databaseName } = database.pooler;
    const inputs: HyperdriveConfigArgs = {
      accountId: config.app.accountId,
      name: nameOf(config, "hyperdrive", "db"),
      origin: { scheme: "postgres", host, port, database: databaseName, user: database.workerUser, password: workerPassword },
      originConnectionLimit: config.database.hyperdrive.connectionLimit,
      // Hyperdrive's cache does not know whose rows row-level security lets through.
      caching: { disabled: true },
    };
    return new HyperdriveConfig(`${name}-hyperdrive`, inputs, { parent: this });
  }

  private createWorker(name: string, config: Config): Worker {
    const { accountId, workersDev, previewUrls, logSampleRate } = config.app;
    const sampled = { enabled: true, headSamplingRate: logSampleRate };
    const inputs: WorkerArgs = {
      accountId,
      name: nameOf(config, "worker"),
      observability: { ...sampled, logs: { ...sampled, invocationLogs: true } },
      subdomain: { enabled: workersDev, previewsEnabled: previewUrls },
    };
    return new Worker(name, inputs, { parent: this });
  }

  private uploadVersion(name: string, args: AppArgs, worker: Worker, hyperdrive: HyperdriveConfig): WorkerVersion {
    const bundle = pulumi.output(writeWorkerBundle());
    const inputs: WorkerVersionArgs = {
      accountId: args.config.app.accountId,
      workerId: worker.id,
      compatibilityDate: workerRuntime.compatibilityDate,
      compatibilityFlags: [...workerRuntime.compatibilityFlags],
      mainModule: bundle.mainModule,
      modules: bundle.modules,
      bindings: workerBindings({ ...args, hyperdriveId: hyperdrive.id }),
      exports: durableObjectExports(),
    };
    // Versions that served before stay at Cloudflare: a roll-back is a deployment of one of them.
    return new WorkerVersion(`${name}-version`, inputs, { parent: this, retainOnDelete: true, dependsOn: args.database });
  }

  private deploy(name: string, config: Config, worker: Worker, version: WorkerVersion): WorkersDeployment {
    const versions = [{ versionId: version.id, percentage: 100 }];
    const inputs: WorkersDeploymentArgs = { accountId: config.app.accountId, scriptName: worker.name, strategy: "percentage", versions };
    return new WorkersDeployment(`${name}-deployment`, inputs, { parent: this });
  }

  private schedule(name: string, { app }: Config, deployment: WorkersDeployment): WorkersCronTrigger {
    const inputs: WorkersCronTriggerArgs = {
      accountId: app.accountId,
      scriptName: deployment.scriptName,
      schedules: [{ cron: app.retentionCron }],
    };
    return new WorkersCronTrigger(`${name}-retention`, inputs, { parent: this });
  }
}

/**
 * Cloudflare's declarative way to say which classes are Durable Objects. Unlike `migrations`, which a second upload with the
 * same tag is refused for, it can be sent with every version.
 */
function durableObjectExports(): Record<string, { type: string; storage: string }> {
  return Object.fromEntries(Object.values(durableObjects).map((className) => [className, { type: "durable-object", storage: "sqlite" }]));
}
