import { z } from "@hono/zod-openapi";
import { cleanText } from "../post.ts";

const shortText = (most: number) =>
  z
    .string()
    .max(most)
    .transform(cleanText)
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode")
    .openapi({ type: "string", maxLength: most });

export const newProfileSchema = z
  .strictObject({
    handle: z
      .string()
      .regex(/^[a-z][a-z0-9_]{2,29}$/, "must be 3 to 30 of a-z, 0-9 and _")
      .openapi({ example: "jane_doe" }),
    name: shortText(100).default(""),
    bio: shortText(500).default(""),
  })
  .openapi("NewProfile");
export type NewProfile = z.output<typeof newProfileSchema>;

export const profileSchema = z
  .object({
    userId: z.uuid(),
    handle: z.string(),
    name: z.string(),
    bio: z.string(),
    createdAt: z.string(),
  })
  .openapi("Profile");
export type Profile = z.output<typeof profileSchema>;
