import { isUnknown, type PlannedValue, valueAt } from "../../plan/value.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { takesHostFromPath } from "../helpers/edge/redirect-targets.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRedirectsSafe: Rule = {
  id: "edge-redirects-safe",
  area: "edge",
  title: "Redirects lead to https addresses that the visitor cannot choose",
  why: "A redirect to http sends visitors, and what they type next, in plain text. One whose target comes from the request (an open redirect) makes a link to your domain lead to any site.",
  fix: "Begin the target with https:// and your own host, and take only the path from the request.",
  example: {
    language: "typescript",
    code: '{ action: "redirect", expression: \'http.host eq "old.example.com"\', actionParameters: { fromValue: { statusCode: 301, targetUrl: { expression: \'concat("https://www.example.com", http.request.uri.path)\' } } } }',
  },
  source: "https://developers.cloudflare.com/rules/url-forwarding/single-redirects/settings/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_dynamic_redirect");
    return [...findings, ...rules.flatMap(mistakeIn)];
  },
};

function mistakeIn(rule: EdgeRule): Finding[] {
  const target = (key: string): PlannedValue =>
    valueAt(rule.declared, "actionParameters", "fromValue", "targetUrl", key);
  const value = target("value");
  const expression = target("expression");
  if (isUnknown(value) || isUnknown(expression))
    return [notKnown(`The target of rule ${rule.ref}`, rule.ruleset)];
  const said = mistakeOfTarget(String(value ?? ""), String(expression ?? "").trim());
  const more = { subject: rule.ref, item: rule.ref };
  return said === undefined ? [] : [violation(`Rule ${rule.ref} ${said}.`, rule.ruleset, more)];
}

/** Functions whose result begins as their first argument does, or as their last. */
const wrapped =
  /^(concat|lower|upper|to_string|url_decode|regex_replace|wildcard_replace|lookup_json_string|decode_base64|join|substring)\s*\(\s*/;
/** What visitors, or the page that links here, can set. */
const fromRequest =
  /^(raw\.)?http\.(request\.(uri|full_uri|headers|body|cookies)\b|referer|cookie|user_agent|x_forwarded_for)/;

function mistakeOfTarget(value: string, expression: string): string | undefined {
  if (/^http:/i.test(value) || /^[\w(,\s]*"http:\/\//i.test(expression))
    return "redirects to an address without https";
  const [, pattern = "", replacement = ""] = replaced.exec(expression) ?? [];
  if (takesHostFromPath(pattern, replacement)) return "redirects to a host that the request names";
  const start = unwrapped(expression);
  if (isChosen(start)) return "redirects to an address that the request names";
  // `"https://www.example.com"` without a slash: what follows may continue the host.
  const [, host, after] = /^"https:\/\/([^"/]*)"\s*,\s*(.*)$/s.exec(start) ?? [];
  if (after === undefined) return undefined;
  const next = unwrapped(after);
  const continues = host === "" ? fromRequest.test(next) : isChosen(next);
  return continues ? "redirects to a host that the request names" : undefined;
}

const replaced = /^wildcard_replace\s*\([^,]+,\s*r?"([^"]*)"\s*,\s*r?"([^"]*)"/;

const unwrapped = (expression: string): string =>
  expression.replace(wrapped, "").replace(wrapped, "");

/** A path begins with a slash, so it stays on the host before it. */
const isChosen = (expression: string): boolean =>
  fromRequest.test(expression) &&
  !/^(raw\.)?http\.request\.(uri|full_uri)(\.path)?(?![\w.])/.test(expression);
