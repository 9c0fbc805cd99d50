import type { EdgeCache, EdgeException, EdgeRateLimit, ModuleEdge } from "./edge.ts";

/** Paths of the platform's own routes: modules must not cache them or lift their limits. */
const platformPaths = [
  "/auth",
  "/debug",
  "/docs",
  "/health",
  "/internal",
  "/metrics",
  "/openapi.json",
  "/rest/admin",
  "/rest/api-keys",
];

/** Normalised, in lower case, at least two segments, no wildcards. */
const exactPath = /^(\/[a-z0-9_-]+(\.[a-z0-9_-]+)*){2,}$/;
const prefixPath = /^(\/[a-z0-9_-]+(\.[a-z0-9_-]+)*)+$/;
const nameForm = /^[a-z][a-z0-9-]*$/;

/** Far more than any vendor's webhooks send from one address. */
const mostPerMinute = 100_000;
const mostCacheSeconds = 86_400;

/** Errors in a module's additions to the zone's rules, one per line. */
export function edgeMistakesIn(
  module: string,
  { cache = [], rateLimits = [], exceptions = [] }: ModuleEdge,
): string[] {
  const names = [...cache, ...rateLimits, ...exceptions].map(({ name }) => name);
  const lines = [
    ...names
      .filter((name) => !nameForm.test(name))
      .map((name) => `"${name}" is not a valid rule name`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `rule ${name} is declared twice`),
    ...cache.flatMap(cacheMistakes),
    ...rateLimits.flatMap(limitMistakes),
    ...exceptions.flatMap(exceptionMistakes),
  ];
  return lines.map((line) => `module ${module}: edge: ${line}`);
}

function cacheMistakes({ name, path, seconds }: EdgeCache): string[] {
  return [...pathMistakes(name, path), ...range(name, "seconds", seconds, mostCacheSeconds)];
}

function limitMistakes({ name, under, perMinute }: EdgeRateLimit): string[] {
  const wrong = under.filter((path) => !prefixPath.test(path));
  return [
    ...wrong.map((path) => `${name}: "${path}" must be a lower-case path, such as /webhooks`),
    ...(under.length === 0 ? [`${name}: lists no paths`] : []),
    ...range(name, "perMinute", perMinute, mostPerMinute),
  ];
}

function exceptionMistakes({ name, path, method, because, perMinute }: EdgeException): string[] {
  return [
    ...pathMistakes(name, path),
    ...(method === "POST" ? [] : [`${name}: only POST can be an exception`]),
    ...(because.trim().length < 10 ? [`${name}: explain why in \`because\``] : []),
    ...range(name, "perMinute", perMinute, mostPerMinute),
  ];
}

function pathMistakes(name: string, path: string): string[] {
  if (!exactPath.test(path))
    return [`${name}: "${path}" must be one exact lower-case path, such as /rest/notes`];
  const owned = platformPaths.find((own) => path === own || path.startsWith(`${own}/`));
  return owned === undefined ? [] : [`${name}: ${path} belongs to the platform`];
}

function range(name: string, key: string, value: number, most: number): string[] {
  return Number.isInteger(value) && value >= 1 && value <= most
    ? []
    : [`${name}: ${key} must be a whole number from 1 to ${most}`];
}
