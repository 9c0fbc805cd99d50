/** A host, or its end, that a wildcard fills in: `https://${2}/x`, `https://$1`. */
const hostFilledIn = /^(?:https?:\/\/)?[^/?#]*\$\{?(\d+)\}?(?=$|[/?#:])/;

/**
 * Whether a redirect takes its host from what a wildcard matched behind the host: a visitor chooses
 * that. `http://*` to `https://${1}` keeps the request's own host.
 */
export function takesHostFromPath(pattern: string, replacement: string): boolean {
  const wildcard = Number(hostFilledIn.exec(replacement)?.[1] ?? 0);
  if (wildcard === 0) return false;
  const before = pattern.split("*").slice(0, wildcard).join("*");
  return before.replace(/^[\w*]+:\/\//, "").includes("/");
}
