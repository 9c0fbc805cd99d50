import type { z } from "zod";

/**
 * What is wrong with a field, in the words of Django REST framework, which checks bodies at Sentry.
 * Undefined leaves zod's own words. Messages that a schema gives come first.
 */
export function fieldMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return typeMessage(issue);
  if (issue.code === "too_big") return tooBig(issue);
  if (issue.code === "too_small") return tooSmall(issue);
  if (issue.code === "invalid_value") return `"${issue.input}" is not a valid choice.`;
  if (issue.code === "invalid_format") return "This value does not match the required pattern.";
  if (issue.code === "unrecognized_keys") return "This field is not known to the local cloud.";
  return undefined;
}

function typeMessage({ expected, input, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>) {
  if (input === undefined) return "This field is required.";
  if (input === null) return "This field may not be null.";
  if (expected === "string") return "Not a valid string.";
  if (expected === "boolean") return "Must be a valid boolean.";
  if (expected === "number" || expected === "int")
    return `A valid ${isWhole(inst) ? "integer" : "number"} is required.`;
  if (expected === "array") return `Expected a list of items but got type "${pythonType(input)}".`;
  if (expected === "object" || expected === "record")
    return `Invalid data. Expected a dictionary, but got ${pythonType(input)}.`;
  return undefined;
}

/** zod calls a whole number a number in a format. */
function isWhole(schema: z.core.$ZodRawIssue["inst"]): boolean {
  const definition = schema?._zod.def;
  return definition !== undefined && "format" in definition && definition.format === "safeint";
}

function tooBig({ origin, maximum }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>) {
  if (origin === "string") return `Ensure this field has no more than ${maximum} characters.`;
  if (origin === "array") return `Ensure this field has no more than ${maximum} elements.`;
  return `Ensure this value is less than or equal to ${maximum}.`;
}

function tooSmall({ origin, minimum, input }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>) {
  if (origin === "string")
    return input === ""
      ? "This field may not be blank."
      : `Ensure this field has at least ${minimum} characters.`;
  if (origin === "array") return "This list may not be empty.";
  return `Ensure this value is greater than or equal to ${minimum}.`;
}

function pythonType(input: unknown): string {
  if (Array.isArray(input)) return "list";
  if (typeof input === "string") return "str";
  if (typeof input === "boolean") return "bool";
  if (typeof input === "number") return Number.isInteger(input) ? "int" : "float";
  return "dict";
}
