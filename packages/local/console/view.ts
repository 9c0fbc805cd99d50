import type { ParityRow } from "../kernel/vendor.ts";
import type { Described } from "./described.ts";

/** A section that was read, or why it could not be. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

export interface ServiceView {
  readonly name: string;
  readonly pid: number;
  readonly restarts: number;
  /**
   * Resident, including children; shared pages count in each. Undefined when the system does not
   * report it.
   */
  readonly memoryBytes: number | undefined;
}

export interface PoolerView {
  readonly mode: string;
  readonly poolSize: string;
  readonly maxClients: string;
  /** Across all databases and users. */
  readonly clientsActive: number;
  readonly clientsWaiting: number;
  readonly serversActive: number;
  readonly serversIdle: number;
}

export interface RuleView {
  readonly phase: string;
  readonly ref: string;
  readonly action: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly version: string;
}

/** A request that a rule of the zone acted on. */
export interface DecisionView {
  readonly at: string;
  readonly action: string;
  readonly method: string;
  readonly path: string;
  /** The rule that decided, by its description. */
  readonly rule: string;
  readonly source: string;
}

export interface TableView {
  readonly name: string;
  /** One more than are counted where there are more. */
  readonly count: number;
  readonly columns: readonly string[];
  readonly hiddenColumns: number;
  readonly rows: readonly (readonly string[])[];
  /** Rows in each state, where the table has a column `status`. */
  readonly statuses: readonly (readonly [status: string, count: number])[];
}

/** Everything that the page shows. Contains no credentials. */
export interface ConsoleView {
  readonly controlUrl: string;
  readonly readAt: string;
  readonly uptimeSeconds: number;
  readonly services: readonly ServiceView[];
  /** The cloud's own process and its children that are not supervised servers: workerd. */
  readonly cloudMemoryBytes: number;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly described: { readonly [name in keyof Described]?: Reading<Described[name]> };
  /** By project ref. */
  readonly poolers: ReadonlyMap<string, Reading<PoolerView>>;
  /** By project ref. */
  readonly tables: ReadonlyMap<string, Reading<readonly TableView[]>>;
  readonly rules: Reading<readonly RuleView[]>;
  readonly traffic: Reading<readonly DecisionView[]>;
  readonly parity: readonly { readonly name: string; readonly rows: readonly ParityRow[] }[];
}
