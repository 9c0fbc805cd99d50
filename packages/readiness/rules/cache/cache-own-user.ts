import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { objectsIn } from "../../plan/value.ts";
import { madeOf } from "../helpers/dependencies.ts";
import { everywhere, type Finding, type Rule, violation } from "../rule.ts";

export const cacheOwnUser: Rule = {
  id: "cache-own-user",
  area: "cache",
  title: "The Worker has its own user in each Redis database",
  why: "The default user can do everything, and its token cannot be replaced without breaking every other consumer.",
  fix: "Declare an upstash.AclUser for each database, and bind that user's token instead of the database's.",
  example: {
    language: "typescript",
    code: 'new upstash.AclUser("redis-cache-worker", { databaseId, username: "worker", rules: ["~*", "+@all", "-@admin", "-@dangerous"] });',
  },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["redis"],
  judge: (resources) => {
    const users = ofType(resources, "aclUser");
    const named = users.filter(({ props }) => props.username === "default");
    return [
      ...named.map((user) => violation("The user is Redis's default user.", user)),
      ...ofType(resources, "redis").flatMap((database) => {
        const own = users.filter((user) => isOf(user, database));
        return own.length === 0
          ? [violation("No consumer has its own user in this database.", database)]
          : boundByOthers(resources, database, own);
      }),
    ];
  },
};

/**
 * By id where both are known; a new stack knows neither, so there by the resources that the id
 * comes from.
 */
function isOf(user: PlannedResource, database: PlannedResource): boolean {
  const id = user.props.databaseId;
  if (typeof id === "string" && id === database.props.databaseId) return true;
  const origins = user.propertyDependencies?.databaseId;
  return origins === undefined || origins.length === 0
    ? user.name.startsWith(`${database.name}-`)
    : origins.includes(database.urn);
}

/** Which of the default user's secrets a Worker is bound to; the address is not secret. */
const tokenIn = ({ awaitedTexts }: PlannedResource, { urn }: PlannedResource): string | undefined =>
  [...(awaitedTexts?.values() ?? [])]
    .flatMap(({ sources }) => sources)
    .find((source) => source.urn === urn && source.isSecret)?.property;

/**
 * A Worker that uses a database but none of its users: recognized by its token, or by what that is
 * made of.
 */
function boundByOthers(
  resources: readonly PlannedResource[],
  database: PlannedResource,
  users: readonly PlannedResource[],
): Finding[] {
  const { restToken } = database.props;
  return ofType(resources, "workerVersion").flatMap((version) => {
    const bindings = objectsIn(version.props.bindings);
    const token = tokenIn(version, database);
    const byToken =
      token !== undefined ||
      (typeof restToken === "string" && bindings.some(({ text }) => text === restToken));
    const origins = madeOf(version, "bindings", [database, ...users]) ?? [];
    const withoutUser =
      origins.includes(database) && !origins.some((origin) => users.includes(origin));
    return byToken || withoutUser
      ? [
          violation(`${version.name} uses the token of the default user.`, database, {
            ...(token && { property: token }),
          }),
        ]
      : [];
  });
}
