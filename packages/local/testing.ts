import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cloud, type CloudOptions, startCloud } from "./kernel/cloud.ts";
import type { CloudContext } from "./kernel/context.ts";
import { deleteCloudDirectory } from "./kernel/data-directory.ts";
import { silentLogger } from "./kernel/logger.ts";
import type { Tokens } from "./kernel/tokens.ts";
import { vendorUrls } from "./kernel/vendor.ts";
import type { VendorName } from "./kernel/vendor-name.ts";

export interface TestCloud {
  readonly context: CloudContext;
  /** Base URLs in the form that clients expect. */
  readonly control: Readonly<Record<VendorName, string>>;
  readonly tokens: Tokens;
  readonly directory: string;
  /** Closes everything and opens the same directory again, like `down` and `up`. */
  restart(): Promise<void>;
  /** Closes everything and deletes the directory. */
  close(): Promise<void>;
}

/** Runs the named vendors with their real services, on free ports in a temporary folder. */
export async function startTestCloud(
  options: Omit<CloudOptions, "directory"> & { directory?: string },
): Promise<TestCloud> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "sea-"));
  chmodSync(directory, 0o711);
  const open = () => startCloud({ log: silentLogger, ...options, directory });
  let cloud: Cloud = await open();
  return {
    get context() {
      return cloud.context;
    },
    get control() {
      return vendorUrls(cloud.context.controlUrl);
    },
    get tokens() {
      return cloud.context.tokens;
    },
    directory,
    restart: async () => {
      await cloud.close();
      cloud = await open();
    },
    close: async () => {
      await cloud.close();
      deleteCloudDirectory(directory);
    },
  };
}
