import { contributions } from "../contributions.ts";
import type { Finding } from "./compare.ts";
import type { Ledger, Writer } from "./ledger.ts";
import type { KillRig } from "./rig.ts";

/** What a module's `testing/kills.ts` declares: it is written to while parts are killed. */
export type KillWorkload = () => Promise<StartedWorkload> | StartedWorkload;

/** It runs before the app: its vendors. */
export interface StartedWorkload {
  /** The module's configuration. */
  readonly configuration?: object;
  /** Bindings of the Worker. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Statements that expire the leases of a dead Worker. */
  readonly endLeases?: readonly string[];
  /** Statements that make all waiting retries due. */
  readonly makeDue?: readonly string[];
  /** By kind of work, the statement that counts what has not ended, as `count`. */
  readonly unfinished?: Readonly<Record<string, string>>;
  open(rig: KillRig): Promise<OpenWorkload>;
  close?(): Promise<void>;
}

export interface OpenWorkload {
  readonly writers?: readonly Writer[];
  /** Starts work before each kill, again until this is true: the start was acknowledged. */
  begin?(): Promise<boolean>;
  /** Compares the ledgers, by the writers' names, and what was begun with what is stored. */
  audit(ledgers: ReadonlyMap<string, Ledger>): Promise<readonly Finding[]>;
  /** Stored counts that differ from what they count. */
  wrongCounters?(): Promise<readonly string[]>;
}

/** Those of the modules in the table. */
export async function workloadsOfModules(): Promise<ReadonlyMap<string, KillWorkload>> {
  return contributions<KillWorkload>("kills");
}
