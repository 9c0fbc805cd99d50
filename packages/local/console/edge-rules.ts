import { SeaworthyError } from "@seaworthy/core/errors";
import type { Hono } from "hono";
import { z } from "zod";
import { zoneId } from "../cloudflare/api/ids.ts";
import type { RuleView } from "./view.ts";

const rule = z.object({
  id: z.string(),
  ref: z.string().optional(),
  description: z.string().optional(),
  action: z.string(),
  expression: z.string(),
  enabled: z.boolean().default(true),
});
const listed = z.object({ result: z.array(z.object({ id: z.string() })) });
const ruleset = z.object({
  result: z.object({
    phase: z.string(),
    version: z.string().default(""),
    rules: z.array(rule).default([]),
  }),
});

/** The zone's active rules, read from the Cloudflare API in this process. */
export async function readEdgeRules(api: Hono, token: string): Promise<readonly RuleView[]> {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await api.request(`/client/v4/zones/${zoneId}/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok)
      throw new SeaworthyError(
        "VENDOR_REFUSED",
        `The local Cloudflare API responded to ${path} with ${response.status}.`,
      );
    return schema.parse(await response.json());
  };
  const { result } = await get("rulesets", listed);
  const sets = await Promise.all(result.map(({ id }) => get(`rulesets/${id}`, ruleset)));
  return sets.flatMap(({ result: { phase, version, rules } }) =>
    rules.map(({ id, ref, description, action, expression, enabled }) => ({
      phase,
      version,
      action,
      expression,
      enabled,
      ref: description || ref || id,
    })),
  );
}
