/** What a suite that nobody here wrote says about us. */
export interface SuiteFigures {
  /** Cases that must pass. */
  readonly required: number;
  readonly passed: number;
  /** Required cases that do not pass, each with the reason. */
  readonly differs: Readonly<Record<string, string>>;
  /** What is wrong with this run: a case that fails without a reason, a reason without need. */
  readonly problems: readonly string[];
  /** Other counts that the suite has. */
  readonly notes: Readonly<Record<string, string | number>>;
}

/** Undefined where the suite is on no package registry, and its path was not given. */
export type SuiteRun = (path: string | undefined) => Promise<SuiteFigures | undefined>;
