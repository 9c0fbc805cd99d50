/** A kind of job, as a module's data declares it. */
export interface JobKind {
  /** What it does, for anyone who reads a dead one's name. */
  readonly description: string;
  /** Attempts before a job is dead. Default 10, which with the delays below is about an hour. */
  readonly attempts?: number;
  /**
   * How long one attempt may take. Default 20. Kinds above 25 wait for the cron of the minute: work
   * after a response is ended after 30 seconds.
   */
  readonly timeoutSeconds?: number;
  /** After how long without a heartbeat another worker takes over. Default 60. */
  readonly leaseSeconds?: number;
  /** Most jobs of the kind that run at the same time, over all isolates. Default 20. */
  readonly atOnce?: number;
  /** The same for each tenant. Default `atOnce`. */
  readonly atOncePerTenant?: number;
  /** Upper bound of the wait after the first failure; it doubles with each. Default 5. */
  readonly firstRetrySeconds?: number;
  /** Upper bound of every wait. Default 3,600. */
  readonly mostRetrySeconds?: number;
}

/** The cron that finds what no wake-up has found. */
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

/** Cloudflare ends a cron run after 15 minutes; what a kind may take ends well before. */
const bounds: Readonly<Record<Exclude<keyof JobKind, "description">, readonly [number, number]>> = {
  attempts: [1, 1_000],
  timeoutSeconds: [1, 540],
  leaseSeconds: [3, 600],
  atOnce: [1, 1_000],
  atOncePerTenant: [1, 1_000],
  firstRetrySeconds: [1, 86_400],
  mostRetrySeconds: [1, 86_400],
};

/** The kinds of all modules, with defaults filled in. */
export function jobKindsOf(modules: readonly WithJobs[]): JobKinds {
  const declared = modules.flatMap(({ jobs = {} }) => Object.entries(jobs));
  return new Map(
    declared.map(([name, kind]) => {
      const { atOnce = 20 } = kind;
      return [name, { ...usual, atOnce, atOncePerTenant: atOnce, ...kind }];
    }),
  );
}

/** What is wrong with the kinds that a module declares, one line each. */
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
