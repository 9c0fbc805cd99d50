import type { types } from "@pulumi/cloudflare";
import { anyOf } from "./expressions.ts";

const query = "lower(url_decode(http.request.uri.query))";
const rawPath = "lower(url_decode(raw.http.request.uri.path))";
const path = "lower(http.request.uri.path)";
const agent = "lower(http.user_agent)";

const contains = (field: string, samples: readonly string[]) =>
  anyOf(...samples.map((sample) => `${field} contains ${JSON.stringify(sample)}`));
const startsWith = (field: string, samples: readonly string[]) =>
  anyOf(...samples.map((sample) => `starts_with(${field}, ${JSON.stringify(sample)})`));

/**
 * Coarse rules for requests that are never legitimate here. They keep scanner noise away from the
 * Worker and its quotas, and do not replace parameterized queries, validation or Cloudflare's
 * managed rules.
 */
export function wafRules(): types.input.RulesetRule[] {
  return [
    block(
      "sql-injection",
      "SQL injection in the query string",
      contains(query, [
        "union select ",
        "union select(",
        "union all select ",
        "' or '1'='1",
        "' or 1=1",
        "; drop table",
        "pg_sleep(",
        "information_schema.",
      ]),
    ),
    block(
      "script-injection",
      "Script injection in the query string",
      contains(query, ["<script", "javascript:", " onerror=", " onload=", "+onerror=", "+onload="]),
    ),
    // The raw path: in the normalized one `..` is already resolved.
    block(
      "path-traversal",
      "Path traversal",
      anyOf(
        contains(rawPath, ["../", "..\\", "%2e%2e", "/etc/passwd"]),
        contains(query, ["../", "..\\", "/etc/passwd"]),
      ),
    ),
    block(
      "scanner-paths",
      "Vulnerability scanners' paths",
      startsWith(path, [
        "/.env",
        "/.git/",
        "/.aws/",
        "/wp-admin",
        "/wp-login.php",
        "/phpmyadmin",
        "/vendor/phpunit",
        "/cgi-bin/",
      ]),
    ),
    block(
      "scanner-agents",
      "Attack tools by user agent",
      contains(agent, ["sqlmap", "nikto", "nuclei", "masscan", "dirbuster", "gobuster", "wpscan"]),
    ),
  ];
}

const block = (ref: string, description: string, expression: string): types.input.RulesetRule => ({
  ref,
  description,
  expression,
  enabled: true,
  action: "block",
});
