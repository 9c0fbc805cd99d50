import type { Environment } from "@seaworthy/core/environment";
import type { DeployedWorker } from "../../worker/worker.ts";
import type { Slot, StackState } from "../stack/stack-state.ts";

/** How a rotator reaches its service. */
export interface Access {
  readonly state: StackState;
  readonly worker: DeployedWorker;
  readonly environment: Environment;
}

/**
 * How one secret is rotated. The program creates, sets and revokes values; a rotator knows how a
 * consumer uses them.
 */
export interface Rotator {
  readonly name: string;
  /**
   * `worker`: the Worker itself decides what is accepted, so a new value can be tried once a
   * version that accepts it is deployed. `vendor`: a service decides, so the value is tried before
   * any version uses it.
   */
  readonly acceptedBy: "worker" | "vendor";
  /** Why there is no second identity, and the measured gap. */
  readonly gap?: string;
  /** For a key that only an operator can create and revoke, at its vendor. */
  readonly person?: PersonsPart;
  /**
   * The vendor generates the value, so the identity in the other slot is valid outside of rotations
   * too.
   */
  readonly standbyIsAlive?: true;
  /** What a consumer presents, for the identity in that slot. Secret. */
  present(state: StackState, slot: Slot): string;
  /** Tries a value as a consumer would. Throws when the service cannot be reached. */
  accepts(access: Access, value: string, slot: Slot): Promise<boolean>;
  /**
   * Who used that slot's identity within the window, by names an operator recognises. Absent when
   * the service does not report it.
   */
  usersOf?(access: Access, slot: Slot, windowMs: number): Promise<readonly string[]>;
}

/** An operator's steps for a key that no API creates. */
export interface PersonsPart {
  /** Where to create one. */
  readonly madeAt: string;
  /** Its format, and a description of the format that contains no example. */
  readonly form: RegExp;
  readonly formText: string;
  /**
   * How to revoke the previous one once it is no longer used; undefined when nothing is left to do.
   */
  readonly toEnd?: string;
}
