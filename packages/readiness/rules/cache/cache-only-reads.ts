import { valueAt } from "../../plan/value.ts";
import { personalPaths, requestsTo } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

const writes = requestsTo(...personalPaths, "/").filter(({ method }) => method !== "GET");

export const cacheOnlyReads: Rule = {
  id: "cache-only-reads",
  area: "cache",
  title: "The edge keeps answers to GET alone",
  why: "A write that is answered from the cache never happened.",
  fix: "Begin the cache rule's expression with the method.",
  example: {
    language: "typescript",
    code: 'expression: \'http.request.method eq "GET" and http.request.uri.path eq "/rest/feed"\'',
  },
  source: "https://developers.cloudflare.com/cache/concepts/cache-behavior/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_cache_settings");
    const keeping = rules.filter(
      ({ declared }) => valueAt(declared, "actionParameters", "cache") !== false,
    );
    const kept = keeping.flatMap(({ ref, ruleset, matches }) => {
      const request = writes.find(matches);
      return request === undefined
        ? []
        : [violation(`Rule ${ref} keeps the answer to ${describeRequest(request)}.`, ruleset)];
    });
    return [...findings, ...kept];
  },
};
