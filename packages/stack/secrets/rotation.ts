import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";

const schema = z.strictObject({ steps: z.record(z.string(), z.string()), hold: z.boolean() });

/** A rotation's instructions for one run of the engine. */
export interface RotationRun {
  /** By the secret's name: `publish:2`. Unnamed secrets stay in their phase. */
  readonly steps: Readonly<Record<string, string>>;
  /**
   * Uploads the version without changing the deployment: the rotation shifts traffic to it
   * gradually.
   */
  readonly hold: boolean;
}

/**
 * Steps come from the environment because they belong to a single run; in a stack file they would
 * persist. Throws CONFIG_INVALID.
 */
export function readRotation(environment: Environment = readEnvironment()): RotationRun {
  const text = environment.SEAWORTHY_ROTATION;
  if (text === undefined) return { steps: {}, hold: false };
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Only `seaworthy rotate` may set SEAWORTHY_ROTATION. Unset it.",
      { cause },
    );
  }
}
