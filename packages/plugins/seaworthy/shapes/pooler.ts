import { number, output, type Shape, string } from "../../engine/shape.ts";

/** The properties of `seaworthy:supabase:Pooler`. */
export const poolerShape = {
  /** The project's reference: 20 lower-case letters. A change replaces the resource. */
  projectRef: string({
    mode: "required",
    replaces: true,
    matches: [/^[a-z]{20}$/, "must be a project's reference: 20 lower case letters"],
  }),
  /** `transaction` for Workers; `session` if a client needs session features. */
  poolMode: string({ mode: "required", oneOf: ["transaction", "session"] }),
  /** Server connections per user and database. Supabase's range, without a pool for nobody. */
  defaultPoolSize: number({ mode: "required", range: [1, 3000] }),
  host: string(output),
  port: number(output),
  database: string(output),
  /** The admin login's name as the pooler expects it. */
  adminUser: string(output),
  /** Suffix of a login's name at the pooler: `.<ref>` on a shared pooler, otherwise empty. */
  usernameSuffix: string(output),
  /** `host:port` of the database itself, bypassing the pooler: for roles and migrations. */
  directHost: string(output),
  /** Maximum number of pooler clients. */
  maxClientConn: number(output),
} satisfies Shape;
