import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

type Node = Readonly<Record<string, unknown>>;

/**
 * Sentry's published description, beside the checkout where the project's facts are at hand; tests
 * run without it too.
 */
const file = join(import.meta.dirname, "../../../../../shared/vendor-facts/sentry.openapi.json");
const description = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Node) : undefined;

export const hasOpenApi = description !== undefined;

/**
 * Fields of an issue that are described as always there, and that Sentry sends only when the query
 * asks for them by `expand`.
 */
const onlyWhenExpanded = [
  "derivedData",
  "sessionCount",
  "inbox",
  "owners",
  "integrationIssues",
  "sentryAppIssues",
  "latestEventHasAttachments",
];

/**
 * What of an answer differs from Sentry's description; empty when nothing does, or nothing is
 * described for the call.
 */
export function differences(
  method: string,
  path: string,
  status: number,
  answer: unknown,
): string[] {
  const schema = responseSchema(method, path, status);
  if (schema === undefined) return [];
  const parsed = z
    .fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0], {
      defaultTarget: "openapi-3.0",
    })
    .safeParse(answer);
  const issues = (parsed.error?.issues ?? []).filter(
    (issue) => !onlyWhenExpanded.includes(String(issue.path.at(-1))),
  );
  return issues.map(
    (issue) => `${method} ${path} ${status}: ${issue.path.join(".")}: ${issue.message}`,
  );
}

function responseSchema(method: string, path: string, status: number): unknown {
  const paths = Object.entries((description?.paths ?? {}) as Record<string, Node>);
  const template = (text: string) => new RegExp(`^${text.replace(/\{[^}]+\}/g, "[^/]+")}$`);
  const [, operations] = paths.find(([each]) => template(each).test(path)) ?? [];
  return inline(
    dig(
      operations,
      method.toLowerCase(),
      "responses",
      String(status),
      "content",
      "application/json",
      "schema",
    ),
  );
}

function dig(node: unknown, ...keys: string[]): unknown {
  return keys.reduce((at, key) => (at as Node | undefined)?.[key], node);
}

function inline(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(inline);
  if (typeof node !== "object" || node === null) return node;
  if ("$ref" in node) return inline(dig(description, ...String(node.$ref).split("/").slice(1)));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value)]));
}
