import type { Context, Hono } from "hono";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import type { RuleDocument, RulesetDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { newId } from "../ids.ts";
import { namedLists } from "../lists/lists.ts";
import type { Services } from "../services.ts";
import { planOf } from "../zone/subscription.ts";
import { isDryRun, unlessDryRun } from "./dry-run.ts";
import { byPhase, requireEntrypoint, requireRuleset, withoutRules } from "./require-ruleset.ts";
import { checkRules } from "./rule-checks.ts";
import { requirePhase } from "./rule-phases.ts";
import { entrypointBody, type RuleBody, rulesetBody } from "./rule-shapes.ts";
import { type RulesetOwner, rulesetOwners } from "./ruleset-owner.ts";
import { forgetVersions, keepVersion } from "./ruleset-versions.ts";

/** One entrypoint ruleset per phase, addressed by id or by phase, of the zone or the account. */
export function registerRulesets(api: Hono, services: Services): void {
  for (const owner of rulesetOwners) {
    registerOwned(api, services, owner);
    registerEntrypoints(api, services, owner);
  }
}

function registerOwned(api: Hono, services: Services, owner: RulesetOwner): void {
  const { rulesets } = services.documents;
  const { path: base, kind } = owner;
  api.get(base, (context) => {
    const owned = rulesets.list().filter((ruleset) => ruleset.kind === kind);
    return ok(context, owned.map(withoutRules), { result_info: { cursors: {} } });
  });
  api.post(base, async (context) => {
    const wanted = await readBody(context, rulesetBody(kind));
    requirePhase(wanted.phase, kind);
    if (byPhase(services, wanted.phase)) {
      const text = `'${kind}' is not a valid value for kind because exceeded maximum number of ${kind} rulesets for phase ${wanted.phase}`;
      throw new Refusal(400, { code: 20217, message: text, pointer: "/kind" });
    }
    return save(context, services, undefined, wanted);
  });
  api.get(`${base}/:id`, (context) =>
    ok(context, requireRuleset(services, owner, context.req.param("id"))),
  );
  api.put(`${base}/:id`, async (context) => {
    const known = requireRuleset(services, owner, context.req.param("id"));
    const wanted = await readBody(context, entrypointBody(kind));
    requireSame(known, wanted);
    return save(context, services, known, {
      name: known.name,
      description: known.description,
      ...wanted,
      kind,
      phase: known.phase,
    });
  });
  api.delete(`${base}/:id`, async (context) => {
    const { id } = requireRuleset(services, owner, context.req.param("id"));
    if (isDryRun(context)) return ok(context, null);
    services.documents.transaction(() => {
      rulesets.delete(id);
      forgetVersions(services, id);
    });
    await services.sync();
    return context.body(null, 204);
  });
}

/** A phase's ruleset, addressed without its id; PUT creates it when it does not exist. */
function registerEntrypoints(api: Hono, services: Services, owner: RulesetOwner): void {
  const { kind, path } = owner;
  const entrypoint = `${path}/phases/:phase/entrypoint`;
  api.get(entrypoint, (context) =>
    ok(context, requireEntrypoint(services, owner, context.req.param("phase"))),
  );
  api.put(entrypoint, async (context) => {
    const phase = context.req.param("phase") ?? "";
    requirePhase(phase, kind);
    const known = byPhase(services, phase);
    const wanted = await readBody(context, entrypointBody(kind));
    requireSame({ phase }, wanted);
    return save(context, services, known, {
      name: known?.name ?? "default",
      description: known?.description ?? "",
      ...wanted,
      kind,
      phase,
    });
  });
}

/** Saves the ruleset with other rules. */
export function saveRules(
  context: Context,
  services: Services,
  known: RulesetDocument,
  rules: readonly RuleBody[],
): Promise<Response> {
  const { name, description, kind, phase } = known;
  return save(context, services, known, { name, description, kind, phase, rules });
}

interface WantedRuleset {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly kind: string;
  readonly phase: string;
  readonly rules?: readonly RuleBody[] | undefined;
}

/** Validates the ruleset and, except in a dry run, applies it. */
async function save(
  context: Context,
  services: Services,
  known: RulesetDocument | undefined,
  wanted: WantedRuleset,
): Promise<Response> {
  const ruleset = checked(services, known, wanted);
  return unlessDryRun(context, async () => {
    services.documents.transaction(() => {
      if (known) keepVersion(services, known);
      services.documents.rulesets.put(ruleset.id, ruleset);
    });
    await services.sync();
    return ruleset;
  });
}

function checked(
  services: Services,
  known: RulesetDocument | undefined,
  wanted: WantedRuleset,
): RulesetDocument {
  const rules = wanted.rules ?? [];
  checkRules(wanted.phase, rules, {
    ...planOf(services.documents),
    lists: namedLists(services.documents, wanted.phase),
  });
  const now = isoTime(services.clock);
  return {
    id: known?.id ?? newId(),
    name: wanted.name ?? "default",
    description: wanted.description ?? "",
    kind: wanted.kind,
    phase: wanted.phase,
    version: String(Number(known?.version ?? 0) + 1),
    last_updated: now,
    rules: rules.map((rule) => ruleDocument(rule, known?.rules ?? [], now)),
  };
}

/**
 * A rule keeps its id while its ref (or the id that was sent) stays the same; its version counts
 * its changes.
 */
function ruleDocument(wanted: RuleBody, known: readonly RuleDocument[], now: string): RuleDocument {
  const before = known.find(({ id, ref }) =>
    wanted.ref === undefined ? id === wanted.id : ref === wanted.ref,
  );
  const id = before?.id ?? newId();
  const { id: _id, ref, ...rest } = wanted;
  const content = { ...rest, enabled: wanted.enabled ?? true, ref: ref ?? before?.ref ?? id };
  if (before && sameContent(before, content)) return before;
  return { ...content, id, version: String(Number(before?.version ?? 0) + 1), last_updated: now };
}

function sameContent(before: RuleDocument, wanted: object): boolean {
  const { id: _id, version: _version, last_updated: _updated, ...content } = before;
  return canonical(content) === canonical(wanted);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
      : inner,
  );
}

function requireSame(
  known: Pick<RulesetDocument, "phase">,
  wanted: { readonly phase?: string | undefined },
): void {
  if (wanted.phase !== undefined && wanted.phase !== known.phase) {
    throw new Refusal(400, {
      code: 20018,
      message: `'${wanted.phase}' is not a valid value for phase because a ruleset's phase cannot be changed`,
      pointer: "/phase",
    });
  }
}
