import type { Value } from "@seaworthy/plugins/kit/values";

/** A difference from what the stack declares. */
export interface Drift {
  /** `cloudflare:index/ruleset:Ruleset` */
  readonly type: string;
  /** The resource's name in the program; for foreign objects, the vendor's name. */
  readonly name: string;
  /**
   * `changed`: another value. `missing`: deleted. `order`: another order. `foreign`: not declared.
   * `undeclared`: a setting that the stack leaves to the vendor, changed manually.
   */
  readonly kind: "changed" | "missing" | "order" | "foreign" | "undeclared";
  /** `rules[0].expression`; empty for the whole object. */
  readonly path: string;
  /** Omitted for secrets. */
  readonly declared?: Value;
  readonly live?: Value;
  /** Time of its last change, if the vendor reports it. */
  readonly since?: string;
  /** What an operator must do where `--repair` cannot. */
  readonly todo?: string;
}

/** A drift that can be repaired. */
export interface Repairable extends Drift {
  /** Equal for drifts that one call repairs. */
  readonly repairKey?: string;
  /** Restores the declared value; deletes foreign objects. */
  readonly repair?: (options: { readonly prune: boolean }) => Promise<void>;
}

/** What could not be read, and why; its state is unknown. */
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
