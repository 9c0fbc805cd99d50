import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import type { Client } from "pg";
import type { MigratedDatabase } from "../migrate/databases.ts";
import { type Comparison, restoreRows, saveRows, unmatchedTables } from "./copy-rows.ts";
import { createScratchProject, type ScratchPorts } from "./scratch-project.ts";

export interface RestoreTrial extends Comparison {
  readonly project: string;
  /** Tables of the stack that the migrations do not make in this form. */
  readonly unmatchedTables: readonly string[];
  readonly seconds: number;
  readonly isRestored: boolean;
}

/**
 * Saves the stack's rows, restores them into a new Supabase project under the schema of the
 * migrations, compares, and deletes the project. The stack is only read. A database without tables
 * has shown nothing.
 */
export async function tryRestore(
  { access, sources }: MigratedDatabase,
  projectRef: string,
  ports: ScratchPorts,
): Promise<RestoreTrial> {
  const began = ports.nowMs();
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-restore-"));
  try {
    const rows = await saveRows(access, folder);
    const scratch = await createScratchProject(projectRef, ports);
    try {
      await copySurroundings(access, scratch.access);
      await withDatabase(scratch.access, (client) =>
        runMigrations(client, sources, { direction: "up" }),
      );
      const unmatched = await unmatchedTables(scratch.access, rows);
      const compared =
        unmatched.length > 0
          ? { ...nothing, tables: rows.saved.length }
          : await restoreRows(scratch.access, rows);
      const different = [...unmatched, ...compared.differentTables, ...compared.differentSequences];
      return {
        ...compared,
        project: scratch.ref,
        unmatchedTables: unmatched,
        seconds: Math.round((ports.nowMs() - began) / 1000),
        isRestored: compared.tables > 0 && different.length === 0,
      };
    } finally {
      await scratch.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nothing: Comparison = {
  ...{ tables: 0, rows: 0, sequences: 0, differentTables: [], differentSequences: [] },
};

/** Roles and extensions that migrations take for granted, but no passwords. */
async function copySurroundings(from: Values, to: Values): Promise<void> {
  const own = await withDatabase(from, surroundings);
  await withDatabase(to, async (client) => {
    const there = await surroundings(client);
    const has = new Set(there.roles);
    for (const role of own.roles.filter((one) => !has.has(one)))
      await client.query(`create role ${client.escapeIdentifier(role)} nologin`);
    const installed = new Set(there.extensions.map(({ name }) => name));
    for (const { name, schema } of own.extensions.filter((one) => !installed.has(one.name))) {
      const [extension, at] = [name, schema].map((one) => client.escapeIdentifier(one));
      await client.query(`create schema if not exists ${at}`);
      await client.query(`create extension ${extension} with schema ${at}`);
    }
  });
}

async function surroundings(client: Client) {
  const roles = await client.query<{ name: string }>(
    "select rolname as name from pg_roles where rolname !~ '^pg_' order by 1",
  );
  const extensions = await client.query<{ name: string; schema: string }>(
    `select e.extname as name, n.nspname as schema from pg_extension e
     join pg_namespace n on n.oid = e.extnamespace order by 1`,
  );
  return { roles: roles.rows.map(({ name }) => name), extensions: extensions.rows };
}

export function restoreText(stack: string, database: string, trial: RestoreTrial): string {
  const { tables, rows, sequences, seconds, isRestored, project } = trial;
  const differing = [
    ...trial.unmatchedTables.map((name) => `${name} has other columns than the migrations make`),
    ...trial.differentTables.map((name) => `${name} has other rows`),
    ...trial.differentSequences.map((name) => `${name} goes on elsewhere`),
    ...(tables === 0 ? ["it has no tables, so nothing was shown"] : []),
  ];
  const lines = [
    `${isRestored ? "✓" : "✗"} ${stack}, database ${database}: ${tables} tables with ${rows} rows and ${sequences} sequences, restored into project ${project} and compared in ${seconds} s; the project was deleted`,
    ...differing.map((one) => `  ${one}`),
  ];
  return `${lines.join("\n")}\n`;
}
