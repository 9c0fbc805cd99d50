import type { Plan } from "@seaworthy/rules-language/index";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Purge } from "../../edge/cache/cache-store.ts";
import { readBody } from "../body.ts";
import { ok, Refusal } from "../envelope.ts";
import { zoneId, zoneName } from "../ids.ts";
import type { Services } from "../services.ts";
import { planOf } from "./subscription.ts";

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
  const selection = (context: Context) => readSelection(context, planOf(services.documents).name);
  api.post(`/zones/${zoneId}/purge_cache`, async (context) => {
    await services.edge.network.purge(await selection(context));
    return ok(context, { id: zoneId });
  });
  api.post(`/zones/${zoneId}/invalidate_cache`, async (context) => {
    await services.edge.network.invalidate(await selection(context));
    return ok(context, { id: zoneId });
  });
}

async function readSelection(context: Context, plan: Plan): Promise<Purge> {
  const {
    purge_everything,
    files = [],
    tags = [],
    hosts = [],
    prefixes = [],
  } = await readBody(context, body);
  const urls = files.map((file) => (typeof file === "string" ? file : file.url));
  refuseStrange({ files: urls, tags, hosts, prefixes }, plan);
  if (!purge_everything && urls.length + tags.length + hosts.length + prefixes.length === 0) {
    throw new Refusal(400, {
      code: 1012,
      message: "Request must contain one of purge_everything, files, tags, hosts or prefixes.",
    });
  }
  return { everything: purge_everything === true, urls, tags, hosts, prefixes };
}

type Selected = Readonly<Record<"files" | "tags" | "hosts" | "prefixes", readonly string[]>>;

/**
 * Items of one kind per call; URLs: 500 on Enterprise
 * (https://developers.cloudflare.com/cache/how-to/purge-cache/#availability-and-limits).
 */
const mostItems = 100;
const mostEnterpriseUrls = 500;

/** How an item names its host; undefined when it is malformed. */
const hostOf: Readonly<Partial<Record<keyof Selected, (item: string) => string | undefined>>> = {
  files: (item) => /^https?:\/\/([^/?#:]+)(:\d+)?(\/|\?|$)/i.exec(item)?.[1],
  hosts: (item) => /^[^/?#:\s]+$/.exec(item)?.[0],
  // Neither a scheme nor a query (…/purge-cache/purge_by_prefix).
  prefixes: (item) => /^([^/?#:\s]+)(\/[^?#\s]*)?$/.exec(item)?.[1],
};

function refuseStrange(selected: Selected, plan: Plan): void {
  for (const [kind, items] of Object.entries(selected) as [keyof Selected, string[]][]) {
    const most = kind === "files" && plan === "enterprise" ? mostEnterpriseUrls : mostItems;
    if (items.length > most) throw invalid(`${kind}: at most ${most} items per request`, kind);
    const host = hostOf[kind];
    for (const item of host ? items : []) {
      const named = host?.(item)?.toLowerCase();
      if (named === undefined) throw invalid(`${kind}: ${item} is not valid`, kind);
      if (named !== zoneName && !named.endsWith(`.${zoneName}`))
        throw invalid(`Unable to purge '${item}', which is not in zone ${zoneName}`, kind);
    }
  }
}

function invalid(message: string, kind: keyof Selected): Refusal {
  return new Refusal(400, { code: 1012, message, pointer: `/${kind}` });
}
