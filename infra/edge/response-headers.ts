import type { types } from "@pulumi/cloudflare";
import { securityHeaders } from "@seaworthy/platform/browser-security/security-header-table";
import { allOf } from "./expressions.ts";

/**
 * The app's own headers, on every response, including error pages of the edge and cached responses.
 * A page of the app may set its own content policy, so that header stays with the app.
 */
const { "Content-Security-Policy": _, ...headers } = securityHeaders;

/** A client's own id, in the format that the app accepts: 8 to 128 of these characters. */
const ownId = 'http.request.headers["x-request-id"][0]';
const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
const sentAnId = allOf(
  `len(${ownId}) ge 8`,
  `len(${ownId}) le 128`,
  `len(remove_bytes(${ownId}, "${idCharacters}")) eq 0`,
);

/**
 * The app's request id, computed here too: a cached response has the id of the request that filled
 * the cache, which no other client may get.
 */
const requestIdRules: types.input.RulesetRule[] = [
  rewriteId(
    "request-id",
    "Give each response its own ID: Cloudflare's Ray ID",
    "true",
    "cf.ray_id",
  ),
  rewriteId("request-id-sent", "Keep the client's request ID", sentAnId, ownId),
];

function rewriteId(
  ref: string,
  description: string,
  expression: string,
  id: string,
): types.input.RulesetRule {
  const headers = { "X-Request-ID": { operation: "set", expression: id } };
  return {
    ref,
    description,
    expression,
    enabled: true,
    action: "rewrite",
    actionParameters: { headers },
  };
}

export function responseHeaderRules(): types.input.RulesetRule[] {
  const set = Object.entries(headers).map(
    ([name, value]) => [name, { operation: "set", value }] as const,
  );
  return [
    {
      ref: "security-headers",
      description: "Set security headers on every response",
      expression: "true",
      enabled: true,
      action: "rewrite",
      actionParameters: {
        headers: { ...Object.fromEntries(set), "X-Powered-By": { operation: "remove" } },
      },
    },
    ...requestIdRules,
  ];
}
