/** Values that a label may have; one that ends in `*` stands for all that begin so: `5*`. */
export type LabelMatch = Readonly<Record<string, readonly string[]>>;

/** Of a counter or a histogram: what happened within the last minutes, over all isolates. */
interface Windowed {
  /** Length of the window. Default 5. */
  readonly minutes?: number;
  /** Below that many samples in the window the number says nothing. Default 100. */
  readonly least?: number;
}

/** The number that an alert looks at. */
export type Measure =
  | ({
      readonly kind: "share";
      readonly counter: string;
      /** Which part of the whole is looked at. */
      readonly part: LabelMatch;
      /** What the whole is. Default every series of the counter. */
      readonly whole?: LabelMatch;
    } & Windowed)
  | ({ readonly kind: "count"; readonly counter: string; readonly part?: LabelMatch } & Windowed)
  | ({
      readonly kind: "mean" | "p95" | "p99";
      readonly histogram: string;
      readonly part?: LabelMatch;
    } & Windowed)
  /** The highest value that any isolate or Durable Object reported and that still holds. */
  | { readonly kind: "gauge"; readonly gauge: string }
  /** What the platform or the module's `worker.ts` reads at each evaluation. */
  | { readonly kind: "probe" };

export type AlertUnit = "share" | "milliseconds" | "bytes" | "count" | "days";

/** A number that someone has to be told about. */
export interface Alert {
  /** What is wrong when it fires, for anyone who reads the mail. */
  readonly description: string;
  /** Where to go on: a page of the documentation, or a command. */
  readonly action: string;
  readonly severity: "warning" | "critical";
  readonly unit: AlertUnit;
  readonly measure: Measure;
  /** Fires above this. Exactly one of `above` and `below` is given. */
  readonly above?: number;
  readonly below?: number;
  /**
   * Where it is over. Default a fifth away from the limit, so that a number at the limit is one
   * alert and not one a minute.
   */
  readonly clears?: number;
  /** Evaluations in a row, one a minute, that are beyond the limit before it fires. Default 1. */
  readonly firesAfter?: number;
  /** Evaluations in a row that are well before it is over. Default 5. */
  readonly clearsAfter?: number;
  /**
   * Alerts whose cause explains this one too: while one of them fires, this one does not. They
   * come before it in the table.
   */
  readonly impliedBy?: readonly string[];
}

/** Alerts by name, causes before what they imply. */
export type Alerts = Readonly<Record<string, Alert>>;

/** The alerts with other limits; where one is over again follows from its limit. */
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

/** Whether the number is so far from the limit again that the incident is over. */
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

/** A number with its unit, for people. */
export const inUnit = (unit: AlertUnit, value: number): string => units[unit](value);

const rounded = (value: number): string => String(Math.round(value * 100) / 100);
