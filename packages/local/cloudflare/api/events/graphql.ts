import type { Hono } from "hono";
import { z } from "zod";
import type { SecurityEvent } from "../../edge/rules/security-events.ts";
import { readBody } from "../body.ts";
import { Refusal } from "../envelope.ts";
import { zoneId } from "../ids.ts";
import type { Services } from "../services.ts";

const body = z.strictObject({
  query: z.string().max(10_000),
  variables: z.strictObject({
    zoneTag: z.string(),
    since: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }),
    limit: z.int().min(1).max(10_000),
  }),
});

/** The only supported query; it may select other fields. */
const known =
  /^query \w*\s*\(\$zoneTag: string!?, \$since: Time!?, \$until: Time!?, \$limit: uint64!?\) \{ viewer \{ zones\(filter: \{ zoneTag: \$zoneTag \}\) \{ firewallEventsAdaptive\(filter: \{ datetime_geq: \$since, datetime_leq: \$until \}, limit: \$limit, orderBy: \[datetime_DESC\]\) \{ ([\w ]+) \} \} \} \}$/;

const fields = {
  action: ({ action }) => action,
  clientIP: ({ clientIP }) => clientIP,
  clientRequestHTTPMethodName: ({ method }) => method,
  clientRequestPath: ({ path }) => path,
  datetime: ({ atMs }) => new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z"),
  description: ({ description }) => description,
  rayName: ({ ray }) => ray,
  ruleId: ({ ruleId }) => ruleId,
  source: ({ source }) => source,
} satisfies Record<string, (event: SecurityEvent) => string>;

/** `POST /graphql`: the zone's security events (`firewallEventsAdaptive`), newest first. */
export function registerGraphql(api: Hono, { edge }: Services): void {
  api.post("/graphql", async (context) => {
    const { query, variables } = await readBody(context, body);
    const selected = selectedFields(query);
    const [since, until] = [Date.parse(variables.since), Date.parse(variables.until)];
    const events = (await edge.network.securityEvents())
      .filter(({ atMs }) => atMs >= since && atMs <= until)
      .slice(0, variables.limit)
      .map((event) => Object.fromEntries(selected.map(([name, read]) => [name, read(event)])));
    const zones = variables.zoneTag === zoneId ? [{ firewallEventsAdaptive: events }] : [];
    return context.json({ data: { viewer: { zones } }, errors: null });
  });
}

function selectedFields(query: string): [string, (event: SecurityEvent) => string][] {
  const [, selection] = known.exec(query.trim().replace(/\s+/g, " ")) ?? [];
  if (selection === undefined)
    throw new Refusal(501, {
      code: 7000,
      message:
        "The local cloud implements one GraphQL query: firewallEventsAdaptive of a zone, by time, newest first.",
    });
  return selection.split(" ").map((name) => {
    const read = Object.entries(fields).find(([field]) => field === name)?.[1];
    if (read !== undefined) return [name, read];
    throw new Refusal(501, {
      code: 7000,
      message: `The field ${name} of firewallEventsAdaptive is not implemented by the local cloud.`,
    });
  });
}
