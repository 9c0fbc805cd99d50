import { SeaworthyError } from "@seaworthy/core/errors";
import { environmentNamed } from "@seaworthy/readiness/plan/environment";

/** As in `seaworthy:preview.name`: part of every resource's name. */
const form = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** Whether a stack may have been made by `up --ephemeral`. */
export const isPreviewName = (name: string): boolean =>
  form.test(name) && environmentNamed(name) === undefined;

/** Throws USAGE for a name that a preview cannot have. */
export function requirePreviewName(name: string): void {
  if (environmentNamed(name) !== undefined)
    throw new SeaworthyError(
      "USAGE",
      `${name} is the name of an environment, and a preview is deleted: choose another, such as pr-123. Nothing was changed.`,
    );
  if (!form.test(name))
    throw new SeaworthyError(
      "USAGE",
      `A preview's name has at most 20 lower case letters, digits and hyphens, such as pr-123: not ${name}. Nothing was changed.`,
    );
}
