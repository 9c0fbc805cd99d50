/** Progress events of a run: names, numbers and times, never a value. */
export type RotationEvent =
  | {
      readonly event: "found";
      readonly run: string;
      readonly owner: string;
      readonly step: string;
      readonly doing: "finish" | "undo";
    }
  | { readonly event: "taken-over"; readonly run: string; readonly owner: string }
  | {
      readonly event: "started";
      readonly run: string;
      readonly secrets: Readonly<Record<string, number>>;
    }
  | {
      readonly event: "step";
      readonly step: string;
      readonly at: "before" | "after";
      readonly seconds?: number;
    }
  /** A secret that is not part of the run, why, and what to type for it. */
  | {
      readonly event: "left-out";
      readonly secret: string;
      readonly reason: string;
      readonly todo: string;
    }
  /** A dry run: what a real one would ask for. */
  | { readonly event: "would-ask"; readonly secret: string; readonly reason: string }
  /**
   * A key that an operator must revoke: its vendor still accepts it. `key` is its last characters.
   */
  | {
      readonly event: "unrevoked";
      readonly secret: string;
      readonly key: string;
      readonly todo: string;
    }
  /** What an operator must do now. */
  | { readonly event: "to-do"; readonly secret: string; readonly todo: string }
  | { readonly event: "ended"; readonly secret: string; readonly key: string }
  | { readonly event: "in-grace"; readonly remainingSeconds: number }
  | {
      readonly event: "failed";
      readonly code: string;
      readonly message: string;
      readonly undone: boolean;
    }
  | RotationReport;

/** The result of a run. */
export interface RotationReport {
  readonly event: "done";
  readonly run: string;
  readonly outcome: "rotated" | "in-grace" | "undone" | "nothing-due";
  /** Each secret's current generation. */
  readonly secrets: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Replaced keys that still work, until an operator revokes them at their vendor. */
  readonly unrevokedKeys?: readonly string[];
  /**
   * For the stack's passphrase, which has no second identity: maximum time during which nothing
   * opened both state and stack file.
   */
  readonly gapMs?: number;
  /** In an emergency: how long the app was unavailable, and what was revoked at once. */
  readonly emergency?: {
    readonly outageMs: number;
    readonly probes: number;
    readonly failedProbes: number;
  };
}

export type Report = (event: RotationEvent) => void;

/** One JSON object per line. */
export const jsonLines: Report = (event) =>
  void process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);

/** Plain lines, for terminals and CI logs. */
export const plainLines: Report = (event) => {
  const text = describe(event);
  if (text !== undefined) process.stdout.write(`${text}\n`);
};

function describe(event: RotationEvent): string | undefined {
  switch (event.event) {
    case "found":
      return `Rotation ${event.run} by ${event.owner} stopped at ${event.step}. This run will ${event.doing} it.`;
    case "taken-over":
      return `Took over the abandoned lock of rotation ${event.run} by ${event.owner}.`;
    case "started":
      return `Rotation ${event.run}: ${Object.entries(event.secrets)
        .map(([name, generation]) => `${name} → ${generation}`)
        .join(", ")}`;
    case "step":
      return event.at === "after"
        ? `  ${event.step.padEnd(8)} ${event.seconds?.toFixed(1)} s`
        : undefined;
    case "left-out":
      return `Skipped ${event.secret}: ${event.reason}. Type: ${event.todo}`;
    case "would-ask":
      return `Would ask for a value of ${event.secret}: ${event.reason}`;
    case "unrevoked":
      return `${event.secret}: the previous key (${event.key}) works until an operator does this: ${event.todo}`;
    case "to-do":
      return `Now: ${event.todo}.`;
    case "ended":
      return `${event.secret}: the previous key (${event.key}) is now rejected.`;
    case "in-grace":
      return `  grace    ${Math.ceil(event.remainingSeconds)} s left`;
    case "failed":
      return event.undone
        ? "The rotation was rolled back. The old values are still in use."
        : "The rotation was left unfinished. The next run finishes it.";
    case "done":
      return describeEnd(event);
  }
}

function describeEnd({ run, outcome, seconds, emergency, gapMs }: RotationReport): string {
  const outage = emergency
    ? ` Outage: ${emergency.outageMs} ms (${emergency.failedProbes} of ${emergency.probes} probes failed).`
    : "";
  const gap =
    gapMs === undefined
      ? ""
      : ` For at most ${gapMs} ms no passphrase opened both state and stack file.`;
  if (outcome === "nothing-due") return "Nothing is due.";
  return `Rotation ${run}: ${outcome} in ${seconds.toFixed(1)} s.${outage}${gap}`;
}
