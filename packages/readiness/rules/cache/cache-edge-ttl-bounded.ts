import { z } from "zod";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { isForStaticFiles, staticPaths } from "../helpers/edge/static-files.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const cacheEdgeTtlBounded = configurable({
  id: "cache-edge-ttl-bounded",
  area: "cache",
  title: "Responses cached at the edge are stale for minutes at most",
  why: "With a long TTL, a forgotten purge leaves deleted content visible.",
  fix: "Set edgeTtl.default to 300 seconds or less. List paths of files with content hashes in the rule's setting staticPaths.",
  example: { language: "typescript", code: 'edgeTtl: { mode: "override_origin", default: 30 }' },
  source: "https://developers.cloudflare.com/cache/how-to/cache-rules/settings",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    mostSeconds: positive(300, "Maximum time that the edge may cache a response"),
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
          ? [violation(`Rule ${ref} caches responses for ${ttl} seconds.`, ruleset)]
          : [];
      }),
    ];
  },
});
