import { z } from "zod";
import { count } from "./values.ts";

const generation = (what: string) => count(1, 1_000_000).describe(`Counted up to replace ${what}`);

/** A key of which the Worker accepts two generations while a rotation goes on. */
const rotatingKey = (what: string) =>
  z
    .strictObject({
      generation: generation(what),
      acceptPrevious: z.boolean().describe("Accept what the generation before made; true during a rotation, until nothing of it is in use"),
    })
    .refine(({ generation, acceptPrevious }) => generation > 1 || !acceptPrevious, {
      path: ["acceptPrevious"],
      message: "must be false: the first generation has none before it",
    })
    .describe(what);

export const secretsSchema = z.strictObject({
  jwt: rotatingKey("the key that signs the app's tokens"),
  apiKeyPepper: rotatingKey("the key that API keys are hashed with"),
  webhook: rotatingKey("the key that signs incoming webhooks"),
  unsubscribe: rotatingKey("the key that signs the links of mails"),
  operator: z.strictObject({ generation: generation("the token of the operator's routes") }).describe("The token of the operator's routes"),
});
