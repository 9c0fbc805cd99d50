import { codeFile } from "@seaworthy/core/code-file";

export interface BuiltInPlugin {
  /** `cloudflare` of `pulumi-resource-cloudflare`. */
  readonly name: string;
  /** The version that the packages ask for. */
  readonly version: string;
  /** Run by Node ≥22.18 without a build. Absolute. */
  readonly entry: string;
  /** Given to the entry before the engine's own. */
  readonly arguments?: readonly string[];
}

/**
 * The plugins that the local stack and checks without credentials run on, under the names of the
 * official ones.
 */
export const builtInPlugins: readonly BuiltInPlugin[] = [
  {
    name: "cloudflare",
    version: "6.22.1",
    entry: codeFile(import.meta, "cloudflare/main"),
  },
  {
    name: "terraform-provider",
    version: "1.1.3",
    entry: codeFile(import.meta, "terraform-provider/main"),
  },
];
