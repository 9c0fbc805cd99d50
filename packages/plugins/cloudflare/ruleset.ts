import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { list, object, output, type Shape, string } from "../engine/shape.ts";
import { rulesetRule } from "./ruleset-rule.ts";

const shape: Shape = {
  zoneId: string({ mode: "required", replaces: true, elsewhere: true }),
  kind: string({ mode: "required", replaces: true }),
  phase: string({ mode: "required", replaces: true }),
  name: string({ mode: "computed", autoname: true }),
  description: string({ mode: "computed" }),
  rules: list(object(rulesetRule)),
  version: string({ ...output, moves: true }),
  lastUpdated: string({ ...output, moves: true }),
};

/**
 * A zone has one ruleset of kind `zone` per phase. Account rulesets (`accountId`) are rejected by
 * name.
 */
export const ruleset: ResourceType = {
  token: "cloudflare:index/ruleset:Ruleset",
  shape,
  naturalKey: ["zoneId", "kind", "phase"],
  importId: "zones/zoneId/id",
  calls: collectionCalls({
    shape,
    path: "/zones/{zoneId}/rulesets",
    match: ["kind", "phase"],
    update: "PUT",
    body: (_, { kind, phase, ...body }) => ({
      description: "",
      rules: [],
      ...body,
      kind: kind ?? null,
      phase: phase ?? null,
    }),
  }),
};
