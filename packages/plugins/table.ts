import { join } from "node:path";

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
    entry: join(import.meta.dirname, "cloudflare", "main.ts"),
  },
  {
    name: "terraform-provider",
    version: "1.1.3",
    entry: join(import.meta.dirname, "terraform-provider", "main.ts"),
  },
];
