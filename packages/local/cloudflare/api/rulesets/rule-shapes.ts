import { z } from "zod";
import type { RulesetKind } from "./rule-phases.ts";

const rule = z.strictObject({
  id: z.string().optional(),
  ref: z.string().optional(),
  action: z.string(),
  action_parameters: z.record(z.string(), z.json()).optional(),
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  expression: z.string(),
  logging: z.strictObject({ enabled: z.boolean() }).optional(),
  ratelimit: z
    .strictObject({
      characteristics: z.array(z.string()),
      period: z.number(),
      requests_per_period: z.number().optional(),
      mitigation_timeout: z.number().optional(),
      counting_expression: z.string().optional(),
      requests_to_origin: z.boolean().optional(),
    })
    .optional(),
  // Computed fields, which clients send back after editing what they read.
  version: z.string().optional(),
  last_updated: z.string().optional(),
});

/** A rule as sent; computed fields of an earlier response are dropped. */
const sentRule = rule.transform(
  ({ version: _version, last_updated: _updated, ...wanted }) => wanted,
);

export type RuleBody = z.output<typeof sentRule>;

/** A rule's position in its ruleset: an index from 1, or relative to another rule. */
const position = z.union([
  z.strictObject({ index: z.number().int().min(1) }),
  z.strictObject({ before: z.string() }),
  z.strictObject({ after: z.string() }),
]);

export type RulePosition = z.output<typeof position>;

/** A rule that is sent on its own. */
export const placedRule = rule
  .extend({ position: position.optional() })
  .transform(({ version: _version, last_updated: _updated, position: wanted, ...sent }) => ({
    rule: sent,
    position: wanted,
  }));

/** A ruleset of a zone (`zone`) or of the account (`root`). */
export function rulesetBody(kind: RulesetKind) {
  return z.strictObject({
    name: z.string().optional(),
    description: z.string().optional(),
    kind: z.literal(kind, { error: `the local cloud supports only rulesets of kind ${kind} here` }),
    phase: z.string(),
    rules: z.array(sentRule).optional(),
  });
}

export function entrypointBody(kind: RulesetKind) {
  return rulesetBody(kind).partial();
}
