import type { EdgeRule } from "@seaworthy/readiness/rules/helpers/edge/edge-rules";
import { type AppRoute, samplePath } from "@seaworthy/readiness/samples/routes";
import { findAltered } from "@seaworthy/readiness/samples/witness/search";
import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import type { Context } from "../context.ts";

/** Public read routes, those without parameters first: requesting them changes nothing. */
export function publicReads({ app }: Pick<Context, "app">): readonly AppRoute[] {
  return (app?.routes ?? [])
    .filter(
      ({ method, credentials, streams }) =>
        method === "GET" && credentials.length === 0 && streams !== true,
    )
    .toSorted((one, other) => parameters(one) - parameters(other));
}

const parameters = ({ path }: AppRoute) => path.split("{").length - 1;

/** A request without any credentials, as a visitor might send it to the stack's own host. */
export const requestTo = (
  { origins, stack }: Pick<Context, "origins" | "stack">,
  path: string,
  method = "GET",
): RuleRequest =>
  sampleRequest({
    method,
    path,
    host: origins.http.hostname,
    scheme: stack.isLocal ? "http" : "https",
    headers: { "user-agent": "seaworthy-verify" },
  });

/**
 * A legitimate request that the rule matches, preferably without side effects: public reads first,
 * then all other routes without credentials, then what the rule's own expression leads to.
 */
export function requestFor(
  rule: EdgeRule,
  context: Context,
  accept: (request: RuleRequest) => boolean,
): RuleRequest | undefined {
  const routes = [...publicReads(context), ...(context.app?.routes ?? [])];
  const bases = [
    ...routes.map((route) => requestTo(context, samplePath(route), route.method)),
    requestTo(context, "/"),
    requestTo(context, "/", "POST"),
  ];
  const fits = (request: RuleRequest) => rule.matches(request) && accept(request);
  const search = { bases, expressions: [rule], wanted: true, accept: fits };
  return bases.find(fits) ?? findAltered(search);
}
