import { codeFile } from "@seaworthy/core/code-file";

export interface BuiltInPlugin {
  /** `cloudflare` of `pulumi-resource-cloudflare`. */
  readonly name: string;
  /** The version that the packages require. */
  readonly version: string;
  /** Run by Node ≥22.18 without a build. Absolute. */
  readonly entry: string;
  /** Passed to the entry before the engine's own arguments. */
  readonly arguments?: readonly string[];
}

/**
 * The plugins used by the local stack and by checks without credentials, under the names of the
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
