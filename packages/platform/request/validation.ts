import type { Hook } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import { AppError, errorKinds, type FieldProblem } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/** Maximum number per response; later requests report further ones. */
export const mostProblems = 20;
/**
 * Maximum characters of a position and of a message: both may repeat names chosen by the sender.
 */
const longestText = { at: 100, message: 200 };

const seeErrors = "See `errors` for what to change.";

/**
 * Turns zod's issues into one error that lists the first of them: BODY_INVALID for a body that
 * parses but breaks its schema, VALIDATION_FAILED for everything else. Input values are not
 * repeated.
 */
export const refuseInvalid: Hook<unknown, AppEnv, string, void> = (result) => {
  if (result.success) return;
  const where = {
    query: "query",
    json: "body",
    param: "path",
    header: "header",
    form: "body",
    cookie: "cookie",
  }[result.target];
  throw new AppError(where === "body" ? "BODY_INVALID" : "VALIDATION_FAILED", seeErrors, {
    fields: problemsOf(result.error.issues, where),
  });
};

function problemsOf(issues: readonly z.core.$ZodIssue[], where: string): FieldProblem[] {
  const fields = issues.slice(0, mostProblems).map((issue) => ({
    at: cut([where, ...issue.path.slice(0, mostProblems).map(String)].join("."), longestText.at),
    message: cut(messageOf(issue), longestText.message),
  }));
  const left = issues.length - fields.length;
  return left === 0 ? fields : [...fields, { at: where, message: `and ${left} more problems` }];
}

/** Zod names every unknown key. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys" || issue.keys.length <= 3) return issue.message;
  const named = issue.keys.slice(0, 3).map((key) => JSON.stringify(cut(key, 40)));
  return `Unrecognized keys: ${named.join(", ")} and ${issue.keys.length - named.length} more`;
}

/** Never splits a surrogate pair: half of one is not valid text. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`;
}

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.enum(Object.keys(errorKinds) as [keyof typeof errorKinds]),
    requestId: z.string(),
    errors: z
      .array(z.object({ at: z.string(), message: z.string() }))
      .max(mostProblems + 1)
      .optional(),
    /** For `quota-exceeded`: the names of the exceeded limits. */
    "violated-policies": z.array(z.string()).max(mostProblems).optional(),
  })
  .openapi("Problem");

/** Errors possible on every route: blocked or suspicious, body too large, internal error. */
const everywhere = [403, 413, 500];
/** Where a body is accepted, its schema is checked. */
const withBody = [422];
/** Where a token or key is verified: the issuer's keys and the database may be unreachable. */
const withLogin = [502, 503, 504];

/**
 * A route's `responses` entry for these statuses and those that any route may return, with the
 * possible error codes of each.
 */
export function problems<const Status extends number>(...statuses: Status[]) {
  const content = { "application/problem+json": { schema: problemSchema } };
  const isGiven = (status: number) => (statuses as readonly number[]).includes(status);
  const login = isGiven(401) ? withLogin : [];
  const body = isGiven(415) ? withBody : [];
  return Object.fromEntries(
    [...new Set<number>([...statuses, ...everywhere, ...body, ...login])].map((status) => [
      status,
      { description: codesOf(status), content },
    ]),
  );
}

function codesOf(status: number): string {
  const codes = Object.entries(errorKinds).flatMap(([code, kind]) =>
    kind.status === status ? [`\`${code}\``] : [],
  );
  return codes.join(", ");
}
