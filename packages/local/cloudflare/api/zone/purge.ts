import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Purge } from "../../edge/cache/cache-store.ts";
import { readBody } from "../body.ts";
import { ok, Refusal } from "../envelope.ts";
import { zoneId } from "../ids.ts";
import type { Services } from "../services.ts";

const body = z.strictObject({
  purge_everything: z.boolean().optional(),
  files: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ url: z.string(), headers: z.record(z.string(), z.string()).optional() }),
      ]),
    )
    .optional(),
  tags: z.array(z.string()).optional(),
  hosts: z.array(z.string()).optional(),
  prefixes: z.array(z.string()).optional(),
});

/**
 * `POST /zones/{zone}/purge_cache`, and `…/invalidate_cache`, which takes the same and keeps the
 * content to revalidate it.
 */
export function registerPurge(api: Hono, services: Services): void {
  api.post(`/zones/${zoneId}/purge_cache`, async (context) => {
    services.edge.purge(await readSelection(context));
    return ok(context, { id: zoneId });
  });
  api.post(`/zones/${zoneId}/invalidate_cache`, async (context) => {
    services.edge.invalidate(await readSelection(context));
    return ok(context, { id: zoneId });
  });
}

async function readSelection(context: Context): Promise<Purge> {
  const {
    purge_everything,
    files = [],
    tags = [],
    hosts = [],
    prefixes = [],
  } = await readBody(context, body);
  const urls = files.map((file) => (typeof file === "string" ? file : file.url));
  if (!purge_everything && urls.length + tags.length + hosts.length + prefixes.length === 0) {
    throw new Refusal(400, {
      code: 1012,
      message: "Request must contain one of purge_everything, files, tags, hosts or prefixes.",
    });
  }
  return { everything: purge_everything === true, urls, tags, hosts, prefixes };
}
