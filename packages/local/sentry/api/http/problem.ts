import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";

/** An error in Sentry's format: `{detail}`, or messages by field. */
export function problem(
  status: ContentfulStatusCode,
  body: Readonly<Record<string, string | readonly string[]>>,
): HTTPException {
  return new HTTPException(status, { res: Response.json(body, { status }) });
}

export function notFound(): HTTPException {
  return problem(404, { detail: "The requested resource does not exist" });
}

/** For features that Sentry has and the local cloud does not. */
export function notImplemented(what: string): HTTPException {
  return problem(501, { detail: `${what} is not implemented by the local cloud.` });
}

/** Django REST framework's map of messages by field. */
export function invalidFields(error: z.ZodError): HTTPException {
  const fields: Record<string, string[]> = {};
  const add = (field: string, message: string) => {
    fields[field] = [...(fields[field] ?? []), message];
  };
  for (const issue of error.issues) {
    const path = issue.path.join(".");
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) add(path ? `${path}.${key}` : key, issue.message);
    } else add(path || "non_field_errors", issue.message);
  }
  return problem(400, fields);
}
