import { limits, type NamedList, type NamedLists } from "@seaworthy/rules-language/index";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import type { Documents, ListDocument, RuleDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { accountId, newId } from "../ids.ts";
import { redirectPhase } from "../rulesets/rule-phases.ts";
import type { Services } from "../services.ts";
import { planOf } from "../zone/subscription.ts";
import { listKinds } from "./list-items.ts";

const description = z.string().max(500).optional();
const creation = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_]{1,50}$/, "must be 1 to 50 letters, digits or underscores"),
  kind: z.enum(listKinds),
  description,
});
const update = z.strictObject({ description });

export const listsPath = `/accounts/${accountId}/rules/lists`;

/** `/accounts/{account}/rules/lists`: the lists that rules reference as `$name`. */
export function registerLists(api: Hono, services: Services): void {
  const { lists } = services.documents;
  const shown = (list: ListDocument) => shownList(services, list);
  api.get(listsPath, (context) => ok(context, lists.list().map(shown)));
  api.post(listsPath, async (context) => {
    const wanted = await readBody(context, creation);
    refuseAnother(services, wanted);
    const now = isoTime(services.clock);
    const list: ListDocument = {
      id: newId(),
      name: wanted.name,
      kind: wanted.kind,
      description: wanted.description ?? "",
      created_on: now,
      modified_on: now,
      items: [],
    };
    lists.put(list.id, list);
    await services.sync();
    return ok(context, shown(list));
  });
  api.get(`${listsPath}/:list`, (context) => ok(context, shown(requireList(services, context))));
  api.put(`${listsPath}/:list`, async (context) => {
    const known = requireList(services, context);
    const wanted = await readBody(context, update);
    const changed = {
      ...known,
      description: wanted.description ?? "",
      modified_on: isoTime(services.clock),
    };
    lists.put(known.id, changed);
    return ok(context, shown(changed));
  });
  api.delete(`${listsPath}/:list`, async (context) => {
    const known = requireList(services, context);
    if (rulesNaming(services.documents, known.name) > 0) {
      const message = "filters.api.ip_list_in_use: a rule names this list; change the rule first";
      throw new Refusal(400, { code: 10031, message });
    }
    lists.delete(known.id);
    await services.sync();
    return ok(context, { id: known.id });
  });
}

export function requireList({ documents }: Services, context: Context): ListDocument {
  const list = documents.lists.get(context.req.param("list") ?? "");
  if (list) return list;
  throw new Refusal(404, { code: 10001, message: "filters.api.not_found: list not found" });
}

/**
 * The account's lists that rules of a phase may reference, in the form that the rules language
 * takes; redirects are for bulk redirects only.
 */
export function namedLists(documents: Documents, phase: string): NamedLists {
  return Object.fromEntries(
    documents.lists
      .list()
      .filter(({ kind }) => kind !== "redirect" || phase === redirectPhase)
      .map(({ name, kind, items }) => [
        name,
        { kind, items: items.map(({ value, redirect }) => redirect ?? value) } as NamedList,
      ]),
  );
}

/** Whether a rule references the list; the same text inside a string counts too. */
export function namesList(rule: RuleDocument, name: string): boolean {
  const { expression, ratelimit, action_parameters } = rule;
  const { from_list } = (action_parameters ?? {}) as { from_list?: { name: string } };
  const text = `${expression} ${ratelimit?.counting_expression ?? ""}`;
  return from_list?.name === name || new RegExp(`\\$${name}(?![\\w.])`).test(text);
}

function rulesNaming({ rulesets }: Documents, name: string): number {
  return rulesets
    .list()
    .flatMap(({ rules }) => rules)
    .filter((rule) => namesList(rule, name)).length;
}

function refuseAnother(
  { documents }: Services,
  { name, kind }: Pick<ListDocument, "name" | "kind">,
): void {
  const all = documents.lists.list();
  if (all.some((list) => list.name === name)) {
    const message = `filters.api.list_already_exists: a list named ${name} already exists`;
    throw new Refusal(400, { code: 10030, message, pointer: "/name" });
  }
  const plan = planOf(documents).name;
  const known = all.filter((list) => (list.kind === "redirect") === (kind === "redirect"));
  const most = (kind === "redirect" ? limits.redirectLists : limits.lists)[plan];
  if (known.length >= most) {
    const message = `filters.api.exceeded_list_quota: the plan ${plan} has ${most} such lists`;
    throw new Refusal(400, { code: 10022, message });
  }
}

function shownList({ documents }: Services, list: ListDocument): Record<string, unknown> {
  const { items, ...others } = list;
  return {
    ...others,
    num_items: items.length,
    num_referencing_filters: rulesNaming(documents, list.name),
  };
}
