import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { standInSecret } from "@seaworthy/core/stand-in";
import { stringify } from "yaml";
import { engine } from "./engine.ts";
import { readStackFile } from "./stack-file.ts";

export interface StandInRequest {
  /** Folder of the previewed Pulumi.yaml. */
  readonly root: string;
  readonly stack: string;
  readonly configFile: string;
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
  directory,
  environment,
}: StandInRequest): Promise<string> {
  const { config, encrypted } = readStackFile(configFile);
  mkdirSync(directory, { recursive: true });
  copyFileSync(join(root, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  const copy = join(directory, `Pulumi.${stack}.yaml`);
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
      standInSecret(),
      "--stack",
      stack,
    );
  return copy;
}

/** `seaworthy:database.project["pass word"]`, as `pulumi config set --path` parses it. */
const propertyPath = ([key, ...rest]: readonly (string | number)[]): string =>
  `${key}${rest.map((part) => (typeof part === "number" ? `[${part}]` : `["${part.replaceAll('"', '\\"')}"]`)).join("")}`;
