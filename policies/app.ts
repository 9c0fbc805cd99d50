import { createApp } from "@seaworthy/app/src/app";
import { type AppFacts, readRoutes } from "@seaworthy/readiness/samples/routes";

const document = { openapi: "3.1.0", info: { title: "app", version: "1" } };

/**
 * What the policies are told of this stack's app: its routes out of its API document, and what
 * belongs to it alone. Paths that the zone limits by prefix are limited whether a route is there
 * or not.
 */
export const appFacts = (): AppFacts => ({
  routes: readRoutes(createApp().getOpenAPI31Document(document)),
  settings: {
    "edge-rest-rate-limit": { paths: ["/rest", "/rpc"] },
    "edge-auth-rate-limit": { paths: ["/auth"] },
    "cache-private-paths": { paths: ["/auth", "/internal"] },
  },
});
