export interface BuiltInPlugin {
  /** `cloudflare` of `pulumi-resource-cloudflare`. */
  readonly name: string;
  /** The version that the packages ask for. */
  readonly version: string;
  /** Run by Node ≥22.18 without a build; relative to the repository's root. */
  readonly entry: string;
}

/**
 * The plugins that the local stack and checks without credentials run on, under the names of the
 * official ones.
 */
export const builtInPlugins: readonly BuiltInPlugin[] = [
  { name: "cloudflare", version: "6.22.1", entry: "packages/plugins/cloudflare/main.ts" },
  {
    name: "terraform-provider",
    version: "1.1.3",
    entry: "packages/plugins/terraform-provider/main.ts",
  },
];
