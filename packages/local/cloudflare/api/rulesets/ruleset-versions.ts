import type { Context, Hono } from "hono";
import type { RulesetDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import type { Services } from "../services.ts";
import { isDryRun } from "./dry-run.ts";
import { requireEntrypoint, requireRuleset, withoutRules } from "./require-ruleset.ts";
import { type RulesetOwner, rulesetOwners } from "./ruleset-owner.ts";

/** Older ones are dropped. */
const keptVersions = 100;

/**
 * `…/rulesets/{ruleset}/versions`, and `…/phases/{phase}/entrypoint/versions`: what a ruleset was
 * before each change.
 */
export function registerRulesetVersions(api: Hono, services: Services): void {
  for (const owner of rulesetOwners) registerOwned(api, services, owner);
}

function registerOwned(api: Hono, services: Services, owner: RulesetOwner): void {
  const path = `${owner.path}/:id/versions`;
  const found = (context: Context) => requireRuleset(services, owner, context.req.param("id"));
  const entrypoint = (context: Context) =>
    requireEntrypoint(services, owner, context.req.param("phase"));
  for (const [base, ruleset] of [
    [path, found],
    [`${owner.path}/phases/:phase/entrypoint/versions`, entrypoint],
  ] as const) {
    api.get(base, (context) => {
      const known = ruleset(context);
      return ok(context, [...earlierOf(services, known.id), known].map(withoutRules));
    });
    api.get(`${base}/:version`, (context) =>
      ok(context, requireVersion(services, ruleset(context), context.req.param("version") ?? "")),
    );
  }
  api.delete(`${path}/:version`, (context) => {
    const known = found(context);
    const { version } = requireVersion(services, known, context.req.param("version"));
    if (version === known.version)
      throw new Refusal(400, {
        code: 20018,
        message: `version ${version} is the current version of the ruleset and cannot be deleted`,
      });
    if (isDryRun(context)) return ok(context, null);
    services.documents.rulesetVersions.delete(keyOf(known.id, version));
    return context.body(null, 204);
  });
}

export function keepVersion(services: Services, ruleset: RulesetDocument): void {
  const { rulesetVersions } = services.documents;
  rulesetVersions.put(keyOf(ruleset.id, ruleset.version), ruleset);
  for (const { id, version } of earlierOf(services, ruleset.id).slice(0, -keptVersions))
    rulesetVersions.delete(keyOf(id, version));
}

/** Of a ruleset that is deleted. */
export function forgetVersions(services: Services, id: string): void {
  for (const { version } of earlierOf(services, id))
    services.documents.rulesetVersions.delete(keyOf(id, version));
}

/** Oldest first. */
function earlierOf(services: Services, id: string): RulesetDocument[] {
  return services.documents.rulesetVersions.list().filter((ruleset) => ruleset.id === id);
}

function requireVersion(
  services: Services,
  known: RulesetDocument,
  version: string,
): RulesetDocument {
  if (version === known.version) return known;
  const earlier = services.documents.rulesetVersions.get(keyOf(known.id, version));
  if (earlier) return earlier;
  throw new Refusal(404, {
    code: 10003,
    message: `could not find version ${version} of ruleset with id: ${known.id}`,
  });
}

function keyOf(id: string, version: string): string {
  return `${id}:${version}`;
}
