import { SeaworthyError } from "@seaworthy/core/errors";
import type { Environment } from "@seaworthy/readiness/rules/rule";
import { generations } from "./app/generations.ts";
import { health } from "./app/health.ts";
import { rollback } from "./app/rollback.ts";
import { backup } from "./database/backup.ts";
import { migrations } from "./database/migrations.ts";
import { poolClients, poolSize } from "./database/pool.ts";
import { rowSecurity } from "./database/tenancy/row-security.ts";
import { attacks } from "./edge/attacks.ts";
import { edgeCache } from "./edge/cache.ts";
import { corsOrigins } from "./edge/cors.ts";
import { rateLimits } from "./edge/rate-limits.ts";
import { securityHeaders } from "./edge/security-headers.ts";
import { tlsSettings } from "./edge/tls.ts";
import { errorTracking } from "./errors/errors.ts";
import { type Effect, type Experiment, effects } from "./experiment.ts";
import { pages } from "./pages/pages.ts";

/** Every experiment, in execution order: those that interfere with others come last. */
export const experiments: readonly Experiment[] = [
  tlsSettings,
  securityHeaders,
  corsOrigins,
  attacks,
  pages,
  generations,
  errorTracking,
  poolSize,
  rowSecurity,
  migrations,
  backup,
  edgeCache,
  rollback,
  poolClients,
  health,
  rateLimits,
];

/** The strongest effect that an experiment may have on a stack of that kind. */
const mostEffect: Readonly<Record<Environment, Effect>> = {
  local: "destructive",
  staging: "intrusive",
  prod: "synthetic",
};

const mayRunOn = ({ effect }: Experiment, kind: Environment): boolean =>
  effects.indexOf(effect) <= effects.indexOf(mostEffect[kind]);

/**
 * The experiments that a stack of that kind allows, or the named ones among them. Throws USAGE for
 * a name that is unknown, or that may not run there.
 */
export function experimentsFor(
  kind: Environment,
  only: readonly string[] | undefined,
): readonly Experiment[] {
  const allowed = experiments.filter((one) => mayRunOn(one, kind));
  if (only === undefined) return allowed;
  const names = allowed.map(({ id }) => id);
  const wrong = only.find((name) => !names.includes(name));
  if (wrong === undefined) return allowed.filter(({ id }) => only.includes(id));
  const found = experiments.find(({ id }) => id === wrong);
  const why =
    found === undefined
      ? `There is no experiment ${wrong}.`
      : `Experiment ${wrong} is ${found.effect}: it does not run on ${kind}.`;
  throw new SeaworthyError(
    "USAGE",
    `${why} Experiments here: ${names.join(", ")}. Nothing was tried.`,
  );
}
