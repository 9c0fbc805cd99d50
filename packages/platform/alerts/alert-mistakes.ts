import type { Alert, Alerts, Measure } from "./alert.ts";

const nameForm = /^([a-z][a-z0-9]*\.)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a table of alerts can measure. */
export interface Measurable {
  readonly counters: readonly string[];
  readonly histograms: readonly string[];
  readonly gauges: readonly string[];
}

/** Errors in a table of alerts, one per line. */
export function alertMistakesIn(alerts: Alerts, measurable: Measurable): string[] {
  const names = Object.keys(alerts);
  return Object.entries(alerts).flatMap(([name, alert], index) =>
    [
      ...(nameForm.test(name) ? [] : ["is no name of an alert, such as error-rate"]),
      ...limitMistakes(alert),
      ...measureMistakes(alert.measure, measurable),
      ...(alert.impliedBy ?? [])
        .filter((cause) => names.includes(cause) && names.indexOf(cause) > index)
        .map((cause) => `${cause} has to come before it`),
    ].map((what) => `alert ${name}: ${what}`),
  );
}

function limitMistakes({ above, below, clears, firesAfter = 1, clearsAfter = 1 }: Alert): string[] {
  const limits = [above, below].filter((limit) => limit !== undefined);
  const [limit = 0] = limits;
  const isOnTheSafeSide =
    clears === undefined || (above === undefined ? clears >= limit : clears <= limit);
  return [
    ...(limits.length === 1 ? [] : ["needs either `above` or `below`"]),
    ...(isOnTheSafeSide ? [] : ["`clears` is beyond its own limit"]),
    ...[firesAfter, clearsAfter]
      .filter((times) => !Number.isInteger(times) || times < 1 || times > 60)
      .map(() => "`firesAfter` and `clearsAfter` have to be whole numbers from 1 to 60"),
  ];
}

function measureMistakes(measure: Measure, measurable: Measurable): string[] {
  const { minutes = 5, least = 1 } = "minutes" in measure || "least" in measure ? measure : {};
  const unknown = unknownName(measure, measurable);
  return [
    ...(unknown === undefined ? [] : [`nothing is measured under the name ${unknown}`]),
    ...(Number.isInteger(minutes) && minutes >= 1 && minutes <= 60
      ? []
      : ["`minutes` has to be a whole number from 1 to 60"]),
    ...(least >= 0 ? [] : ["`least` can't be negative"]),
  ];
}

function unknownName(measure: Measure, measurable: Measurable): string | undefined {
  switch (measure.kind) {
    case "share":
    case "count":
      return measurable.counters.includes(measure.counter) ? undefined : measure.counter;
    case "mean":
    case "p95":
    case "p99":
      return measurable.histograms.includes(measure.histogram) ? undefined : measure.histogram;
    case "gauge":
      return measurable.gauges.includes(measure.gauge) ? undefined : measure.gauge;
    case "probe":
      return undefined;
  }
}
