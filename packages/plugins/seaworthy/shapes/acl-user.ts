import { boolean, list, type Shape, string } from "../../engine/shape.ts";

/** Keys, channels and commands. The user's state and passwords are managed by the resource. */
const rule = string({
  matches: [
    /^(?:[~%&+-]\S+|allkeys|resetkeys|allchannels|resetchannels|allcommands|nocommands)$/i,
    "must be a rule for keys (~), channels (&) or commands (+, -)",
  ],
});

/** The properties of `seaworthy:upstash:AclUser`. */
export const aclUserShape = {
  /** A change replaces the user. */
  databaseId: string({ mode: "required", replaces: true }),
  /** Letters, digits, `_`, `.` and `-`; not `default`. A change replaces the user. */
  username: string({
    mode: "required",
    replaces: true,
    matches: [
      /^(?!default$)[A-Za-z0-9_.-]{1,64}$/,
      "must be 1 to 64 letters, digits, '_', '.' or '-', and not 'default'",
    ],
  }),
  /**
   * Redis ACL rules, one per entry: `["~cache:*", "+@read", "+@write"]`. The plugin manages state
   * (`on`, `nopass`) and passwords.
   */
  rules: list(rule, { mode: "required", writeOnly: true }),
  /** The rules as the server interpreted them. */
  effectiveRules: list(string(), { mode: "output", moves: true }),
  /** Secret. At least ten different characters. Random by default. */
  password: string({ mode: "computed", secret: true, writeOnly: true, moves: true }),
  /** False disables login as this user. Default true. */
  enabled: boolean({ mode: "computed", default: true, writeOnly: true }),
  /** Secret. */
  restToken: string({ mode: "output", secret: true, writeOnly: true, moves: true }),
} satisfies Shape;
