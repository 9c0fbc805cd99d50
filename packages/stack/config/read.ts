import * as pulumi from "@pulumi/pulumi";
import { SeaworthyError } from "@seaworthy/core/errors";
import { parseConfig } from "./parse.ts";
import type { Config, Configuration } from "./schema.ts";

/**
 * The running stack's configuration, checked as a whole before any resource is registered.
 * Mistakes end the program with their list alone: Pulumi prints a RunError without its stack.
 */
export function readConfig(configuration: Configuration): Config {
  try {
    return parseConfig(configuration, pulumi.runtime.allConfig());
  } catch (thrown) {
    if (thrown instanceof SeaworthyError)
      throw new pulumi.RunError(`${thrown.code}: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}
