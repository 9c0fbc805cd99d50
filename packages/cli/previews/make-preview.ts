import { existsSync, readFileSync } from "node:fs";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { durationMs } from "../duration.ts";
import { pulumi } from "../pulumi/run.ts";
import { writeWhole } from "../pulumi/stack-file.ts";
import { keepUntil, previewUntil, stacksInBackend } from "./expiry.ts";
import { previewFile, previewIn } from "./preview-file.ts";
import { requirePreviewName } from "./preview-name.ts";

export interface PreviewOptions {
  /** The stack whose file it is made from. */
  readonly like: string;
  /** How long it is kept after this `up`: `7d`. */
  readonly for: string;
  readonly environment: Environment;
  readonly now: Date;
}

/**
 * Writes the preview's stack file. Throws USAGE, STACK_UNKNOWN and CONFIG_INVALID before anything
 * is written.
 */
export function writePreviewFile(name: string, { like, for: kept }: PreviewOptions): void {
  requirePreviewName(name);
  durationMs("--for", kept);
  const file = findProject().stackFile(name);
  if (existsSync(file) && previewIn(readFileSync(file, "utf8")) !== name)
    throw realStack(name, `Pulumi.${name}.yaml is the file of a stack that is not a preview`);
  const base = findProject().stackFile(like);
  if (!existsSync(base))
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `There is no Pulumi.${like}.yaml to make the preview from: name another stack with --like. Nothing was changed.`,
    );
  writeWhole(file, previewFile({ name, base: like, text: readFileSync(base, "utf8") }), 0o644);
}

/** Creates the stack in the backend if needed, and says until when it is kept. */
export async function openPreview(
  name: string,
  { like, for: kept, environment, now }: PreviewOptions,
): Promise<Date> {
  const known = (await stacksInBackend(environment)).some(
    (stack) => stack.split("/").at(-1) === name,
  );
  if (known && (await previewUntil(name, environment)) === undefined)
    throw realStack(name, `The backend has a stack ${name} that is not a preview`);
  if (!known)
    await pulumi(["stack", "init", name, ...secretsProviderOf(like)], {
      environment,
      output: "collect",
    });
  const until = new Date(now.getTime() + durationMs("--for", kept));
  await keepUntil(name, until, environment);
  return until;
}

const realStack = (name: string, why: string) =>
  new SeaworthyError(
    "USAGE",
    `${why}: --ephemeral would replace it. Choose another name. Nothing was changed in stack ${name}.`,
  );

/** As the base's secrets are encrypted: by the same service, and never with its key. */
function secretsProviderOf(base: string): string[] {
  const text = readFileSync(findProject().stackFile(base), "utf8");
  const [, provider] = /^secretsprovider:\s*(\S+)/m.exec(text) ?? [];
  if (provider !== undefined) return ["--secrets-provider", provider];
  return /^encryptionsalt:/m.test(text) ? ["--secrets-provider", "passphrase"] : [];
}
