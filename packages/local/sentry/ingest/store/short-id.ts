import type { Project } from "../model.ts";
import type { Issue } from "./issues.ts";

/** Crockford's base 32, which Sentry uses for issue numbers. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `SEAWORTHY-APP-1F` */
export function shortIdOf(
  project: Pick<Project, "slug">,
  issue: Pick<Issue, "shortNumber">,
): string {
  let rest = issue.shortNumber;
  let text = "";
  do {
    text = (alphabet[rest % 32] ?? "0") + text;
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return `${project.slug.toUpperCase()}-${text}`;
}
