import type { Environment } from "@seaworthy/core/environment";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { cloudflareClient } from "../vendor-clients.ts";
import { openVersions, type Versions } from "./versions.ts";
import { type DeployedWorker, openWorker } from "./worker.ts";

/** A Worker, and its versions. */
export interface Deployed {
  readonly worker: DeployedWorker;
  readonly versions: Versions;
}

export function openDeployed(manifest: Manifest, environment: Environment): Deployed {
  return {
    worker: openWorker({ manifest }, environment),
    versions: openVersions(cloudflareClient(environment), manifest.worker),
  };
}
