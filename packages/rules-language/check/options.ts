import type { Plan } from "../limits.ts";
import type { NamedLists } from "../lists.ts";
import type { PhaseName } from "../phases.ts";

export interface CheckOptions {
  /** The phase whose fields and functions there are. Default: those of every request phase. */
  readonly phase?: PhaseName;
  /**
   * True where the response is seen; elsewhere response fields are refused. Default: as the phase
   * says, false without one.
   */
  readonly response?: boolean;
  /**
   * What the expression is for: to choose requests, or to make a value. Default `filter`;
   * `compileValue` sets `value`.
   */
  readonly use?: "filter" | "value";
  /**
   * Refuses what the plan does not have, as `matches` below Business. Default: everything is there.
   */
  readonly plan?: Plan;
  /**
   * The account's lists by name, without the `$`. Cloudflare's managed lists are empty unless given
   * here.
   */
  readonly lists?: NamedLists;
  /** True where `lists` are all that there are: another is a mistake then. Default false. */
  readonly areListsComplete?: boolean;
}
