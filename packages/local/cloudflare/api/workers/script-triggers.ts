import type { Hono } from "hono";
import { z } from "zod";
import { readBody } from "../body.ts";
import { ok } from "../envelope.ts";
import { accountId } from "../ids.ts";
import { requireWorker, type Services } from "../services.ts";
import { putDomain } from "./domains.ts";
import { checkZone, saveRoute } from "./routes.ts";

const zoned = { zone_id: z.string().optional(), zone_name: z.string().optional() };
const routesBody = z.array(z.strictObject({ pattern: z.string(), ...zoned }));
const originFields = {
  hostname: z.string(),
  ...zoned,
  enabled: z.boolean().optional(),
  previews_enabled: z.boolean().optional(),
};
const originsBody = z.array(z.strictObject(originFields));
const recordsBody = z.strictObject({
  override_scope: z.boolean().optional(),
  override_existing_origin: z.boolean().optional(),
  override_existing_dns_record: z.boolean().optional(),
  origins: originsBody,
});
const subdomainBody = z.strictObject({
  enabled: z.boolean(),
  previews_enabled: z.boolean().optional(),
});

/** What `wrangler triggers deploy` calls, per script: routes, domains, workers.dev. */
export function registerScriptTriggers(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/workers/scripts/:script`;
  api.put(`${base}/routes`, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const wanted = await readBody(context, routesBody);
    return ok(context, await replaceRoutes(services, worker.name, wanted));
  });
  api.post(`${base}/domains/changeset`, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    return ok(context, changeset(services, name, await readBody(context, originsBody)));
  });
  api.put(`${base}/domains/records`, async (context) => {
    const { name } = requireWorker(services, context.req.param("script"));
    const { origins } = await readBody(context, recordsBody);
    for (const { hostname, zone_id, zone_name } of origins) {
      checkZone(zone_id ?? zone_name);
      await putDomain(services, hostname, name);
    }
    return ok(context, null);
  });
  registerSubdomain(api, services);
}

/** workers.dev does not exist here: it can only be turned off. */
function registerSubdomain(api: Hono, services: Services): void {
  const path = `/accounts/${accountId}/workers/scripts/:script/subdomain`;
  const shown = (subdomain: Readonly<Record<string, unknown>>) => ({
    enabled: subdomain.enabled === true,
    previews_enabled: subdomain.previews_enabled === true,
  });
  api.get(path, (context) =>
    ok(context, shown(requireWorker(services, context.req.param("script")).subdomain)),
  );
  api.post(path, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const subdomain = await readBody(context, subdomainBody);
    services.documents.workers.put(worker.id, { ...worker, subdomain });
    return ok(context, shown(subdomain));
  });
}

/** Replaces the script's routes with those that were sent. */
async function replaceRoutes(
  services: Services,
  script: string,
  wanted: z.output<typeof routesBody>,
): Promise<{ pattern: string; script: string }[]> {
  const { routes } = services.documents;
  for (const { zone_id, zone_name } of wanted) checkZone(zone_id ?? zone_name);
  const patterns = new Set(wanted.map(({ pattern }) => pattern));
  const own = routes.list().filter((route) => route.script === script);
  const missing = [...patterns].filter(
    (pattern) => !own.some((route) => route.pattern === pattern),
  );
  for (const pattern of missing) saveRoute(services, { pattern, script });
  for (const { id, pattern } of own) if (!patterns.has(pattern)) routes.delete(id);
  await services.sync();
  return [...patterns].map((pattern) => ({ pattern, script }));
}

function changeset(
  { documents }: Services,
  service: string,
  origins: z.output<typeof originsBody>,
): Record<string, unknown[]> {
  const known = new Map(documents.domains.list().map((domain) => [domain.hostname, domain]));
  const added = origins.filter(({ hostname }) => !known.has(hostname));
  const updated = origins.flatMap(({ hostname }) => {
    const domain = known.get(hostname);
    return domain ? [{ ...domain, modified: domain.service !== service }] : [];
  });
  return { added, updated, removed: [], conflicting: [] };
}
