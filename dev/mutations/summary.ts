import type { Attempt } from "./record.ts";

/** The share of breakages that have to be caught. */
const goal = 0.95;

/** The counts, and how many of them an earlier commit gave. */
export function summaryOf(
  attempts: readonly Attempt[],
  { commit, total }: { commit: string; total: number },
): string {
  const { broken, caught, harmless } = countsOf(attempts);
  const alarms = harmless.filter(({ right }) => !right);
  const earlier = attempts.filter((one) => one.commit !== commit);
  return [
    `${caught.length} of ${broken.length} breakages caught`,
    `${caught.filter(({ rightLine }) => rightLine).length} of them at the right line`,
    `${alarms.length} of ${harmless.length} harmless changes called a violation`,
    `${alarms.filter(({ critical }) => critical).length} critical`,
    earlier.length === 0
      ? `all at ${commit}`
      : `${earlier.length} judged at ${commitsOf(earlier)}, the others at ${commit}`,
    ...(attempts.length === total ? [] : [`${total - attempts.length} not tried yet`]),
  ].join("; ");
}

/**
 * All tried, at least 95 % of the breakages caught, and no harmless change called critical or not
 * judged.
 */
export function isEnough(attempts: readonly Attempt[], total: number): boolean {
  const { broken, caught, harmless } = countsOf(attempts);
  return (
    attempts.length === total &&
    broken.length > 0 &&
    harmless.length > 0 &&
    caught.length >= goal * broken.length &&
    harmless.every(({ right, critical, judged }) => right || (judged && !critical))
  );
}

function countsOf(attempts: readonly Attempt[]) {
  const broken = attempts.filter(({ harmless }) => !harmless);
  return {
    broken,
    caught: broken.filter(({ right }) => right),
    harmless: attempts.filter(({ harmless }) => harmless),
  };
}

const commitsOf = (attempts: readonly Attempt[]): string =>
  [...new Set(attempts.map(({ commit }) => commit))].join(", ");
