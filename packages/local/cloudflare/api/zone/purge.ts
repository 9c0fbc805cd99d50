import type { Hono } from "hono";
import { z } from "zod";
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

/** `POST /zones/{zone}/purge_cache` */
export function registerPurge(api: Hono, services: Services): void {
  api.post(`/zones/${zoneId}/purge_cache`, async (context) => {
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
    services.edge.purge({ everything: purge_everything === true, urls, tags, hosts, prefixes });
    return ok(context, { id: zoneId });
  });
}
