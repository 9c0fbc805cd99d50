import { SeaworthyError } from "@seaworthy/core/errors";
import { readSecurityEvents, renderEvents } from "../../events/security-events.ts";
import { parseSince } from "../../logs/log-filter.ts";
import { readStack } from "../../stack/read-stack.ts";
import { cloudflareWith } from "../../vendor-clients.ts";

export interface EventsOptions {
  readonly since: string;
  readonly limit: string;
  readonly json?: boolean;
}

export async function events(stackName: string, options: EventsOptions): Promise<void> {
  const nowMs = Date.now();
  const sinceMs = parseSince(options.since, nowMs);
  const limit = limitOf(options.limit);
  const { environment, state } = await readStack(stackName);
  const token = environment.CLOUDFLARE_API_TOKEN;
  if (token === undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Set CLOUDFLARE_API_TOKEN: it reads the zone's events.",
    );
  const client = cloudflareWith(environment, token);
  const { zoneId } = state.manifest.edge;
  const found = await readSecurityEvents(client, { zoneId, sinceMs, nowMs, limit });
  process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : renderEvents(found));
}

function limitOf(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 10_000) return limit;
  throw new SeaworthyError("USAGE", `--limit takes a whole number from 1 to 10000, not ${text}.`);
}
