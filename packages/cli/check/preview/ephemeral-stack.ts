import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isEnvironmentVariable } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { startCloud } from "@seaworthy/local/kernel/cloud";
import { deleteCloudDirectory } from "@seaworthy/local/kernel/data-directory";
import { localAccountEmail, type Tokens } from "@seaworthy/local/kernel/tokens";
import { vendorUrls } from "@seaworthy/local/kernel/vendor";
import { vendorFactories } from "@seaworthy/local/vendors";
import { installToolchain } from "@seaworthy/toolchain/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi-home";

/** A place to preview in that holds nothing of anybody's, and is gone afterwards. */
export interface EphemeralStack {
  readonly directory: string;
  /**
   * Everything that `pulumi` needs there: no variable of a vendor or of Pulumi comes from outside.
   */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * An empty local cloud in this process, which has the vendors' APIs and, with no project and no
 * Worker in it, no service to start; a PULUMI_HOME with the built-in plugins; and a state of its
 * own.
 */
export async function openEphemeralStack(report: (line: string) => void): Promise<EphemeralStack> {
  const toolchain = await installToolchain({ report });
  const directory = mkdtempSync(join(tmpdir(), "sea-check-"));
  const cloudDirectory = join(directory, "cloud");
  const remove = () => {
    deleteCloudDirectory(cloudDirectory);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await preparePulumiHome(join(directory, "pulumi"), toolchain);
    const cloud = await startCloud({ directory: cloudDirectory, vendors: vendorFactories });
    const close = async () => {
      await cloud.close();
      remove();
    };
    return {
      directory,
      environment: {
        ...ownEnvironment(directory),
        ...vendorAccess(cloud.context.controlUrl, cloud.context.tokens),
      },
      close,
    };
  } catch (thrown) {
    remove();
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
    // Compiled code is no secret and no state: sharing it makes the engine's start twice as fast.
    NODE_COMPILE_CACHE: join(findProject().pulumiHome, "compile-cache"),
    PULUMI_HOME: join(directory, "pulumi"),
    PULUMI_BACKEND_URL: stateUrl(join(directory, "state")),
    PULUMI_CONFIG_PASSPHRASE: "protects nothing: the state is deleted",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function vendorAccess(controlUrl: string, tokens: Tokens): NodeJS.ProcessEnv {
  const urls = vendorUrls(controlUrl);
  return {
    CLOUDFLARE_BASE_URL: urls.cloudflare,
    CLOUDFLARE_API_TOKEN: tokens.cloudflare,
    SUPABASE_API_ENDPOINT: urls.supabase,
    SUPABASE_ACCESS_TOKEN: tokens.supabase,
    SENTRY_BASE_URL: urls.sentry,
    SENTRY_AUTH_TOKEN: tokens.sentry,
    UPSTASH_API_URL: urls.upstash,
    UPSTASH_EMAIL: localAccountEmail,
    UPSTASH_API_KEY: tokens.upstash,
  };
}

/** A state of its own in that folder, which is made. */
export function stateUrl(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return `${pathToFileURL(directory).href}?metadata=skip`;
}
