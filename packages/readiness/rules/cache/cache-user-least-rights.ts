import { property } from "../helpers/checks.ts";
import { deniedCategories, grantsOf, isWithoutPassword } from "../helpers/redis/redis-rights.ts";
import { everywhere, type Rule } from "../rule.ts";

export const cacheUserLeastRights: Rule = {
  id: "cache-user-least-rights",
  area: "cache",
  title: "The Worker's Redis user cannot administer or flush the database",
  why: "With @admin or @dangerous a leaked token can read the configuration, copy everything away, or run FLUSHALL.",
  fix: "End the user's rules with -@admin and -@dangerous, and grant none of their commands afterwards.",
  example: {
    language: "typescript",
    code: 'rules: ["~*", "&*", "+@all", "-@admin", "-@dangerous"]',
  },
  source: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["aclUser"],
  judge: property("aclUser", "rules", (rules) => {
    const words = (Array.isArray(rules) ? rules : [rules ?? ""]).map(String);
    if (isWithoutPassword(words)) return "The user logs in with any password (nopass).";
    const granted = grantsOf(words);
    return granted.length === 0
      ? undefined
      : `The user can run ${granted.slice(0, 4).join(", ")}${granted.length > 4 ? " and others" : ""} (${deniedCategories.join(", ")}).`;
  }),
};
