import type { VersionDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import type { ExportsDocument } from "./exports-shape.ts";
import { type Migrated, migrate, migrateStep } from "./versions/migrations.ts";

/**
 * The Worker's Durable Object classes after these exports. Unlike migrations, exports declare the
 * desired state, so every version can send them: an existing class stays as it is, and a tombstone
 * for a missing class does nothing.
 */
function reconcileExports(worker: Migrated, exports: ExportsDocument | undefined): Migrated {
  const classes = Object.entries(exports ?? {}).filter(([, { type }]) => type === "durable-object");
  const known = new Set(worker.namespaces.map((namespace) => namespace.class));
  const renamed = classes
    .filter(([name, { state }]) => state === "renamed" && known.has(name))
    .map(([from, { renamed_to }]) => ({ from, to: renamed_to ?? from }));
  const arrived = new Set(renamed.map(({ to }) => to));
  const live = classes.filter(
    ([name, { state }]) => state === "created" && !known.has(name) && !arrived.has(name),
  );
  const step = {
    new_classes: live.filter(([, { storage }]) => storage === "legacy-kv").map(([name]) => name),
    new_sqlite_classes: live
      .filter(([, { storage }]) => storage === "sqlite")
      .map(([name]) => name),
    deleted_classes: classes
      .filter(([name, { state }]) => state === "deleted" && known.has(name))
      .map(([name]) => name),
    renamed_classes: renamed,
  };
  const idle = Object.values(step).every((names) => names.length === 0);
  return idle ? worker : { ...worker, namespaces: migrateStep(worker.namespaces, step) };
}

/**
 * The Worker's classes once this version is deployed, whether it uses migrations or exports.
 * Returns the same object when nothing changes.
 */
export function classesAfter(
  worker: Migrated,
  version: Pick<VersionDocument, "migrations" | "exports">,
): Migrated {
  return reconcileExports(migrate(worker, version.migrations), version.exports);
}

/**
 * Throws for a live class without storage, a rename to a class that is not live, and exports
 * together with migrations.
 */
export function checkExports(exports: ExportsDocument | undefined, hasMigrations: boolean): void {
  if (exports === undefined) return;
  if (hasMigrations)
    throw new Refusal(400, {
      code: 10021,
      message: "exports and migrations are mutually exclusive.",
      pointer: "/exports",
    });
  for (const [name, { type, storage, state, renamed_to }] of Object.entries(exports)) {
    if (type === "durable-object" && state === "created" && storage === undefined) {
      throw new Refusal(400, {
        code: 10021,
        message: `The Durable Object class '${name}' needs a storage: sqlite or legacy-kv.`,
        pointer: `/exports/${name}/storage`,
      });
    }
    if (state === "renamed" && exports[renamed_to ?? ""]?.state !== "created") {
      throw new Refusal(400, {
        code: 10021,
        message: `The class '${name}' is renamed to a class that is not a live export.`,
        pointer: `/exports/${name}/renamed_to`,
      });
    }
  }
}

/** As responses show them: without tombstones. */
export function liveExports(exports: ExportsDocument): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).flatMap(([name, { state, ...rest }]) =>
      state === "created" ? [[name, rest]] : [],
    ),
  );
}
