import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { secrets } from "@seaworthy/infra/secret-table";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { readApiDocument } from "@seaworthy/platform/bundle/read-api-document";
import { readStackFile } from "@seaworthy/stack/config/stack-file";
import { runProgram } from "@seaworthy/stack/testing/program";
import { z } from "zod";

export type Kind = "route" | "resource" | "secret" | "binding" | "role" | "table" | "path";

/** A name that belongs to the stack, and its pattern in sources. */
export interface StackName {
  readonly kind: Kind;
  readonly name: string;
  readonly pattern: RegExp;
}

/** The stack's names, read from the stack itself, so a team that changes it changes this list. */
export async function stackNames(root: string): Promise<StackName[]> {
  const { declared } = await runProgram(readStackFile("prod"));
  const roles = declared.filter(({ type }) => type === "seaworthy:index:DatabaseRole");
  const ofPlatform = new Set(tableOfBindings([]).map(({ name }) => name));
  const names = {
    route: await ownRoutes(root),
    resource: declared.map(({ name }) => name),
    secret: secrets.map(({ name }) => name),
    binding: [
      ...tableOfBindings(modules)
        .map(({ name }) => name)
        .filter((name) => !ofPlatform.has(name)),
      ...secrets.flatMap(({ binding }) => binding ?? []).filter((name) => !ofPlatform.has(name)),
    ],
    role: roles.map(({ inputs }) => z.string().parse(inputs.role ?? inputs.name)),
    table: await tablesIn(root, "app/{migrations,src/modules/*/migrations}/*.sql"),
    path: ["app", "infra", "policies"],
  } satisfies Record<Kind, readonly string[]>;
  return Object.entries(names).flatMap(([kind, all]) =>
    [...new Set(all)].sort().map((name) => ({
      kind: kind as Kind,
      name,
      pattern: patternOf(kind as Kind, name),
    })),
  );
}

const routesSchema = z.object({ paths: z.record(z.string(), z.unknown()) });

/** Routes in the API document that the platform does not register itself. */
export async function ownRoutes(root: string): Promise<string[]> {
  const { paths } = routesSchema.parse(readApiDocument(join(root, "app/src/modules.ts")));
  const files = globSync("packages/platform/*/*.ts", { cwd: root });
  const platform = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
  return Object.keys(paths)
    .filter((path) => !platform.some((text) => text.includes(`path: "${path}"`)))
    .map((path) => path.replace(/\/\{.*$/, ""));
}

/** Tables that those migrations create. */
export async function tablesIn(root: string, migrations: string): Promise<string[]> {
  const files = globSync(migrations, { cwd: root });
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
  return texts.flatMap((text) =>
    [...text.matchAll(/create table (?:if not exists )?(?:public\.)?(\w+)/gi)].map(
      ([, table = ""]) => table,
    ),
  );
}

/**
 * A compound name is searched for anywhere; a single word (`redis`, `posts`) only where it is
 * unambiguous: as a whole text, or as the table of a statement.
 */
export function patternOf(kind: Kind, name: string): RegExp {
  const word = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  if (kind === "path")
    return new RegExp(`(?<![\\w@/.$-])${word}/[\\w<*]|join\\([^()]*"${word}"[,)]`);
  if (kind === "table")
    return new RegExp(`\\b(?:from|into|update|table|on|join) (?:public\\.)?${word}\\b`, "i");
  if (kind === "route") return new RegExp(`(?<![\\w-])${word}(?![\\w-])`);
  if (/[-_]/.test(name)) return new RegExp(`(?<![\\w-])${word}(?![\\w-])`);
  return new RegExp(`["'\`]${word}["'\`]`);
}
