import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** One line per mistake: the key as written in the stack file, and what is wrong. */
export function mistakesOf(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => linesOf(issue)).sort();
}

function linesOf(issue: Issue): string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) => `${keyOf([...issue.path, key])}: unknown key; remove it or correct its spelling`,
    );
  if ("input" in issue && issue.input === undefined) return [`${keyOf(issue.path)}: is missing`];
  return [`${keyOf(issue.path)}: ${textOf(issue)}`];
}

function textOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.message.startsWith("must") ? "a whole number" : nameOf(issue.expected)}, not ${kindOf(issue.input)}`;
    case "too_small":
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_value":
      return issue.message.startsWith("must")
        ? issue.message
        : `must be one of: ${issue.values.join(", ")}`;
    case "invalid_union":
      return "must be an address range, e.g. 198.51.100.0/24";
    default:
      return issue.message.startsWith("Invalid") ? `is not valid: ${issue.message}` : issue.message;
  }
}

/** `seaworthy:database.pooler.size`, `seaworthy:app.corsOrigins[0]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  const inner = path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
  );
  return `seaworthy:${inner.join("")}`;
}

const nameOf = (expected: string) =>
  ({
    number: "a number",
    string: "text",
    boolean: "true or false",
    object: "a map of keys",
    array: "a list",
  })[expected] ?? expected;

const unitOf = (origin: string) => ({ string: " characters", array: " entries" })[origin] ?? "";

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  return (
    (
      {
        string: "text",
        number: "a fraction",
        boolean: "true or false",
        object: "a map of keys",
      } as const
    )[typeof value as "string"] ?? typeof value
  );
}
