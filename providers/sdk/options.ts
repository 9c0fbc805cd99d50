import * as pulumi from "@pulumi/pulumi";

/** The version of the `seaworthy` plugin that these classes are written for. */
export const pluginVersion = "0.1.0";

/** The caller's options, with the plugin's version and the outputs that state must keep encrypted. */
export function pluginOptions(
  options: pulumi.CustomResourceOptions | undefined,
  secretOutputs: readonly string[] = [],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions({ version: pluginVersion, additionalSecretOutputs: [...secretOutputs] }, options);
}
