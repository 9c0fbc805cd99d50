import type { z } from "@hono/zod-openapi";

const jsonContent = <S extends z.ZodType>(schema: S) => ({
  content: { "application/json": { schema } },
});

/** A JSON response, in a route's description. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  ...jsonContent(schema),
});

/** A required JSON body, in a route's description. */
export const bodyOf = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  ...jsonContent(schema),
});
