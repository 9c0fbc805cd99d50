import type { Hono } from "hono";
import { z } from "zod";
import { parseRoutePattern } from "../../edge/workers/route-table.ts";
import { readBody } from "../body.ts";
import { findWorker, type RouteDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { newId, zoneId, zoneName } from "../ids.ts";
import type { Services } from "../services.ts";

const body = z.strictObject({ pattern: z.string(), script: z.string().optional() });

/** `/zones/{zone}/workers/routes` */
export function registerRoutes(api: Hono, services: Services): void {
  const { routes } = services.documents;
  const base = `/zones/${zoneId}/workers/routes`;
  const save = async (
    id: string,
    { pattern, script }: z.output<typeof body>,
  ): Promise<RouteDocument> => {
    const route = saveRoute(services, { pattern, script }, id);
    await services.sync();
    return route;
  };
  api.get(base, (context) => ok(context, routes.list()));
  api.post(base, async (context) =>
    ok(context, await save(newId(), await readBody(context, body))),
  );
  api.get(`${base}/:route`, (context) =>
    ok(context, requireRoute(services, context.req.param("route"))),
  );
  api.put(`${base}/:route`, async (context) => {
    const known = requireRoute(services, context.req.param("route"));
    return ok(context, await save(known.id, await readBody(context, body)));
  });
  api.delete(`${base}/:route`, async (context) => {
    const { id } = requireRoute(services, context.req.param("route"));
    routes.delete(id);
    await services.sync();
    return ok(context, { id });
  });
}

/** Validates and stores the route; the caller updates the edge. */
export function saveRoute(
  services: Services,
  { pattern, script }: z.output<typeof body>,
  id = newId(),
): RouteDocument {
  check(services, id, pattern, script);
  const route: RouteDocument = { id, pattern, ...(script ? { script } : {}) };
  services.documents.routes.put(id, route);
  return route;
}

/** Rejects every zone except the local one. */
export function checkZone(idOrName: string | undefined): void {
  if (idOrName === undefined || idOrName === zoneId || idOrName === zoneName) return;
  const message = `Could not find zone for ${idOrName}. Make sure the domain is set up to be proxied by Cloudflare.`;
  throw new Refusal(400, { code: 10082, message });
}

function requireRoute(services: Services, id: string): RouteDocument {
  const route = services.documents.routes.get(id);
  if (!route) throw new Refusal(404, { code: 10005, message: "This route does not exist." });
  return route;
}

function check(services: Services, id: string, pattern: string, script: string | undefined): void {
  const parsed = parseRoutePattern(pattern);
  if (!parsed)
    throw new Refusal(400, {
      code: 10022,
      message: `Invalid route pattern: ${pattern}. Wildcards may stand at the beginning of the host and at the end of the path.`,
      pointer: "/pattern",
    });
  const inZone = parsed.host === zoneName || parsed.host.endsWith(`.${zoneName}`);
  if (!inZone)
    throw new Refusal(400, {
      code: 10023,
      message: `The route pattern ${pattern} is not within the zone ${zoneName}.`,
      pointer: "/pattern",
    });
  if (
    services.documents.routes.list().some((route) => route.pattern === pattern && route.id !== id)
  ) {
    throw new Refusal(409, {
      code: 10020,
      message: "A route with the same pattern already exists.",
      pointer: "/pattern",
    });
  }
  if (script && !findWorker(services.documents, script)) {
    throw new Refusal(400, {
      code: 10019,
      message:
        "Cannot configure a route for a Worker which does not exist. Please ensure this Worker exists and try again.",
      pointer: "/script",
    });
  }
}
