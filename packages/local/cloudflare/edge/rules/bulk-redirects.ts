import {
  compileValue,
  type FoundRedirect,
  type RuleRequest,
  redirectFinder,
} from "@seaworthy/rules-language/index";
import type { Phase } from "../compose.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { redirect } from "./redirect-rules.ts";

/** Bulk redirects (`http_request_redirect`): the first rule whose list has the URL responds. */
export function createBulkRedirects(rules: readonly RuleState[] | undefined): Phase | undefined {
  const compiled = compileRules(rules).map(({ rule, matches }) => ({
    matches,
    find: finderOf(rule),
  }));
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    for (const { matches, find } of compiled) {
      const found = matches(request) ? find(request) : undefined;
      if (found) return redirect(found.redirect, targetOf(found), request.query);
    }
    return next();
  };
}

function finderOf(rule: RuleState): (request: RuleRequest) => FoundRedirect | undefined {
  const { from_list } = rule.action_parameters as { from_list: { name: string; key: string } };
  const list = rule.lists?.[from_list.name];
  const find = redirectFinder(list?.kind === "redirect" ? list.items : []);
  const read = compileValue(from_list.key);
  return (request) => find(read(request));
}

/** The target with the rest of the path, in front of its own query and fragment. */
function targetOf({ redirect: { target_url, preserve_path_suffix }, pathSuffix }: FoundRedirect) {
  if (!preserve_path_suffix || pathSuffix === "") return target_url;
  const end = target_url.search(/[?#]|$/);
  const path = target_url.slice(0, end).replace(/\/$/, "");
  return `${path}/${pathSuffix.replace(/^\//, "")}${target_url.slice(end)}`;
}
