import { PRESET_TIMER } from "listr2";

/**
 * Steps with their durations: redrawn in a terminal, plain lines without cursor escapes in a pipe.
 */
export const progressOptions = {
  renderer: process.stdout.isTTY ? ("default" as const) : ("simple" as const),
  rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
  fallbackRenderer: "simple" as const,
};
