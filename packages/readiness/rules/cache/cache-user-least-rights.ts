import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const cacheUserLeastRights: Rule = {
  id: "cache-user-least-rights",
  area: "cache",
  title: "The Worker's Redis user can neither administer nor empty the database",
  why: "With @admin or @dangerous a leaked token can read the configuration, copy everything away, or run FLUSHALL.",
  fix: "End the user's rules with -@admin and -@dangerous.",
  example: {
    language: "typescript",
    code: 'rules: ["~*", "&*", "+@all", "-@admin", "-@dangerous"]',
  },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["aclUser"],
  judge: property("aclUser", "rules", (rules) => {
    const list = (Array.isArray(rules) ? rules : []).map(String);
    const opened = ["@admin", "@dangerous"].filter((category) => {
      const last = list.lastIndexOf(`-${category}`);
      const granted = list.findLastIndex((rule) =>
        ["+@all", "allcommands", `+${category}`, "+flushall", "+flushdb", "+config"].includes(rule),
      );
      return granted > last;
    });
    return opened.length === 0 ? undefined : `The user may do what is in ${opened.join(" and ")}.`;
  }),
};
