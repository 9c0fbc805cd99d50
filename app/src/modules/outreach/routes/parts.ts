import { z } from "@hono/zod-openapi";
import { signedIn } from "@seaworthy/platform/auth/signed-in";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems } from "@seaworthy/platform/request/validation";
import { counted, limitOwner } from "./limits.ts";

/** What routes of the owner have in common. */
export const owner = { security: [{ bearer: [] }], middleware: [signedIn, limitOwner, counted] };
export const writing = { ...owner, middleware: [signedIn, jsonOnly, limitOwner, counted] };
export const body = <T extends z.ZodType>(schema: T) => ({ body: bodyOf(schema) });
export const one = { request: { params: z.object({ id: uuid }) } };
export const write = problems(400, 401, 404, 409, 413, 415, 429, 503, 504);
