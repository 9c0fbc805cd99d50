import { z } from "zod";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { isForStaticFiles, staticPaths } from "../helpers/edge/static-files.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const cacheEdgeTtlBounded = configurable({
  id: "cache-edge-ttl-bounded",
  area: "cache",
  title: "What the edge keeps is stale for minutes at most",
  why: "A long time at the edge outlives the purge that somebody forgot: people see what was deleted.",
  fix: "Set edgeTtl.default to 300 seconds or less. Paths of files whose names change with their content are the rule's setting staticPaths.",
  example: { language: "typescript", code: 'edgeTtl: { mode: "override_origin", default: 30 }' },
  source: "https://developers.cloudflare.com/cache/how-to/cache-rules/settings",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    mostSeconds: positive(300, "Longest that the edge may keep an answer"),
    staticPaths,
  }),
  judge: (resources, { mostSeconds, staticPaths: folders }, { app }) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_cache_settings");
    return [
      ...findings,
      ...rules.flatMap((rule) => {
        const { ref, ruleset, declared } = rule;
        const ttl = valueAt(declared, "actionParameters", "edgeTtl", "default");
        if (isUnknown(ttl)) return [notKnown(`edgeTtl of rule ${ref}`, ruleset)];
        return typeof ttl === "number" &&
          ttl > mostSeconds &&
          !isForStaticFiles(rule, folders, app?.routes)
          ? [violation(`Rule ${ref} keeps answers for ${ttl} seconds.`, ruleset)]
          : [];
      }),
    ];
  },
});
