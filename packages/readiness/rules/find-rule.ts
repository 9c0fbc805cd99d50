import type { Rule } from "./rule.ts";

/** The rule with an id, ignoring case; for a former id, all rules that it was split into. */
export function findRules(id: string, rules: readonly Rule[]): Rule[] {
  const wanted = id.trim().toLowerCase();
  return rules.filter((rule) => [rule.id, ...(rule.aliases ?? [])].includes(wanted));
}

const most = 5;

/** Ids that the user may have meant, likeliest first. */
export function idsNear(id: string, rules: readonly Rule[]): string[] {
  const wanted = normal(id);
  if (wanted === "") return [];
  const rated = rules.flatMap((rule) => {
    const names = [rule.id, ...(rule.aliases ?? [])].map(normal);
    const edits = Math.min(...names.map((name) => editDistance(wanted, name)));
    const isPart = names.some((name) => name.includes(wanted) || wanted.includes(name));
    const isNear = edits <= Math.max(2, Math.floor(wanted.length / 5));
    return isNear || isPart ? [{ id: rule.id, edits }] : [];
  });
  return rated
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map((one) => one.id);
}

const normal = (id: string): string => id.trim().toLowerCase().replaceAll("_", "-");

/** Number of letters to insert, delete or replace (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, second] of [...other].entries())
      next.push(
        Math.min(
          (next[at] ?? 0) + 1,
          (row[at + 1] ?? 0) + 1,
          (row[at] ?? 0) + (letter === second ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
