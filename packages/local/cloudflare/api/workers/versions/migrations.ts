import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import type {
  MigrationStep,
  MigrationsDocument,
  NamespaceDocument,
  WorkerDocument,
} from "../../documents.ts";
import { Refusal } from "../../envelope.ts";
import { newId } from "../../ids.ts";

const step = {
  new_classes: z.array(z.string()).optional(),
  new_sqlite_classes: z.array(z.string()).optional(),
  deleted_classes: z.array(z.string()).optional(),
  renamed_classes: z.array(z.strictObject({ from: z.string(), to: z.string() })).optional(),
};

/**
 * Durable Object migrations of a version: one step, or several. `transferred_classes` is not
 * supported and is rejected.
 */
export const migrationsSchema = z.strictObject({
  old_tag: z.string().optional(),
  new_tag: z.string().optional(),
  steps: z.array(z.strictObject(step)).optional(),
  ...step,
});

export type Migrated = Pick<WorkerDocument, "namespaces" | "migration_tag">;

/**
 * The Worker's classes after these migrations. If the Worker already has the tag, they were already
 * applied.
 */
export function migrate(worker: Migrated, migrations: MigrationsDocument | undefined): Migrated {
  if (
    !migrations ||
    (migrations.new_tag !== undefined && migrations.new_tag === worker.migration_tag)
  )
    return worker;
  if (migrations.old_tag !== undefined && migrations.old_tag !== (worker.migration_tag ?? "")) {
    const text = `Migration tag precondition failed; expected '${migrations.old_tag}', but the current tag is '${worker.migration_tag ?? ""}'.`;
    throw new Refusal(412, { code: 10079, message: text, pointer: "/migrations/old_tag" });
  }
  const namespaces = [migrations, ...(migrations.steps ?? [])].reduce(
    migrateStep,
    worker.namespaces,
  );
  return {
    namespaces,
    ...defined({ migration_tag: migrations.new_tag }),
  };
}

/** The classes after one step. */
export function migrateStep(
  namespaces: readonly NamespaceDocument[],
  wanted: MigrationStep,
): readonly NamespaceDocument[] {
  const created = [
    ...(wanted.new_classes ?? []).map((name) => create(namespaces, name, false)),
    ...(wanted.new_sqlite_classes ?? []).map((name) => create(namespaces, name, true)),
  ];
  for (const name of [
    ...(wanted.deleted_classes ?? []),
    ...(wanted.renamed_classes ?? []).map(({ from }) => from),
  ])
    requireClass(namespaces, name);
  const kept = namespaces.filter(
    ({ class: name }) => !(wanted.deleted_classes ?? []).includes(name),
  );
  const renamed = kept.map((namespace) => {
    const rename = (wanted.renamed_classes ?? []).find(({ from }) => from === namespace.class);
    return rename ? { ...namespace, class: rename.to } : namespace;
  });
  return [...renamed, ...created];
}

function create(
  namespaces: readonly NamespaceDocument[],
  name: string,
  sqlite: boolean,
): NamespaceDocument {
  if (namespaces.some((namespace) => namespace.class === name)) {
    throw new Refusal(400, {
      code: 10074,
      message: `Cannot apply new-class migration to class '${name}' that is already depended on by existing Durable Objects.`,
    });
  }
  return { id: newId(), class: name, use_sqlite: sqlite };
}

function requireClass(namespaces: readonly NamespaceDocument[], name: string): void {
  if (namespaces.some((namespace) => namespace.class === name)) return;
  throw new Refusal(400, {
    code: 10062,
    message: `Cannot migrate class '${name}': this Worker has no such Durable Object class.`,
  });
}
