import * as pulumi from "@pulumi/pulumi";
import { pluginVersion } from "@seaworthy/plugins/seaworthy/version";

/**
 * The caller's options, with the plugin's version and the outputs that state must keep encrypted.
 */
export function pluginOptions(
  options: pulumi.CustomResourceOptions | undefined,
  secretOutputs: readonly string[] = [],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(
    { version: pluginVersion, additionalSecretOutputs: [...secretOutputs] },
    options,
  );
}
