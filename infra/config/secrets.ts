import { z } from "zod";
import { count } from "./values.ts";

export const secretsSchema = z.strictObject({
  jwt: z
    .strictObject({
      generation: count(1, 1_000_000).describe("Counted up to replace the key that signs the app's tokens"),
      acceptPrevious: z
        .boolean()
        .describe("Accept tokens signed by the generation before; true during a rotation, until they have expired"),
    })
    .refine(({ generation, acceptPrevious }) => generation > 1 || !acceptPrevious, {
      path: ["acceptPrevious"],
      message: "must be false: the first generation has none before it",
    })
    .describe("The key that signs the app's tokens"),
});
