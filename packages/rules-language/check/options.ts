import type { Plan } from "../limits.ts";
import type { NamedLists } from "../lists.ts";
import type { PhaseName } from "../phases.ts";

export interface CheckOptions {
  /**
   * The phase that determines the available fields and functions. Default: those of every request
   * phase.
   */
  readonly phase?: PhaseName;
  /**
   * Whether the response is available; otherwise response fields are rejected. Defaults to what the
   * phase allows, false without one.
   */
  readonly response?: boolean;
  /**
   * Whether the expression filters requests or computes a value. Default `filter`; `compileValue`
   * sets `value`.
   */
  readonly use?: "filter" | "value";
  /**
   * Rejects what the plan does not include, such as `matches` below Business. Default: everything
   * is available.
   */
  readonly plan?: Plan;
  /**
   * The account's lists by name, without the `$`. Cloudflare's managed lists are empty unless given
   * here.
   */
  readonly lists?: NamedLists;
  /** True when `lists` is complete, so that any other list is an error. Default false. */
  readonly areListsComplete?: boolean;
}
