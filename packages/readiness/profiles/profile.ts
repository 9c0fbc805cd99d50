import { z } from "zod";
import { areas, environments, ranks, severities } from "../rules/rule.ts";

const severity = z.enum(severities);
/** One severity for all environments, or one per named environment. */
const byEnvironment = z.union([severity, z.partialRecord(z.enum(environments), severity)]);

/** Which rules are on and how severe they are. Rules that it does not name keep their defaults. */
export const profileSchema = z.strictObject({
  description: z.string().min(1),
  ranks: z.partialRecord(z.enum(ranks), byEnvironment).optional(),
  areas: z.partialRecord(z.enum(areas), byEnvironment).optional(),
  rules: z
    .record(
      z.string(),
      z.union([
        byEnvironment,
        z.strictObject({
          severity: byEnvironment.optional(),
          settings: z.record(z.string(), z.unknown()).optional(),
        }),
      ]),
    )
    .optional(),
});

export type ProfileFile = z.output<typeof profileSchema>;
export type SeverityByEnvironment = z.output<typeof byEnvironment>;
