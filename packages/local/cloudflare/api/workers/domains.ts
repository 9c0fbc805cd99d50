import type { Hono } from "hono";
import { z } from "zod";
import { readBody } from "../body.ts";
import { type DomainDocument, findWorker } from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, newId, zoneId, zoneName } from "../ids.ts";
import type { Services } from "../services.ts";

const body = z.strictObject({
  hostname: z.string().toLowerCase(),
  service: z.string(),
  environment: z.string().optional(),
  zone_id: z.literal(zoneId).optional(),
  zone_name: z.literal(zoneName).optional(),
});

/**
 * `/accounts/{account}/workers/domains`: makes a Worker the origin of a whole host name; routes of
 * that host take precedence.
 */
export function registerDomains(api: Hono, services: Services): void {
  const { domains } = services.documents;
  const base = `/accounts/${accountId}/workers/domains`;
  api.get(base, (context) => page(context, domains.list().map(shown)));
  api.put(base, async (context) => {
    const { hostname, service } = await readBody(context, body);
    return ok(context, shown(await putDomain(services, hostname, service)));
  });
  api.get(`${base}/:domain`, (context) =>
    ok(context, shown(requireDomain(services, context.req.param("domain")))),
  );
  api.delete(`${base}/:domain`, async (context) => {
    domains.delete(requireDomain(services, context.req.param("domain")).id);
    await services.sync();
    return ok(context, null);
  });
}

/** Makes the Worker the origin of the host name, replacing any other. */
export async function putDomain(
  services: Services,
  hostname: string,
  service: string,
): Promise<DomainDocument> {
  const { domains } = services.documents;
  check(services, hostname, service);
  const known = domains.list().find((domain) => domain.hostname === hostname);
  const domain: DomainDocument = {
    id: known?.id ?? newId(),
    cert_id: known?.cert_id ?? newId(),
    hostname,
    service,
  };
  domains.put(domain.id, domain);
  await services.sync();
  return domain;
}

function shown(domain: DomainDocument): Record<string, unknown> {
  return { ...domain, environment: "production", zone_id: zoneId, zone_name: zoneName };
}

function requireDomain(services: Services, id: string): DomainDocument {
  const domain = services.documents.domains.get(id);
  if (!domain) throw new Refusal(404, { code: 100114, message: "Domain not found." });
  return domain;
}

function check(services: Services, hostname: string, service: string): void {
  const inZone =
    hostname === zoneName || (hostname.endsWith(`.${zoneName}`) && /^[a-z0-9.-]+$/.test(hostname));
  if (!inZone)
    throw new Refusal(400, {
      code: 100115,
      message: `The host name ${hostname} is not within the zone ${zoneName}.`,
      pointer: "/hostname",
    });
  if (!findWorker(services.documents, service))
    throw new Refusal(404, {
      code: 10007,
      message: "This Worker does not exist on your account.",
      pointer: "/service",
    });
}
