import type { Rig } from "./rig.ts";

/** What a fault may cost at most. That nothing is lost and no lock is left is promised of each. */
export interface FaultPromise {
  /** Failed calls of each target. */
  readonly errors: number;
  /** The longest time without a successful call. */
  readonly recoverySeconds: number;
}

/** Calls fail at once until the service is back, a hundred a second. */
export const killed: FaultPromise = { errors: 3_000, recoverySeconds: 30 };
export const silent: FaultPromise = { errors: 20, recoverySeconds: 10 };
export const harmless: FaultPromise = { errors: 0, recoverySeconds: 5 };

/** How long a fault lasts that does not end by itself. */
export const lastsMs = 3_000;

export interface Fault {
  readonly name: string;
  readonly what: string;
  readonly promise: FaultPromise;
  /** Where the cloud keeps its files; a temporary folder by default. */
  readonly place?: () => Place;
  /** Resolves when the fault is over. */
  strike(rig: Rig): Promise<void>;
}

export interface Place {
  readonly directory: string;
  remove(): void;
}
