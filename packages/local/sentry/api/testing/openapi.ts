import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * What Sentry's published OpenAPI description says about the responses of the calls implemented
 * here; written by `node dev/vendor-facts/main.ts`.
 */
const factsFile = join(import.meta.dirname, "openapi.json");
const facts = z
  .object({ operations: z.record(z.string(), z.record(z.string(), z.unknown())) })
  .parse(JSON.parse(readFileSync(factsFile, "utf8")));

/** Described as an object that is always present; Sentry sends null for an issue without owners. */
const nullableAtSentry = ["owners"];

/**
 * How a response differs from Sentry's description. Errors are not described, nor are a few calls,
 * which are listed in the facts so that none goes unnoticed.
 */
export function differences(
  method: string,
  path: string,
  status: number,
  answer: unknown,
): string[] {
  const call = `${method} ${path} ${status}`;
  const described = answersOf(method, path);
  if (described === undefined)
    return status < 300
      ? [`${call}: no facts of this call. Type: node dev/vendor-facts/main.ts <folder>`]
      : [];
  const schema = described[status];
  if (schema === null) return [];
  if (schema === undefined) {
    const successes = Object.keys(described).filter((each) => each.startsWith("2"));
    return status < 300 && successes.length > 0
      ? [`${call}: Sentry answers ${successes.join(" or ")}`]
      : [];
  }
  const parsed = z
    .fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0], {
      defaultTarget: "openapi-3.0",
    })
    .safeParse(answer);
  const issues = (parsed.error?.issues ?? []).filter(
    (issue) => !nullableAtSentry.includes(String(issue.path.at(-1))),
  );
  return issues.map((issue) => `${call}: ${issue.path.join(".")}: ${issue.message}`);
}

function answersOf(method: string, path: string): Readonly<Record<string, unknown>> | undefined {
  const [, answers] =
    Object.entries(facts.operations).find(([operation]) =>
      new RegExp(`^${operation.replaceAll("{}", "[^/]+")}$`).test(`${method} ${path}`),
    ) ?? [];
  return answers;
}
