import type { types } from "@pulumi/cloudflare";

/**
 * Set on every answer, the edge's own included; the app's pages are JSON, so nothing of it may be
 * framed, sniffed or embedded.
 */
const headers = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
} as const;

export function responseHeaderRules(): types.input.RulesetRule[] {
  const set = Object.entries(headers).map(
    ([name, value]) => [name, { operation: "set", value }] as const,
  );
  return [
    {
      ref: "security-headers",
      description: "Security headers on every answer",
      expression: "true",
      enabled: true,
      action: "rewrite",
      actionParameters: {
        headers: { ...Object.fromEntries(set), "X-Powered-By": { operation: "remove" } },
      },
    },
  ];
}
