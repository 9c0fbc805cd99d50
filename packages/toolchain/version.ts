/**
 * The one Pulumi that everything here runs on; a test holds it equal to the versions in
 * package.json and go.mod.
 */
export const pulumiVersion = "3.251.0";

/** Where the CLI and its language hosts lie together, so that the CLI finds them beside itself. */
export interface Toolchain {
  readonly version: string;
  readonly source: ToolchainSource;
  /** Holds `pulumi` and `pulumi-language-nodejs`. */
  readonly binDirectory: string;
}

export const toolchainSources = ["official download", "built from Go module"] as const;
export type ToolchainSource = (typeof toolchainSources)[number];
