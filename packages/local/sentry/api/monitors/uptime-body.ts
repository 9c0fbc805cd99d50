import { z } from "zod";
import type { Detector, UptimeRequest } from "../../ingest/model.ts";
import { notImplemented, problem } from "../http/problem.ts";
import { camelKeys } from "../http/request-body.ts";

const intervals = [60, 300, 600, 1200, 1800, 3600] as const;
const methods = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;
const mostRequestBytes = 1_000;

const dataSource = z.preprocess(
  camelKeys,
  z.strictObject({
    url: z.url({ protocol: /^https?$/, error: "Enter a valid URL." }).max(255),
    method: z.enum(methods).default("GET"),
    headers: z
      .array(z.tuple([z.string(), z.string()]), "Expected array of header tuples.")
      .default([]),
    body: z.string().nullish(),
    intervalSeconds: z.literal(intervals),
    timeoutMs: z.int().min(1_000).max(60_000),
    traceSampling: z.boolean().default(false),
    assertion: z.unknown().optional(),
  }),
);

const threshold = z.int().min(1);

/** Creates or replaces an uptime monitor. */
export const uptimeBody = z.preprocess(
  camelKeys,
  z.strictObject({
    id: z.union([z.string(), z.number()]).nullish(),
    projectId: z.union([z.string(), z.number()]).nullish(),
    name: z.string().trim().min(1).max(200),
    type: z.literal("uptime_domain_failure"),
    description: z.string().nullish(),
    enabled: z.boolean().nullish(),
    owner: z
      .string()
      .regex(/^(team|user):\S+$/, 'Must be "team:<id>" or "user:<id>".')
      .nullish(),
    config: z.preprocess(
      camelKeys,
      z.strictObject({
        /** Sentry's number for a monitor that a person made. */
        mode: z.literal(1, "Only superusers can modify `mode`").default(1),
        environment: z.string().min(1).max(64),
        downtimeThreshold: threshold.default(3),
        recoveryThreshold: threshold.default(1),
      }),
    ),
    dataSources: z.array(dataSource).length(1, "Exactly one data source is required."),
  }),
);

export type UptimeBody = z.infer<typeof uptimeBody>;

type Declared = Pick<
  Detector,
  "name" | "description" | "enabled" | "owner" | "config" | "conditionGroup" | "metric" | "uptime"
>;

/** The declared part of an uptime monitor. The local cloud sends no checks. */
export function declaredUptime(body: UptimeBody, nextId: () => string): Declared {
  const [source] = body.dataSources;
  if (!source) throw problem(400, { dataSources: ["This field is required."] });
  const { assertion, body: text = null, ...request } = source;
  if (assertion !== undefined && assertion !== null)
    throw notImplemented("The assertion of an uptime monitor");
  const uptime: UptimeRequest = { ...request, body: text };
  refuseLarge(uptime);
  return {
    name: body.name,
    description: body.description ?? null,
    enabled: body.enabled ?? true,
    owner: body.owner ?? null,
    config: body.config,
    conditionGroup: conditionsOf(nextId),
    metric: null,
    uptime,
  };
}

/** Sentry makes these itself. */
function conditionsOf(nextId: () => string): Detector["conditionGroup"] {
  const condition = (comparison: string, conditionResult: number) => ({
    ...{ id: nextId(), type: "eq", comparison, conditionResult },
  });
  return {
    id: nextId(),
    logicType: "any",
    conditions: [condition("failure", 75), condition("success", 0)],
  };
}

function refuseLarge({ method, url, headers, body }: UptimeRequest): void {
  const line = `${method} ${url} HTTP/1.1\r\n`;
  const lines = headers.map(([name, value]) => `${name}${value}\r\n`).join("");
  const bytes = Buffer.byteLength(line + lines + (body === null ? "" : `${body}\r\n`));
  if (bytes > mostRequestBytes)
    throw problem(400, {
      dataSources: [`Request is too large, max size is ${mostRequestBytes} bytes`],
    });
}
