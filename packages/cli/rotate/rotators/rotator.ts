import type { Environment } from "@seaworthy/core/environment";
import type { DeployedWorker } from "../../worker/worker.ts";
import type { Slot, StackState } from "../stack/stack-state.ts";

/** What a rotator reaches its service with. */
export interface Access {
  readonly state: StackState;
  readonly worker: DeployedWorker;
  readonly environment: Environment;
}

/**
 * How one secret is rotated. Making, setting and revoking are the program's; a rotator knows how a
 * consumer uses it.
 */
export interface Rotator {
  readonly name: string;
  /**
   * `worker`: the Worker itself decides what is accepted, so a new value can be tried once a
   * version that accepts it serves. `vendor`: a service does, so it is tried before any version
   * uses it.
   */
  readonly acceptedBy: "worker" | "vendor";
  /** Where there is no second identity: why, and what the gap was measured to be. */
  readonly gap?: string;
  /** Of a key that only a person can make and end, at its vendor. */
  readonly person?: PersonsPart;
  /**
   * The vendor makes the value, so the identity in the other slot is good outside of a rotation.
   */
  readonly standbyIsAlive?: true;
  /** What a consumer presents, of the identity in that slot. Secret. */
  present(state: StackState, slot: Slot): string;
  /**
   * Tries a value the way a consumer does. Throws what is not an answer to that question: the
   * service cannot be reached.
   */
  accepts(access: Access, value: string, slot: Slot): Promise<boolean>;
  /**
   * Who used that slot's identity within the window, by names that a person recognises. Absent
   * where the service does not say.
   */
  usersOf?(access: Access, slot: Slot, windowMs: number): Promise<readonly string[]>;
}

/** What a person does for a key that no API makes. */
export interface PersonsPart {
  /** Where they make one. */
  readonly madeAt: string;
  /** What it looks like, and the same in words that show none. */
  readonly form: RegExp;
  readonly formText: string;
  /**
   * What they do about the one before, once it is not used any more; undefined where nothing is
   * left to do.
   */
  readonly toEnd?: string;
}
