import { type Shape, string } from "../../engine/shape.ts";

/**
 * Inputs for connecting to the database: directly, not through the pooler. On import, the password
 * comes from libpq's variable PGPASSWORD.
 */
export const accessShape = {
  /** `host` or `host:port`; the default port is 5432. */
  host: string({
    mode: "required",
    replaces: true,
    matches: [/^[A-Za-z0-9_.-]+(:\d{1,5})?$/, "must be host or host:port"],
  }),
  database: string({ mode: "required", replaces: true }),
  adminUser: string({ mode: "required" }),
  /** Secret. */
  adminPassword: string({ mode: "required", secret: true, writeOnly: true }),
} satisfies Shape;
