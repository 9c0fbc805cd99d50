/**
 * Cloudflare's normalisation of incoming URLs, which is what rules see: escapes of unreserved
 * characters decoded, others in upper case, backslashes as slashes, repeated slashes as one, dot
 * segments resolved. Without it, `/%72est//x` would slip by a rule for `/rest/`
 * (https://developers.cloudflare.com/rules/normalization/how-it-works/).
 */
export function normalisePath(path: string): string {
  // What most paths are.
  if (!/[%\\]|\/[/.]/.test(path)) return path;
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (escaped, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escaped.toUpperCase();
  });
  const segments = decoded
    .replaceAll("\\", "/")
    .replace(/\/{2,}/g, "/")
    .split("/")
    .slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    if (isLast && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
