import type { ProviderTable } from "../engine/provider.ts";
import { cloudflareDialect } from "./dialect.ts";
import { hyperdriveConfig } from "./hyperdrive-config.ts";
import { queue } from "./queue.ts";
import { queueConsumer } from "./queue-consumer.ts";
import { ruleset } from "./ruleset.ts";
import { worker } from "./worker.ts";
import { workerVersion } from "./worker-version.ts";
import { workersCronTrigger } from "./workers-cron-trigger.ts";
import { workersCustomDomain } from "./workers-custom-domain.ts";
import { workersDeployment } from "./workers-deployment.ts";
import { workersRoute } from "./workers-route.ts";
import { zoneSetting } from "./zone-setting.ts";

/** Version: the `@pulumi/cloudflare` version of the workspace. */
export const cloudflareTable: ProviderTable = {
  name: "cloudflare",
  version: "6.22.1",
  baseUrl: { key: "baseUrl", variable: "CLOUDFLARE_BASE_URL" },
  token: { key: "apiToken", variable: "CLOUDFLARE_API_TOKEN" },
  dialect: cloudflareDialect,
  types: [
    ruleset,
    zoneSetting,
    hyperdriveConfig,
    worker,
    workerVersion,
    workersDeployment,
    workersRoute,
    workersCustomDomain,
    workersCronTrigger,
    queue,
    queueConsumer,
  ],
};
