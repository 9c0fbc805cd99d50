import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { objectsIn } from "../../../plan/value.ts";
import { awaitedTextAt, textPathOf } from "../awaited/awaited-texts.ts";

/** Uses that cannot tolerate eviction, by their common words. */
const keeping = /limit|lock|queue|job|session|idempot|counter|schedul|inbox|outbox/i;
const caching = /cache/i;

export type RedisUse = "cache" | "keeps" | "not known";

/**
 * What a database is used for: by the bindings that lead to it where their texts are known,
 * otherwise by its names.
 */
export function useOf(database: PlannedResource, resources: readonly PlannedResource[]): RedisUse {
  const bound = boundNames(database, resources);
  const names = bound.length > 0 ? bound : [`${String(database.props.name)} ${database.name}`];
  if (names.some((name) => keeping.test(name))) return "keeps";
  return names.some((name) => caching.test(name)) ? "cache" : "not known";
}

function boundNames(
  { props, urn }: PlannedResource,
  resources: readonly PlannedResource[],
): readonly string[] {
  const addresses = [props.restUrl, props.endpoint, props.restToken].filter(
    (one) => typeof one === "string" && one !== "",
  );
  return ofType(resources, "workerVersion").flatMap((version) => {
    const bindings = objectsIn(version.props.bindings);
    return bindings.flatMap((bound) => {
      const { sources = [] } = awaitedTextAt(version, textPathOf(bindings, bound)) ?? {};
      const leads =
        sources.some((source) => source.urn === urn) ||
        (typeof bound.text === "string" && addresses.includes(bound.text));
      return leads ? [String(bound.name)] : [];
    });
  });
}
