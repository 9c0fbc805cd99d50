import { z } from "zod";
import { isObject, isUnknown, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { isForStaticFiles, staticPaths } from "../helpers/edge/static-files.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const cacheBrowsersAskAgain = configurable({
  id: "cache-browsers-ask-again",
  area: "cache",
  title: "Browsers do not cache what the edge caches",
  why: "A purge empties the edge, not browsers: a response that a browser has cached cannot be recalled.",
  fix: "Set browserTtl to mode bypass, or to a short time, in the cache rule. List paths of files with content hashes in the rule's setting staticPaths.",
  example: {
    language: "typescript",
    code: 'actionParameters: { cache: true, browserTtl: { mode: "bypass" } }',
  },
  source: "https://developers.cloudflare.com/cache/how-to/cache-rules/settings",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    mostSeconds: positive(60, "Maximum time that browsers may cache a response"),
    staticPaths,
  }),
  judge: (resources, { mostSeconds, staticPaths: folders }, { app }) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_cache_settings");
    return [
      ...findings,
      ...rules.flatMap((rule) => {
        const { ref, ruleset, declared } = rule;
        const ttl = valueAt(declared, "actionParameters", "browserTtl");
        if (isUnknown(ttl)) return [notKnown(`browserTtl of rule ${ref}`, ruleset)];
        if (valueAt(declared, "actionParameters", "cache") === false) return [];
        const short =
          isObject(ttl) &&
          (ttl.mode === "bypass" ||
            (ttl.mode === "override_origin" && Number(ttl.default) <= mostSeconds));
        return short || isForStaticFiles(rule, folders, app?.routes)
          ? []
          : [violation(`Rule ${ref} lets browsers cache responses.`, ruleset)];
      }),
    ];
  },
});
