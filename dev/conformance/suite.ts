/** The results of a third party's test suite. */
export interface SuiteFigures {
  /** Cases that must pass. */
  readonly required: number;
  readonly passed: number;
  /** Required cases that do not pass, each with the reason. */
  readonly differs: Readonly<Record<string, string>>;
  /** Problems of this run: a failing case without a reason, or a reason for a passing case. */
  readonly problems: readonly string[];
  /** The suite's other counts. */
  readonly notes: Readonly<Record<string, string | number>>;
}

/** Undefined if the suite is on no package registry and its path was not given. */
export type SuiteRun = (path: string | undefined) => Promise<SuiteFigures | undefined>;
