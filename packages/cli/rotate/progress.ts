import { SeaworthyError } from "@seaworthy/core/errors";
import { Listr } from "listr2";
import { progressOptions } from "../progress.ts";
import { jsonLines, plainLines, type Report, type RotationEvent } from "./events.ts";

export interface Progress {
  readonly report: Report;
  /** Call after the last event; an unfinished step is shown as failed. */
  end(): Promise<void>;
}

/** How a run is displayed: events as JSON, steps redrawn on a terminal, or plain lines. */
export function showProgress({ json = false }: { readonly json?: boolean }): Progress {
  if (!json && process.stdout.isTTY) return onTerminal();
  return { report: json ? jsonLines : plainLines, end: async () => {} };
}

/** What is displayed during a step. */
const titles: Readonly<Record<string, string>> = {
  prepare: "prepare: create the new values and accept them beside the old ones",
  test: "test: use them the way their consumers will",
  accept: "accept: deploy the version that accepts both",
  publish: "publish: deploy the version that uses the new ones",
  grace: "grace: the old ones are still accepted",
  quiet: "quiet: wait until no consumer uses the old ones",
  revoke: "revoke: revoke the old ones",
  prove: "prove: check that the old ones are rejected",
  record: "record: update the state",
  undo: "undo: return to the old ones",
};

interface ShownStep {
  /** Whether it succeeded. */
  end(isDone: boolean): void;
  /** A line below it, while it runs. */
  say(text: string): void;
  draw(): Promise<unknown>;
}

/** One list per step: the next is drawn when the previous one ends. */
function onTerminal(): Progress {
  let drawn: Promise<unknown> = Promise.resolve();
  let running: ShownStep | undefined;
  const endStep = (isDone: boolean) => {
    running?.end(isDone);
    running = undefined;
  };
  const report = (event: RotationEvent) => {
    if (event.event === "failed") endStep(false);
    if (event.event === "step" && event.at === "before") {
      const step = showStep(titles[event.step] ?? event.step);
      running = step;
      drawn = drawn.then(step.draw);
    } else if (event.event === "step") endStep(true);
    else if (event.event === "in-grace" && running)
      running.say(`${Math.ceil(event.remainingSeconds)} s left`);
    else drawn = drawn.then(() => plainLines(event));
  };
  return {
    report,
    end: async () => {
      endStep(false);
      await drawn;
    },
  };
}

function showStep(title: string): ShownStep {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let said = "";
  let show = (text: string) => {
    said = text;
  };
  const rendererOptions = { ...progressOptions.rendererOptions, showErrorMessage: false };
  const options = { ...progressOptions, rendererOptions, exitOnError: false };
  const draw = () =>
    new Listr(
      [
        {
          title,
          task: async (_context, task) => {
            show = (text) => {
              task.output = text;
            };
            if (said !== "") show(said);
            // Only affects the display: the actual error is reported elsewhere.
            if (!(await promise)) throw new SeaworthyError("ROTATION_REFUSED", title);
          },
        },
      ],
      options,
    ).run();
  return { end: resolve, say: (text) => show(text), draw };
}
