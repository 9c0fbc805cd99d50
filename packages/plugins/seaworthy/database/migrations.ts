import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";
import { findProgram } from "@seaworthy/core/project";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import { list, output, type Shape, string } from "../../engine/shape.ts";
import type { CheckResult } from "../../kit/plugin.ts";
import type { Values } from "../../kit/values.ts";
import type { Backend } from "../backend.ts";
import { accessShape, withDatabase } from "./access.ts";
import { appliedMigrations, applyMigrations } from "./migrate.ts";
import { migrationFiles, migrationName } from "./migration-files.ts";

const shape: Shape = {
  ...accessShape,
  directory: string({ mode: "required" }),
  checksum: string({ mode: "computed" }),
  applied: list(string(), { ...output, moves: true }),
};

/** The schema. Deleting the resource leaves it as it is: what a migration made is data. */
export const migrations: ResourceType<Backend> = {
  token: "seaworthy:index:Migrations",
  shape,
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
  return remote(inputs, await applyMigrations(inputs, folderOf(inputs)));
}

/** Files that the database lacks show as another checksum, so the next `up` applies them. */
function remote(inputs: Values, applied: readonly string[]): Remote {
  const { host, database, adminUser, directory } = inputs;
  const missing = migrationFiles(folderOf(inputs)).filter(
    (file) => !applied.includes(migrationName(file)),
  );
  const checksum =
    missing.length === 0
      ? (inputs.checksum ?? checksumOf(folderOf(inputs)))
      : `not applied: ${missing.join(", ")}`;
  const values = {
    host: host ?? null,
    database: database ?? null,
    adminUser: adminUser ?? null,
    directory: directory ?? null,
    checksum,
    applied,
  };
  return { id: String(directory), values };
}

function withChecksum(inputs: Values): CheckResult {
  if (typeof inputs.directory !== "string") return { inputs, failures: [] };
  const folder = folderOf(inputs);
  const reason = folderMistake(folder);
  if (reason !== undefined) return { inputs, failures: [{ property: "directory", reason }] };
  return { inputs: { ...inputs, checksum: inputs.checksum ?? checksumOf(folder) }, failures: [] };
}

function folderMistake(folder: string): string | undefined {
  try {
    return migrationFiles(folder).length === 0
      ? `INPUT_INVALID: ${folder} holds no migrations such as 0001_posts.sql.`
      : undefined;
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR", "EACCES"))
      return `INPUT_INVALID: folder ${folder} does not exist or cannot be read.`;
    throw thrown;
  }
}

function checksumOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of migrationFiles(folder)) {
    const content = readFileSync(join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * Relative to the folder of Pulumi.yaml, which is above or at the one that the engine starts
 * plugins in.
 */
const folderOf = ({ directory }: Values): string => resolve(findProgram(), String(directory));
