import { join } from "node:path";
import { readApiDocument } from "@seaworthy/platform/bundle/read-api-document";
import { type AppFacts, readRoutes } from "@seaworthy/readiness/samples/routes";

const table = join(import.meta.dirname, "../app/src/modules.ts");

/**
 * What the policies are told of this stack's app: its routes out of its API document, and what
 * belongs to it alone. Paths that the zone limits by prefix are limited whether a route is there
 * or not.
 */
export const appFacts = (): AppFacts => ({
  routes: readRoutes(readApiDocument(table)),
  settings: {
    "edge-rest-rate-limit": { paths: ["/rest", "/rpc"] },
    "edge-auth-rate-limit": { paths: ["/auth"] },
    "cache-private-paths": { paths: ["/auth", "/internal"] },
  },
});
