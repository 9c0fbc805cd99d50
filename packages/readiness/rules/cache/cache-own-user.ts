import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const cacheOwnUser: Rule = {
  id: "cache-own-user",
  area: "cache",
  title: "The Worker has a user of its own in each Redis database",
  why: "The default user may do everything, and its token cannot be replaced without breaking every other consumer.",
  fix: "Declare an upstash.AclUser for each database and bind its token.",
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
    const without = ofType(resources, "redis").filter(
      (database) =>
        !users.some((user) => user.name.startsWith(`${database.name}-`) || isOf(user, database)),
    );
    return [
      ...named.map((user) => violation("The user is Redis's default user.", user)),
      ...without.map((database) => violation("No consumer has a user of its own here.", database)),
    ];
  },
};

/** By id where both are known; a new stack knows neither, hence the names. */
const isOf = (user: PlannedResource, database: PlannedResource) =>
  typeof user.props.databaseId === "string" && user.props.databaseId === database.props.databaseId;
