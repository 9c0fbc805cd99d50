import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { standInSecret } from "@seaworthy/core/stand-in";
import { stringify } from "yaml";
import { engine } from "./engine.ts";
import { readProject } from "./project-file.ts";
import { readStackFile } from "./stack-file.ts";
import type { StandInValues } from "./stand-in-values.ts";

export interface StandInRequest {
  /** Folder of the previewed Pulumi.yaml. */
  readonly root: string;
  readonly stack: string;
  readonly configFile: string;
  readonly values?: StandInValues;
  /** Where the copy goes. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Creates a stack of that name in the temporary state, configured by a copy of its file, and
 * returns the copy's path. The stack's salt, key and secrets provider are left out; made-up secrets
 * replace encrypted values.
 */
export async function createStandInStack({
  root,
  stack,
  configFile,
  values,
  directory,
  environment,
}: StandInRequest): Promise<string> {
  const { config, encrypted } = readStackFile(configFile);
  mkdirSync(directory, { recursive: true });
  const { stackConfigDir: _, ...project } = readProject(root);
  writeFileSync(join(directory, "Pulumi.yaml"), stringify(project));
  const copy = join(directory, `Pulumi.${basename(stack)}.yaml`);
  writeFileSync(copy, stringify({ config }), { mode: 0o600 });
  const run = (...args: string[]) =>
    engine([...args, "--non-interactive"], { directory, environment });
  await run("stack", "init", stack, "--secrets-provider", "passphrase");
  for (const path of encrypted)
    await run(
      "config",
      "set",
      "--secret",
      "--path",
      propertyPath(path),
      values?.get(propertyPath(path)) ?? standInSecret(),
      "--stack",
      stack,
    );
  return copy;
}

/** `seaworthy:database.project["pass word"]`, as `pulumi config set --path` parses it. */
const propertyPath = ([key, ...rest]: readonly (string | number)[]): string =>
  `${key}${rest.map((part) => (typeof part === "number" ? `[${part}]` : `["${part.replaceAll('"', '\\"')}"]`)).join("")}`;
