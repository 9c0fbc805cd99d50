import { z } from "@hono/zod-openapi";

/** A UUID in lower case: equal UUIDs are equal strings, in the code and in the database. */
export const uuid = z.uuid().toLowerCase().openapi({ type: "string", format: "uuid" });
