/** A kind of job, as a module's data declares it. */
export interface JobKind {
  /** What it does, for operators who see a dead job's name. */
  readonly description: string;
  /** Attempts before a job is dead. Default 10, about an hour with the delays below. */
  readonly attempts?: number;
  /**
   * Timeout of one attempt. Default 20. Kinds above 25 wait for the minute's cron: work after a
   * response is ended after 30 seconds.
   */
  readonly timeoutSeconds?: number;
  /** After this long without a heartbeat, another worker takes over. Default 60. */
  readonly leaseSeconds?: number;
  /** Maximum concurrent jobs of the kind, across all isolates. Default 20. */
  readonly atOnce?: number;
  /** The same per tenant. Default `atOnce`. */
  readonly atOncePerTenant?: number;
  /** Upper bound of the wait after the first failure; doubles each time. Default 5. */
  readonly firstRetrySeconds?: number;
  /** Upper bound of every wait. Default 3,600. */
  readonly mostRetrySeconds?: number;
}

/** The cron that runs jobs missed by every wake-up. */
export const everyMinute = "* * * * *";

interface WithJobs {
  readonly jobs?: Readonly<Record<string, JobKind>>;
}

export type CompleteJobKind = Required<JobKind>;
export type JobKinds = ReadonlyMap<string, CompleteJobKind>;

const usual = {
  attempts: 10,
  timeoutSeconds: 20,
  leaseSeconds: 60,
  firstRetrySeconds: 5,
  mostRetrySeconds: 3_600,
};

/** Cloudflare ends a cron run after 15 minutes; a kind's limit is well below that. */
const bounds: Readonly<Record<Exclude<keyof JobKind, "description">, readonly [number, number]>> = {
  attempts: [1, 1_000],
  timeoutSeconds: [1, 540],
  leaseSeconds: [3, 600],
  atOnce: [1, 1_000],
  atOncePerTenant: [1, 1_000],
  firstRetrySeconds: [1, 86_400],
  mostRetrySeconds: [1, 86_400],
};

/** All modules' kinds, with defaults filled in. */
export function jobKindsOf(modules: readonly WithJobs[]): JobKinds {
  const declared = modules.flatMap(({ jobs = {} }) => Object.entries(jobs));
  return new Map(
    declared.map(([name, kind]) => {
      const { atOnce = 20 } = kind;
      return [name, { ...usual, atOnce, atOncePerTenant: atOnce, ...kind }];
    }),
  );
}

/** Errors in a module's job kinds, one per line. */
export function jobMistakesIn({ jobs = {} }: WithJobs): string[] {
  return Object.entries(jobs).flatMap(([name, kind]) => [
    ...(/^[a-z]+(\.[a-z]+)+$/.test(name)
      ? []
      : [`"${name}" is not a valid job name, such as mail.send`]),
    ...Object.entries(bounds).flatMap(([key, [least, most]]) => {
      const value = kind[key as keyof typeof bounds];
      return value === undefined || (Number.isInteger(value) && value >= least && value <= most)
        ? []
        : [`job ${name}: ${key} must be a whole number from ${least} to ${most}`];
    }),
  ]);
}
