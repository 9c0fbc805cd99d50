import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Values } from "@seaworthy/plugins/kit/values";
import { z } from "zod";
import type { Stack } from "../project.ts";
import { stackOutputs } from "../pulumi/stack.ts";
import { readLocalStatus } from "../status/local.ts";

/** One database that has migrations, and the login that owns its schema. */
export interface MigratedDatabase {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly access: Values;
}

/**
 * The databases of a stack with the folders of their migrations, in the order in which they are
 * migrated.
 */
const databases = [
  { name: "app", folder: "app/migrations", url: (urls: { direct: string }) => urls.direct },
] as const;

const outputsSchema = z.object({ databaseUrls: z.object({ direct: z.string() }) });

/**
 * The databases of the stack, or the one of that name. Throws USAGE, CLOUD_NOT_RUNNING,
 * PULUMI_FAILED, CONFIG_INVALID.
 */
export async function databasesOf(
  stack: Stack,
  only: string | undefined,
): Promise<readonly MigratedDatabase[]> {
  const wanted = databases.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0) {
    throw new SeaworthyError(
      "USAGE",
      `There is no database ${only}. Databases here: ${databases.map(({ name }) => name).join(", ")}.`,
    );
  }
  const urls = await urlsOf(stack);
  return wanted.map(({ name, folder, url }) => ({
    name,
    folder: join(findProject().root, folder),
    access: accessOf(url(urls)),
  }));
}

async function urlsOf(stack: Stack): Promise<{ direct: string }> {
  if (stack.isLocal) return (await readLocalStatus(true)).database;
  const outputs = outputsSchema.safeParse(await stackOutputs(stack, {}, true));
  if (outputs.success) return outputs.data.databaseUrls;
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Stack ${stack.name} has no output databaseUrls.direct. Run "npx seaworthy up ${stack.name}" first.`,
  );
}

/**
 * `postgresql://user:password@host:port/database`, taken apart: its text could end up in an error.
 */
export function accessOf(url: string): Values {
  if (!URL.canParse(url))
    throw new SeaworthyError(
      "CONFIG_INVALID",
      'There is no database yet. Run "npx seaworthy up" first.',
    );
  const { host, pathname, username, password } = new URL(url);
  return {
    host,
    database: decodeURIComponent(pathname.slice(1)),
    adminUser: decodeURIComponent(username),
    adminPassword: decodeURIComponent(password),
  };
}
