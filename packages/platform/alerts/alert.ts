/** Allowed values of labels; a trailing `*` matches any suffix: `5*`. */
export type LabelMatch = Readonly<Record<string, readonly string[]>>;

/** For a counter or a histogram: what happened in the last minutes, across all isolates. */
interface Windowed {
  /** Length of the window in minutes. Default 5. */
  readonly minutes?: number;
  /** With fewer samples in the window, the number is meaningless. Default 100. */
  readonly least?: number;
}

/** What an alert measures. */
export type Measure =
  | ({
      readonly kind: "share";
      readonly counter: string;
      /** The part of the whole. */
      readonly part: LabelMatch;
      /** The whole. Default: every series of the counter. */
      readonly whole?: LabelMatch;
    } & Windowed)
  | ({ readonly kind: "count"; readonly counter: string; readonly part?: LabelMatch } & Windowed)
  | ({
      readonly kind: "mean" | "p95" | "p99";
      readonly histogram: string;
      readonly part?: LabelMatch;
    } & Windowed)
  /** The highest current value that any isolate or Durable Object reported. */
  | { readonly kind: "gauge"; readonly gauge: string }
  /** Read by the platform or the module's `worker.ts` in each evaluation. */
  | { readonly kind: "probe" };

export type AlertUnit = "share" | "milliseconds" | "bytes" | "count" | "days";

/** A number with a limit that triggers a notification. */
export interface Alert {
  /** What is wrong when it fires, for readers of the mail. */
  readonly description: string;
  /** What to do next: a docs page, or a command. */
  readonly action: string;
  readonly severity: "warning" | "critical";
  readonly unit: AlertUnit;
  readonly measure: Measure;
  /** Fires above this value. Exactly one of `above` and `below` is set. */
  readonly above?: number;
  readonly below?: number;
  /**
   * Where the incident ends. Default: 20 % away from the limit, so that a number at the limit is
   * one alert rather than one per minute.
   */
  readonly clears?: number;
  /** Consecutive evaluations (one per minute) beyond the limit before it fires. Default 1. */
  readonly firesAfter?: number;
  /** Consecutive healthy evaluations before it ends. Default 5. */
  readonly clearsAfter?: number;
  /**
   * Alerts whose cause explains this one: while one of them fires, this one does not. They come
   * first in the table.
   */
  readonly impliedBy?: readonly string[];
}

/** Alerts by name, causes before what they imply. */
export type Alerts = Readonly<Record<string, Alert>>;

/** The alerts with other limits; the value at which an incident ends follows from the limit. */
export function withLimits(alerts: Alerts, limits: Readonly<Record<string, number>>): Alerts {
  return Object.fromEntries(
    Object.entries(alerts).map(([name, alert]) => {
      const limit = limits[name];
      if (limit === undefined) return [name, alert];
      const { clears: _own, ...rest } = alert;
      return [
        name,
        { ...rest, ...(alert.above === undefined ? { below: limit } : { above: limit }) },
      ];
    }),
  );
}

/** Whether the number is beyond the limit. */
export function isBeyond({ above, below }: Alert, value: number): boolean {
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}

/** Whether the number is far enough from the limit again to end the incident. */
export function isWell({ above, below, clears }: Alert, value: number): boolean {
  if (above !== undefined) return value <= (clears ?? above * 0.8);
  if (below !== undefined) return value >= (clears ?? below * 1.2);
  return true;
}

const units: Readonly<Record<AlertUnit, (value: number) => string>> = {
  share: (value) => `${rounded(value * 100)} %`,
  milliseconds: (value) => `${rounded(value)} ms`,
  bytes: (value) => `${rounded(value / 1024 / 1024)} MB`,
  count: (value) => rounded(value),
  days: (value) => `${rounded(value)} days`,
};

/** A formatted number with its unit. */
export const inUnit = (unit: AlertUnit, value: number): string => units[unit](value);

const rounded = (value: number): string => String(Math.round(value * 100) / 100);
