import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { hasErrno } from "@seaworthy/core/errors";
import { findProgram } from "@seaworthy/core/project";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import type { CheckResult } from "../../kit/plugin.ts";
import type { Values } from "../../kit/values.ts";
import type { Backend } from "../backend.ts";
import { migrationsShape } from "../shapes/migrations.ts";
import { withDatabase } from "./access.ts";
import { appliedMigrations, applyMigrations } from "./migrate.ts";
import { ledgerNames, type MigrationSource, readMigrations } from "./migration-files.ts";

/** The schema. Deleting the resource leaves it unchanged: what a migration created is data. */
export const migrations: ResourceType<Backend> = {
  token: "seaworthy:index:Migrations",
  shape: migrationsShape,
  naturalKey: ["host", "database"],
  importId: "host/database/adminUser/id",
  prepare: withChecksum,
  calls: {
    find: async () => undefined,
    create: (_backend, inputs) => apply(inputs),
    read: async (_backend, id, known) => {
      const access = { ...known, directory: known.directory ?? id };
      const applied = await withDatabase(access, appliedMigrations);
      return applied && remote(access, applied);
    },
    update: (_backend, _id, inputs) => apply(inputs),
  },
};

async function apply(inputs: Values): Promise<Remote> {
  return remote(inputs, await applyMigrations(inputs, sourcesOf(inputs)));
}

/** Files that the database lacks result in a different checksum, so the next `up` applies them. */
function remote(inputs: Values, applied: readonly string[]): Remote {
  const { host, database, adminUser, directory, sources } = inputs;
  const names = [...ledgerNames(readMigrations(sourcesOf(inputs)), applied).keys()];
  const missing = names.filter((name) => !applied.includes(name));
  const checksum =
    missing.length === 0
      ? (inputs.checksum ?? checksumOf(sourcesOf(inputs)))
      : `not applied: ${missing.join(", ")}`;
  const values = {
    host: host ?? null,
    database: database ?? null,
    adminUser: adminUser ?? null,
    directory: directory ?? null,
    ...defined({ sources }),
    checksum,
    applied,
  };
  return { id: String(directory), values };
}

function withChecksum(inputs: Values): CheckResult {
  if (typeof inputs.directory !== "string") return { inputs, failures: [] };
  const reason = mistakeIn(sourcesOf(inputs));
  if (reason !== undefined) return { inputs, failures: [{ property: "directory", reason }] };
  const checksum = inputs.checksum ?? checksumOf(sourcesOf(inputs));
  return { inputs: { ...inputs, checksum }, failures: [] };
}

function mistakeIn(sources: readonly MigrationSource[]): string | undefined {
  const folders = sources.map(({ folder }) => folder).join(", ");
  try {
    return readMigrations(sources).length === 0
      ? `INPUT_INVALID: ${folders}: no migrations such as 0001_posts.sql.`
      : undefined;
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR", "EACCES"))
      return `INPUT_INVALID: folder ${(thrown as NodeJS.ErrnoException).path ?? folders} does not exist or cannot be read.`;
    throw thrown;
  }
}

function checksumOf(sources: readonly MigrationSource[]): string {
  const hash = createHash("sha256");
  for (const { source = "", file, path } of readMigrations(sources)) {
    const content = readFileSync(path);
    hash.update(`${source}\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** The stack's own folder and other folders with migrations. */
function sourcesOf({ directory, sources }: Values): MigrationSource[] {
  const more = Array.isArray(sources) ? (sources as { name: string; directory: string }[]) : [];
  return [
    ...more.map((source) => ({ name: source.name, folder: folderOf(source.directory) })),
    { folder: folderOf(directory) },
  ];
}

/**
 * Relative to the folder of Pulumi.yaml, which is the plugin's working directory or one of its
 * parents.
 */
const folderOf = (directory: unknown): string => resolve(findProgram(), String(directory));
