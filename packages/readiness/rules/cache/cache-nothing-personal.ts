import { valueAt } from "../../plan/value.ts";
import { personalPaths, requestsTo } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

const personal = requestsTo(...personalPaths, "/").filter(
  ({ headers }) => headers.has("cookie") || headers.has("authorization"),
);

export const cacheNothingPersonal: Rule = {
  id: "cache-nothing-personal",
  area: "cache",
  title: "The edge keeps no answer to a request that says who sent it",
  why: "One person's answer, kept under a shared key, is served to everybody who asks next.",
  fix: "Add to the cache rule's expression that the request has neither cookie nor Authorization.",
  example: {
    language: "typescript",
    code: 'expression: \'http.request.uri.path eq "/rest/feed" and len(http.cookie) eq 0 and not any(http.request.headers.names[*] eq "authorization")\'',
  },
  source:
    "https://developers.cloudflare.com/cache/how-to/cache-rules/examples/bypass-cache-on-cookie",
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
      const request = personal.find(matches);
      return request === undefined
        ? []
        : [violation(`Rule ${ref} keeps the answer to ${describeRequest(request)}.`, ruleset)];
    });
    return [...findings, ...kept];
  },
};
