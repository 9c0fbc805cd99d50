import { findProject } from "@seaworthy/core/project";
import { moduleFolder, readModuleTable } from "@seaworthy/platform/bundle/entry";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import { addMigration, type MigrationOptions } from "../../add/migration.ts";
import { addModule, addModuleFrom } from "../../add/module.ts";
import { addPolicy } from "../../add/policy.ts";
import { addSecret, type SecretOptions } from "../../add/secret.ts";

interface ModuleOptions {
  readonly item?: string;
  readonly from?: string;
}

export function module(name: string, { item, from }: ModuleOptions): void {
  const project = findProject();
  say(
    from === undefined ? addModule(project, name, item) : addModuleFrom(project, name, from),
    "npx seaworthy up local",
  );
}

export function secret(name: string, options: SecretOptions): void {
  const next =
    options.madeAt === undefined
      ? "npx seaworthy up local"
      : "name its binding in the `secrets` of the module.ts that uses it, then npx seaworthy up local";
  say(addSecret(findProject(), name, options), next);
}

export function policy(name: string): void {
  say(addPolicy(findProject(), name), "npx seaworthy check local");
}

export async function migration(name: string, options: MigrationOptions): Promise<void> {
  const project = findProject();
  const { modules: table } = project.tables;
  const { modules } = await readModuleTable(table);
  const folders = modules.map((one) => [one.name, moduleFolder(table, one.name)] as const);
  const known = { sources: migrationSources(table, modules), modules: Object.fromEntries(folders) };
  say(addMigration(project, name, options, known), "npx seaworthy migrate local up");
}

function say(lines: readonly string[], next: string): void {
  process.stdout.write(`${lines.map((line) => `${line}\n`).join("")}Next: ${next}\n`);
}
