import { z } from "@hono/zod-openapi";

/**
 * A UUID, in lower case: texts that name the same one are equal, in the code as in the database.
 */
export const uuid = z.uuid().toLowerCase().openapi({ type: "string", format: "uuid" });
