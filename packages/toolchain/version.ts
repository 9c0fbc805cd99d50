/**
 * The only Pulumi version used here; a test compares it with the versions in package.json and
 * go.mod.
 */
export const pulumiVersion = "3.251.0";

/**
 * Where the CLI and its language hosts are stored together, so that the CLI finds them next to
 * itself.
 */
export interface Toolchain {
  readonly version: string;
  readonly source: ToolchainSource;
  /** Contains `pulumi` and `pulumi-language-nodejs`. */
  readonly binDirectory: string;
}

export const toolchainSources = ["official download", "built from Go module"] as const;
export type ToolchainSource = (typeof toolchainSources)[number];
