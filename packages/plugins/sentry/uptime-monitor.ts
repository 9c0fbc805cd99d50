import {
  boolean,
  camelCased,
  computed,
  map,
  number,
  object,
  type Shape,
  string,
} from "../engine/shape.ts";
import { isList, isValues, type Values } from "../kit/values.ts";
import { monitorType } from "./monitor.ts";

const needed = { mode: "required", elsewhere: true } as const;

const shape: Shape = camelCased({
  organization: string({ ...needed, replaces: true }),
  project: string({ ...needed, replaces: true }),
  name: string({ mode: "computed", autoname: true }),
  description: string(),
  enabled: boolean(computed),
  owner: object({ teamId: string(), userId: string() }, { elsewhere: true }),
  url: string(needed),
  method: string({
    ...needed,
    oneOf: ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"],
  }),
  body: string({ elsewhere: true }),
  headers: map(string(), { mode: "computed", elsewhere: true }),
  intervalSeconds: number(needed),
  timeoutMs: number({ ...needed, range: [1_000, 60_000] }),
  environment: string(needed),
  downtimeThreshold: number({ mode: "computed", elsewhere: true, default: 3 }),
  recoveryThreshold: number({ mode: "computed", elsewhere: true, default: 1 }),
  assertionJson: string({ refused: "The built-in plugin does not send it." }),
});

/** Sentry's number for a monitor that a person made. */
const manual = 1;

/** A monitor that asks a URL again and again, from Sentry's regions. */
export const uptimeMonitor = monitorType({
  token: "sentry:index/uptimeMonitor:UptimeMonitor",
  type: "uptime_domain_failure",
  shape,
  body: (inputs) => ({
    owner: ownerIn(inputs),
    config: {
      mode: manual,
      environment: inputs.environment ?? null,
      downtimeThreshold: inputs.downtimeThreshold ?? null,
      recoveryThreshold: inputs.recoveryThreshold ?? null,
    },
    dataSources: [requestOf(inputs)],
  }),
  values: (answer) => ({ ...thresholdsIn(answer), ...requestIn(answer), ...assigneeIn(answer) }),
});

function ownerIn({ owner }: Values): string | null {
  const { teamId, userId } = isValues(owner) ? owner : {};
  if (typeof teamId === "string") return `team:${teamId}`;
  return typeof userId === "string" ? `user:${userId}` : null;
}

function assigneeIn({ owner }: Values): Values {
  const { type: kind, id } = isValues(owner) ? owner : {};
  if (id === undefined) return { owner: null };
  return { owner: kind === "team" ? { teamId: String(id) } : { userId: String(id) } };
}

function requestOf({ url, method, headers, body, intervalSeconds, timeoutMs }: Values): Values {
  return {
    url: url ?? null,
    method: method ?? null,
    headers: isValues(headers) ? Object.entries(headers).map((pair) => [...pair]) : [],
    body: body ?? null,
    intervalSeconds: intervalSeconds ?? null,
    timeoutMs: timeoutMs ?? null,
  };
}

function requestIn({ dataSources }: Values): Values {
  const [source] = isList(dataSources) ? dataSources.filter(isValues) : [];
  const { headers, url, method, body, intervalSeconds, timeoutMs } = isValues(source?.queryObj)
    ? source.queryObj
    : {};
  const pairs = isList(headers) ? headers.filter(isList) : [];
  return {
    ...{ url: url ?? null, method: method ?? null, body: body ?? null },
    ...{ intervalSeconds: intervalSeconds ?? null, timeoutMs: timeoutMs ?? null },
    headers: Object.fromEntries(pairs.map(([name, value]) => [String(name), value ?? null])),
  };
}

function thresholdsIn({ config }: Values): Values {
  const { environment, downtimeThreshold, recoveryThreshold } = isValues(config) ? config : {};
  return {
    environment: environment ?? null,
    downtimeThreshold: downtimeThreshold ?? null,
    recoveryThreshold: recoveryThreshold ?? null,
  };
}
