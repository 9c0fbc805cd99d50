import { z } from "zod";

/** A stack that lives as long as a pull request. `seaworthy up <name> --ephemeral` writes it. */
export const previewSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/, "must be at most 20 lower case letters, digits, -")
    .describe("Part of the name of every resource"),
  of: z.string().min(1).describe("The stack whose file it was made from"),
});
