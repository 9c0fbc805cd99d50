import { z } from "zod";
import { isReservedName } from "../redis/users.ts";
import { planNames } from "./plans.ts";
import { allRegions, regionsByPlatform } from "./regions.ts";

const region = z.string().refine((name) => allRegions.includes(name), {
  error: `must be one of ${allRegions.join(", ")}`,
});
const name = z.string().trim().min(1).max(100);
const budget = z.number().int().min(0);
const plan = z.enum(planNames);

export const createDatabaseRequest = z
  .strictObject({
    database_name: name,
    platform: z.enum(["aws", "gcp"]),
    primary_region: region,
    read_regions: z.array(region).default([]),
    plan: plan.optional(),
    budget: budget.optional(),
    eviction: z.boolean().default(false),
    tls: z.boolean().default(true),
  })
  .refine(
    (body) => (regionsByPlatform[body.platform] as readonly string[]).includes(body.primary_region),
    {
      path: ["primary_region"],
      error: "is not a region of that platform",
    },
  )
  .refine((body) => !body.read_regions.includes(body.primary_region), {
    path: ["read_regions"],
    error: "must not hold the primary region",
  });

export const renameRequest = z.strictObject({ name });
export const budgetRequest = z.strictObject({ budget });
export const regionsRequest = z.strictObject({ read_regions: z.array(region) });
export const changePlanRequest = z.strictObject({
  database_id: z.string().optional(),
  plan_name: plan,
  auto_upgrade: z.boolean().optional(),
  prod_pack_enabled: z.boolean().optional(),
});

const username = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: "takes letters, digits, '_', '.' and '-'" })
  .refine((given) => !isReservedName(given), { error: "belongs to the database itself" });

/** State and password are the call's own to set. */
const rule = z
  .string()
  .regex(/^(?:[~%&+-]\S+|allkeys|resetkeys|allchannels|resetchannels|allcommands|nocommands)$/i, {
    error: "is not a rule for keys, channels or commands",
  })
  .refine((text) => !/^[+-][^@].*\|/.test(text), {
    error: "is for a subcommand, which Upstash does not support",
  });

export const aclUserRequest = z.strictObject({ username, rules: z.array(rule).max(200) });
