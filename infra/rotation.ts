import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";

const schema = z.strictObject({ steps: z.record(z.string(), z.string()), hold: z.boolean() });

/** What a rotation run asks of one run of the engine. */
export interface RotationRun {
  /**
   * By the secret's name: `publish:2`. A secret that is not named stays in the phase that it is in.
   */
  readonly steps: Readonly<Record<string, string>>;
  /**
   * The version is uploaded and the deployment left as it is: the rotation sends traffic to it bit
   * by bit.
   */
  readonly hold: boolean;
}

/**
 * Steps come by the environment, because they are of one run: a stack file would keep them. Throws
 * CONFIG_INVALID.
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
