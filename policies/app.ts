import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { securityHeaders } from "@seaworthy/platform/browser-security/security-header-table";
import { readApiDocument } from "@seaworthy/platform/bundle/read-api-document";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { type AppFacts, type AppRoute, readRoutes } from "@seaworthy/readiness/samples/routes";

const table = join(import.meta.dirname, "../app/src/modules.ts");

/**
 * What the policies learn about this stack's app: its routes from its API document, and what is
 * specific to it. Paths under the zone's rate-limited prefixes are limited whether or not a route
 * exists.
 */
export const appFacts = (): AppFacts => ({
  routes: readRoutes(readApiDocument(table)).map(withAudience),
  bindings: Object.fromEntries(
    tableOfBindings(modules)
      .filter(({ needed }) => needed !== "no")
      .map(({ name, kind }) => [name, kind]),
  ),
  headers: securityHeaders,
  settings: {
    "edge-rest-rate-limit": { paths: ["/rest", "/rpc"] },
    "edge-auth-rate-limit": { paths: ["/auth"] },
    "cache-private-paths": { paths: ["/auth", "/internal"] },
  },
});

/** Paths exempt from the zone's limits are called by vendors, not users. */
const workloads: readonly Module[] = modules;
const fromVendors = workloads.flatMap((module) => module.edge?.({}).exceptions ?? []);

const withAudience = (route: AppRoute): AppRoute =>
  fromVendors.some(({ method, path }) => method === route.method && path === route.path)
    ? { ...route, audience: "vendors" }
    : route;
