import type { Value } from "@seaworthy/plugins/kit/values";

/** What is not as the stack declares it. */
export interface Drift {
  /** `cloudflare:index/ruleset:Ruleset` */
  readonly type: string;
  /** The resource's name in the program; for what is foreign, the vendor's name of it. */
  readonly name: string;
  /**
   * `changed`: another value. `missing`: deleted. `order`: another order. `foreign`: not declared.
   * `undeclared`: a setting that the stack leaves to the vendor, changed by hand.
   */
  readonly kind: "changed" | "missing" | "order" | "foreign" | "undeclared";
  /** `rules[0].expression`; empty for the whole object. */
  readonly path: string;
  /** Secrets are not shown. */
  readonly declared?: Value;
  readonly live?: Value;
  /** Time of its last change, if the vendor reports it. */
  readonly since?: string;
  /** What a person has to do, where `--repair` cannot. */
  readonly todo?: string;
}

/** A drift that can be undone. */
export interface Repairable extends Drift {
  /** Objects that are repaired by one call have the same. */
  readonly repairKey?: string;
  /** Puts back what is declared; for what is foreign, deletes it. */
  readonly repair?: (options: { readonly prune: boolean }) => Promise<void>;
}

/** What could not be read, and why: nothing is known of it. */
export interface Unread {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
}

export interface DriftReport {
  readonly drifts: readonly Repairable[];
  readonly unread: readonly Unread[];
  /** How many resources were compared. */
  readonly compared: number;
}
