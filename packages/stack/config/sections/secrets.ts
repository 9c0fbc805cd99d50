import { z } from "zod";
import { count } from "../values.ts";

/** At most a year between rotations. */
const days = count(1, 365);

/** @param provided names of the secrets whose values only a person can make */
export const secretsSchema = (provided: readonly string[]) =>
  z.strictObject({
    owner: z.string().min(1).describe("Owner of the stack's secrets, shown in reports"),
    everyDays: days.describe("Age at which a secret is due to be rotated, in days"),
    signingKeysEveryDays: days.describe(
      "The same for keys that sign long-lived values: tokens, API keys, links in mails",
    ),
    graceSeconds: count(0, 2_592_000).describe(
      "How long a rotation accepts the old value, in seconds; at least as long as the longest session",
    ),
    thirdParty: z
      .array(z.enum(provided))
      .refine((names) => new Set(names).size === names.length, "must not list a key twice")
      .default([])
      .describe(
        "Third-party keys for the Worker; an operator creates each value and gives it to `seaworthy rotate`. Default: none",
      ),
  });
