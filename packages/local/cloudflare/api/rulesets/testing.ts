import { zoneId } from "../ids.ts";
import type { CloudflareTest } from "../testing.ts";

/** Responds as its query asks: `status`, `slow`, `conditional`, and `set-<header>`. */
export const answeringWorker = `
let calls = 0;
export default { async fetch(request) {
  const url = new URL(request.url);
  const headers = new Headers({ "x-calls": String(++calls) });
  for (const [name, value] of url.searchParams) if (name.startsWith("set-")) headers.append(name.slice(4), value);
  if (url.searchParams.has("slow")) await scheduler.wait(150);
  if (request.headers.get("if-none-match") === '"fixed"' && url.searchParams.has("conditional")) return new Response(null, { status: 304, headers: { etag: '"fixed"' } });
  return new Response("body " + url.pathname, { status: Number(url.searchParams.get("status") ?? 200), headers });
} };`;

/** Deletes the zone's rulesets and empties its cache. */
export async function clearZone({ client }: CloudflareTest): Promise<void> {
  for await (const { id } of client.rulesets.list({ zone_id: zoneId }))
    await client.rulesets.delete(id, { zone_id: zoneId });
  await client.cache.purge({ zone_id: zoneId, purge_everything: true });
}

/** Replaces the rules of one phase. */
export async function setRules(
  { client }: CloudflareTest,
  phase: string,
  list: readonly Record<string, unknown>[],
): Promise<void> {
  await client.rulesets.phases.update(phase as "http_ratelimit", {
    zone_id: zoneId,
    rules: list as never,
  });
}
