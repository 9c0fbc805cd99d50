import { type PlannedResource, type ResourceKind, types } from "../resource.ts";
import { otherTranslations } from "./others.ts";
import type { Translation } from "./translation.ts";
import { workersTranslations } from "./workers.ts";
import { zoneTranslations } from "./zones.ts";

const translations: readonly Translation[] = [
  ...workersTranslations,
  ...zoneTranslations,
  ...otherTranslations,
];

const byType = new Map(
  translations.flatMap((one) => one.types.map((type) => [type, one] as const)),
);

const understood = new WeakMap<readonly PlannedResource[], readonly PlannedResource[]>();

/**
 * Resources as the kinds that rules know: those of other packages and versions are translated, all
 * others unchanged. The same list gives the same result.
 */
export function understand(resources: readonly PlannedResource[]): readonly PlannedResource[] {
  const result =
    understood.get(resources) ??
    resources.flatMap((resource) => byType.get(resource.type)?.read(resource) ?? [resource]);
  understood.set(resources, result);
  return result;
}

/** Every type token whose resources are of a kind. */
export function typesOf(kind: ResourceKind): string[] {
  const foreign = translations.filter((one) => one.kind === kind).flatMap((one) => one.types);
  return [...new Set([types[kind], ...foreign])];
}
