import { isObject, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const corsNotSetByEdge: Rule = {
  id: "cors-not-set-by-edge",
  area: "cors",
  title: "The edge does not set CORS headers",
  why: "The edge adds its headers to every response, including errors and private ones, whatever the Worker decided.",
  fix: "Remove Access-Control-* from the response header rules. The Worker sets these headers according to the request's origin.",
  example: {
    language: "typescript",
    code: 'actionParameters: { headers: { "X-Content-Type-Options": { operation: "set", value: "nosniff" } } }',
  },
  source:
    "https://codeql.github.com/codeql-query-help/javascript/js-cors-misconfiguration-for-credentials",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_response_headers_transform");
    const setting = rules.filter(({ declared }) => {
      const headers = valueAt(declared, "actionParameters", "headers");
      return (
        isObject(headers) &&
        Object.keys(headers).some((name) => name.toLowerCase().startsWith("access-control-allow"))
      );
    });
    return [
      ...findings,
      ...setting.map(({ ref, ruleset }) => violation(`Rule ${ref} sets CORS headers.`, ruleset)),
    ];
  },
};
