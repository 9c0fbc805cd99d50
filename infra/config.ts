import * as pulumi from "@pulumi/pulumi";
import { SeaworthyError } from "@seaworthy/core/errors";
import { parseConfig } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";

export type { Config } from "./config/schema.ts";

/**
 * The running stack's configuration, fully validated before any resource is registered. On mistakes
 * only their list is printed: Pulumi prints a RunError without its stack trace.
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
