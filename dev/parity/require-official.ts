import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { builtInPlugins } from "@seaworthy/plugins/table";

/** The layout the bridge expects for providers that it cannot download. */
const layout =
  "$PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR/registry.opentofu.org/<namespace>/<name>/<version>/linux_amd64/terraform-provider-<name>_v<version>";

/** Go embeds in each binary the module that it was built from. */
const builtByPulumi = "path\tgithub.com/pulumi/pulumi-";

/**
 * Throws TOOL_MISSING, saying what to put where, unless the folder contains each official plugin,
 * built from Pulumi's own modules.
 */
export function requireOfficial(folder: string): void {
  const names = builtInPlugins.map(({ name }) => `pulumi-resource-${name}`);
  const missing = names.filter((name) => !isExecutable(join(folder, name)));
  const others = names.filter((name) => !missing.includes(name) && !isPulumis(join(folder, name)));
  if (missing.length === 0 && others.length === 0) return;
  if (missing.length === 0)
    throw new SeaworthyError(
      "TOOL_MISSING",
      `${others.join(", ")} in ${folder}: not built from a module of github.com/pulumi, so not an official plugin. Replace it with the released one. No scenario was run.`,
    );
  throw new SeaworthyError(
    "TOOL_MISSING",
    `No executable ${missing.join(", ")} in ${folder}. Put the official plugins there. ` +
      `The bridge downloads its Terraform providers, or finds them at ${layout}. No scenario was run.`,
  );
}

const isPulumis = (file: string): boolean => readFileSync(file).includes(builtByPulumi);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // the caller reports it
  }
}
