import { z } from "zod";
import type { WorkerVersion } from "./versions.ts";

/** Renamed, deleted and transferred classes stay listed, without storage. */
const objectClass = z.looseObject({
  type: z.literal("durable-object"),
  storage: z.string().optional(),
  state: z.enum(["created", "expecting-transfer"]).default("created"),
});

/**
 * How the Durable Object classes of two versions differ, each change as a reason. Cloudflare
 * applies such changes to the whole Worker at once, so the two cannot share traffic.
 */
export function changedClasses(old: WorkerVersion, fresh: WorkerVersion): string[] {
  const [then, now] = [classesOf(old), classesOf(fresh)];
  return [
    ...[...now.keys()].filter((name) => !then.has(name)).map((name) => `${name} was added`),
    ...[...then.keys()].filter((name) => !now.has(name)).map((name) => `${name} was removed`),
    ...[...now].flatMap(([name, storage]) =>
      then.has(name) && then.get(name) !== storage ? [`${name} has another storage`] : [],
    ),
    ...(old.migration_tag === fresh.migration_tag
      ? []
      : [`migration ${fresh.migration_tag ?? "none"} was applied`]),
  ];
}

/** The live ones' storage, by name. */
const classesOf = ({ exports = {} }: WorkerVersion): Map<string, string | undefined> =>
  new Map(
    Object.entries(exports).flatMap(([name, one]) => {
      const { success, data } = objectClass.safeParse(one);
      return success ? [[name, data.storage] as const] : [];
    }),
  );
