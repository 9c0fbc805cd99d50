import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isEnvironmentVariable } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { permissivePlugins } from "./declared-plugins.ts";

/** An isolated environment for previews, removed afterwards. */
export interface EphemeralStack {
  readonly directory: string;
  /** The complete environment of `pulumi`: no vendor or Pulumi variable is inherited. */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * A PULUMI_HOME whose plugins accept everything as declared, under each name and version that the
 * program's packages require, and its own state.
 * @param root folder of the program's Pulumi.yaml
 */
export async function openEphemeralStack(
  root: string,
  report: (line: string) => void,
): Promise<EphemeralStack> {
  const toolchain = await installToolchain({ report });
  const directory = mkdtempSync(join(tmpdir(), "sea-check-"));
  const close = async () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    await preparePulumiHome(join(directory, "pulumi"), toolchain, permissivePlugins(root));
    return { directory, environment: { ...ownEnvironment(directory), ...nowhere }, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function ownEnvironment(directory: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !isEnvironmentVariable(name) && !name.startsWith("PULUMI_"),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: `${findProject().programs}:${process.env.PATH ?? ""}`,
    NODE_OPTIONS: [process.env.NODE_OPTIONS, ...programOptions].join(" ").trim(),
    // Compiled code is neither secret nor state: sharing it makes the engine start twice as fast.
    NODE_COMPILE_CACHE: join(findProject().pulumiHome, "compile-cache"),
    PULUMI_HOME: join(directory, "pulumi"),
    PULUMI_BACKEND_URL: stateUrl(join(directory, "state")),
    PULUMI_CONFIG_PASSPHRASE: "protects nothing: the state is deleted",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Of the program's own Node.js: `import.meta.resolve` finds the compiled file too. */
const programOptions = [
  "--disable-warning=ExperimentalWarning",
  `--import=${import.meta.resolve("@seaworthy/cli/check/preview/stack-references")}`,
];

/** A preview calls no vendor; an attempt would find nothing at this address. */
const address = "http://127.0.0.1:9";
const nowhere: NodeJS.ProcessEnv = {
  CLOUDFLARE_BASE_URL: address,
  CLOUDFLARE_API_TOKEN: "stand-in",
  SUPABASE_API_ENDPOINT: address,
  SUPABASE_ACCESS_TOKEN: "stand-in",
  SENTRY_BASE_URL: address,
  SENTRY_AUTH_TOKEN: "stand-in",
  UPSTASH_API_URL: address,
  UPSTASH_EMAIL: "stand-in@localhost",
  UPSTASH_API_KEY: "stand-in",
};

/** Creates a separate state in that folder. */
export function stateUrl(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return `${pathToFileURL(directory).href}?metadata=skip`;
}
