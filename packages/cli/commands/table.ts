import type { Command } from "commander";
import { registerBlocks } from "./blocks.ts";
import { registerCheck } from "./check.ts";
import { registerDoctor } from "./doctor.ts";
import { registerDown } from "./down.ts";
import { registerEnv } from "./env.ts";
import { registerExplain } from "./explain.ts";
import { registerLogs } from "./logs.ts";
import { registerMigrate } from "./migrate.ts";
import { registerRotate } from "./rotate.ts";
import { registerSecrets } from "./secrets.ts";
import { registerStatus } from "./status.ts";
import { registerUp } from "./up.ts";

/**
 * Every command of `seaworthy`, in the order of its help. What a command does is loaded when it
 * runs, so that help and status answer at once.
 */
export const commands: readonly ((program: Command) => void)[] = [
  registerUp,
  registerStatus,
  registerEnv,
  registerLogs,
  registerBlocks,
  registerCheck,
  registerExplain,
  registerSecrets,
  registerRotate,
  registerMigrate,
  registerDoctor,
  registerDown,
];
