import * as pulumi from "@pulumi/pulumi";
import { SeaworthyError } from "@seaworthy/core/errors";
import { parseConfig } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";

export type { Config } from "./config/schema.ts";

/**
 * The running stack's configuration, checked as a whole before any resource is registered.
 * Mistakes end the program with their list alone: Pulumi prints a RunError without its stack.
 */
export function readConfig(): Config {
  try {
    return parseConfig(pulumi.runtime.allConfig());
  } catch (thrown) {
    if (thrown instanceof SeaworthyError)
      throw new pulumi.RunError(`${thrown.code}: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}
