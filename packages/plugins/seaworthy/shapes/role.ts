import { boolean, list, map, number, type Shape, string } from "../../engine/shape.ts";
import { accessShape } from "./database-access.ts";

/** PostgreSQL's unquoted names, and their maximum length. */
const roleName = [
  /^[a-z_][a-z0-9_]{0,62}$/,
  "must be 1 to 63 lower case letters, digits or underscores",
] as const;

/** The properties of `seaworthy:index:DatabaseRole`. */
export const databaseRoleShape = {
  ...accessShape,
  /** The login's name: lower-case letters, digits and underscores. A change replaces the role. */
  name: string({ mode: "required", replaces: true, matches: roleName }),
  /** Secret. Sent to the server only as a SCRAM verifier. Required for a role that logs in. */
  password: string({
    secret: true,
    writeOnly: true,
    matches: [/^.{16,}$/s, "must have 16 characters or more"],
  }),
  /**
   * False keeps the role but disables login: its password is removed and its sessions end. Default
   * true.
   */
  login: boolean({ default: true }),
  /** Roles that this login may switch to with `set role`; it does not inherit their rights. */
  memberOf: list(string({ matches: roleName }), { default: [] }),
  /** Settings of its sessions: `{ statement_timeout: "5s" }`. */
  settings: map(string(), { default: {} }),
  /** Maximum number of connections. Default: no limit of its own. */
  connectionLimit: number({ mode: "computed", range: [-1, 10_000] }),
} satisfies Shape;
