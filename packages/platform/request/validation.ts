import type { Hook } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import { AppError, errorKinds } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/**
 * Turns zod's issues into one VALIDATION_FAILED that lists all of them. The values given are not
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
  const fields = result.error.issues.map((issue) => ({
    at: [where, ...issue.path.map(String)].join("."),
    message: issue.message,
  }));
  throw new AppError("VALIDATION_FAILED", "See `errors` for what to change.", { fields });
};

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.enum(Object.keys(errorKinds) as [keyof typeof errorKinds]),
    requestId: z.string(),
    errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/**
 * The `responses` entry of a route for these statuses, with the codes that a problem of each may
 * have.
 */
export function problems<const Status extends number>(...statuses: Status[]) {
  const content = { "application/problem+json": { schema: problemSchema } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: codesOf(status), content }]),
  );
}

function codesOf(status: number): string {
  const codes = Object.entries(errorKinds).flatMap(([code, kind]) =>
    kind.status === status ? [`\`${code}\``] : [],
  );
  return codes.join(", ");
}
