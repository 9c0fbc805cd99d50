import { z } from "zod";
import { isReservedName } from "../redis/users/users.ts";
import { planNames } from "./plans.ts";
import { allRegions, platformOf } from "./regions.ts";

const region = z.string().refine((name) => allRegions.includes(name), {
  error: `must be one of ${allRegions.join(", ")}`,
});
const name = z.string().trim().min(1).max(100);
/** US dollars per month; 0 means no limit (OpenAPI description, "budget"). */
const budget = z.number().int().min(0).max(10_000);
const plan = z.enum(planNames);

/**
 * As documented, and as the published CLI, MCP server and Terraform provider send it: `name`,
 * `region: "global"` and no platform, which follows from the region.
 */
export const createDatabaseRequest = z
  .strictObject({
    database_name: name.optional(),
    name: name.optional(),
    platform: z.enum(["aws", "gcp"]).optional(),
    region: z.literal("global").optional(),
    primary_region: region,
    read_regions: z.array(region).default([]),
    plan: plan.optional(),
    budget: budget.optional(),
    eviction: z.boolean().default(false),
    tls: z.boolean().default(true),
    auto_upgrade: z.boolean().default(false),
    prod_pack_enabled: z.boolean().default(false),
    consistent: z.boolean().default(false),
    multizone: z.boolean().optional(),
  })
  .refine((body) => body.database_name !== undefined || body.name !== undefined, {
    path: ["database_name"],
    error: "is missing",
    when: isObject,
  })
  .refine(
    (body) => body.platform === undefined || body.platform === platformOf(body.primary_region),
    {
      path: ["primary_region"],
      error: "is not a region of that platform",
    },
  )
  .refine((body) => !body.read_regions.includes(body.primary_region), {
    path: ["read_regions"],
    error: "must not hold the primary region",
  });

/** A missing name is reported together with the other errors. */
function isObject({ value }: { value: unknown }): boolean {
  return typeof value === "object" && value !== null;
}

export const renameRequest = z.strictObject({ name });
export const budgetRequest = z.strictObject({ budget });
export const regionsRequest = z.strictObject({ read_regions: z.array(region) });
/** The published CLI sends `plan`. */
export const changePlanRequest = z
  .strictObject({
    database_id: z.string().optional(),
    plan_name: plan.optional(),
    plan: plan.optional(),
    auto_upgrade: z.boolean().optional(),
    prod_pack_enabled: z.boolean().optional(),
  })
  .transform((body, context) => {
    const wanted = body.plan_name ?? body.plan;
    if (wanted !== undefined) return { ...body, plan_name: wanted };
    context.addIssue({ code: "custom", path: ["plan_name"], message: "is missing" });
    return z.NEVER;
  });

const username = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: "takes letters, digits, '_', '.' and '-'" })
  .refine((given) => !isReservedName(given), { error: "belongs to the database itself" });

/** State and password are set by the call itself. */
const rule = z
  .string()
  .regex(/^(?:[~%&+-]\S+|allkeys|resetkeys|allchannels|resetchannels|allcommands|nocommands)$/i, {
    error: "is not a rule for keys, channels or commands",
  })
  .refine((text) => !/^[+-][^@].*\|/.test(text), {
    error: "is for a subcommand, which Upstash does not support",
  });

export const aclUserRequest = z.strictObject({ username, rules: z.array(rule).max(200) });
