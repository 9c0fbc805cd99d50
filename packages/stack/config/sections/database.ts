import { poolerShape } from "@seaworthy/plugins/seaworthy/shapes/pooler";
import { z } from "zod";
import { count, milliseconds, slug } from "../values.ts";

const cidr = z.union([z.cidrv4(), z.cidrv6()]).describe("CIDR range");

/** The Supabase project: created by the stack, or an existing one. */
const project = z
  .strictObject({
    organization: slug.optional().describe("Organization in which a new project is created"),
    region: z.string().min(1).optional().describe("Region of a new project, e.g. `eu-central-1`"),
    instanceSize: z
      .string()
      .min(1)
      .optional()
      .describe("Compute size of a new project; default: decided by the organization's plan"),
    protect: z
      .boolean()
      .optional()
      .describe("Refuse to delete the project that the stack created; default: not protected"),
    ref: z
      .string()
      .regex(/^[a-z]{20}$/, "must be a project reference: 20 lower case letters")
      .optional()
      .describe("Reference of an existing project to use instead of creating one"),
    password: z
      .string()
      .min(12)
      .optional()
      .describe("Password of the existing project's `postgres` login; set it with `--secret`"),
  })
  .refine(
    ({ organization, region, ref, password }) =>
      ref && password ? !organization && !region : organization && region && !ref && !password,
    {
      message:
        "give either organization and region (a new project), or ref and password (an existing one)",
      when: () => true,
    },
  );

export const databaseSchema = z.strictObject({
  project: project.describe("The Supabase project"),
  maxConnections: count(20, 2000).describe("PostgreSQL's `max_connections`"),
  statementTimeoutMs: milliseconds(100, 60_000).describe("Maximum run time of one statement"),
  sslEnforcement: z.boolean().describe("Reject connections without TLS"),
  allowedCidrs: z
    .array(cidr)
    .min(1)
    .optional()
    .describe(
      "Public address ranges that can reach the database and its pooler; default: not managed",
    ),
  api: z
    .strictObject({
      schemas: z.array(z.string().min(1)).min(1).describe("Schemas that the REST API exposes"),
      extraSearchPath: z
        .array(z.string().min(1))
        .describe("Schemas added to the search path of API requests"),
      maxRows: count(1, 100_000).describe("Maximum rows in one API response"),
    })
    .describe("Supabase's REST API"),
  pooler: z
    .strictObject({
      mode: z
        .enum(["transaction", "session"])
        .describe("When a server connection returns to the pool"),
      size: count(...poolerShape.defaultPoolSize.range).describe(
        "Server connections per login and database",
      ),
    })
    .describe("The connection pooler"),
  hyperdrive: z
    .strictObject({
      connectionLimit: count(5, 100).describe(
        "Maximum connections that Hyperdrive opens to the pooler; Cloudflare accepts 5 to 100",
      ),
    })
    .describe("Cloudflare's connection pool in front of the pooler"),
});
