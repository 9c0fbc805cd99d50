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

/**
 * Resources as the kinds that rules know: those of other packages and versions are translated, all
 * others unchanged.
 */
export const understand = (resources: readonly PlannedResource[]): readonly PlannedResource[] =>
  resources.flatMap((resource) => byType.get(resource.type)?.read(resource) ?? [resource]);

/** Every type token whose resources are of a kind. */
export function typesOf(kind: ResourceKind): string[] {
  const foreign = translations.filter((one) => one.kind === kind).flatMap((one) => one.types);
  return [...new Set([types[kind], ...foreign])];
}
