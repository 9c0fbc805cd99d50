import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { securityHeaders } from "@seaworthy/platform/browser-security/security-header-table";
import { readApiDocument } from "@seaworthy/platform/bundle/read-api-document";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { type AppFacts, type AppRoute, readRoutes } from "@seaworthy/readiness/samples/routes";

const table = join(import.meta.dirname, "../app/src/modules.ts");

/**
 * What the policies are told of this stack's app: its routes out of its API document, and what
 * belongs to it alone. Paths that the zone limits by prefix are limited whether a route is there
 * or not.
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

/** What a module leaves out of the zone's limits is sent by a vendor, not by a user. */
const workloads: readonly Module[] = modules;
const fromVendors = workloads.flatMap((module) => module.edge?.({}).exceptions ?? []);

const withAudience = (route: AppRoute): AppRoute =>
  fromVendors.some(({ method, path }) => method === route.method && path === route.path)
    ? { ...route, audience: "vendors" }
    : route;
