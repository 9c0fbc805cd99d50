import * as pulumi from "@pulumi/pulumi";
import { pluginVersion } from "@seaworthy/plugins/seaworthy/version";

/** The caller's options, plus the plugin's version and the outputs that state must encrypt. */
export function pluginOptions(
  options: pulumi.CustomResourceOptions | undefined,
  secretOutputs: readonly string[] = [],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(
    { version: pluginVersion, additionalSecretOutputs: [...secretOutputs] },
    options,
  );
}
