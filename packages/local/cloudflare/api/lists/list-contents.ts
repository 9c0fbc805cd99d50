import { limits } from "@seaworthy/rules-language/index";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import type { ListDocument, ListItemDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { newId } from "../ids.ts";
import type { Services } from "../services.ts";
import { planOf } from "../zone/subscription.ts";
import { itemsBody, mergeItems, shownItem } from "./list-items.ts";
import { listsPath, requireList } from "./lists.ts";
import { mostOfOneSource, sourceKey } from "./redirect-item.ts";

const removal = z.strictObject({ items: z.array(z.strictObject({ id: z.string() })).min(1) });

/** Operations whose status can still be read; at Cloudflare each takes a moment. */
const keptOperations = 100;

/**
 * `/accounts/{account}/rules/lists/{list}/items`. Changes return an operation that has already
 * completed.
 */
export function registerListContents(api: Hono, services: Services): void {
  const items = `${listsPath}/:list/items`;
  const operations = new Map<string, string>();
  const change = async (
    context: Context,
    work: (list: ListDocument, now: string) => Promise<Items>,
  ) => {
    const list = requireList(services, context);
    const now = isoTime(services.clock);
    await save(services, list, await work(list, now));
    return ok(context, { operation_id: completedOperation(operations, now) });
  };
  api.get(items, (context) => listItems(services, context));
  api.post(items, (context) =>
    change(context, async (list, now) =>
      mergeItems(list, list.items, await readBody(context, itemsBody(list.kind)), now),
    ),
  );
  api.put(items, (context) =>
    change(context, async (list, now) => {
      const sent = mergeItems(list, [], await readBody(context, itemsBody(list.kind)), now);
      return keepingIds(list.items, sent);
    }),
  );
  api.delete(items, (context) =>
    change(context, async (list) => {
      const gone = new Set((await readBody(context, removal)).items.map(({ id }) => id));
      return list.items.filter(({ id }) => !gone.has(id));
    }),
  );
  api.get(`${items}/:item`, (context) => {
    const list = requireList(services, context);
    const item = list.items.find(({ id }) => id === context.req.param("item"));
    if (!item) throw missing("list item");
    return ok(context, shownItem(list, item));
  });
  api.get(`${listsPath}/bulk_operations/:operation`, (context) => {
    const id = context.req.param("operation");
    const completed = operations.get(id);
    if (completed === undefined) throw missing("operation");
    return ok(context, { id, status: "completed", completed });
  });
}

function completedOperation(operations: Map<string, string>, now: string): string {
  const operation = newId();
  operations.set(operation, now);
  const [oldest] = operations.keys();
  if (operations.size > keptOperations && oldest !== undefined) operations.delete(oldest);
  return operation;
}

/** An item that is replaced by an equal one keeps its id. */
function keepingIds(before: Items, sent: Items): Items {
  const known = new Map(before.map((item) => [item.value, item]));
  return sent.map((item) => {
    const { id, created_on } = known.get(item.value) ?? item;
    return { ...item, id, created_on };
  });
}

type Items = readonly ListItemDocument[];

async function save(services: Services, list: ListDocument, items: Items): Promise<void> {
  const plan = planOf(services.documents).name;
  const isRedirects = list.kind === "redirect";
  const others = services.documents.lists
    .list()
    .filter(({ id, kind }) => id !== list.id && (kind === "redirect") === isRedirects);
  const all = [...others.flatMap((other) => other.items), ...items];
  const most = (isRedirects ? limits.redirects : limits.listItems)[plan];
  if (all.length > most) {
    const message = `filters.api.exceeded_list_item_quota: the plan ${plan} has ${most} items in all such lists`;
    throw new Refusal(400, { code: 10022, message });
  }
  if (isRedirects) refuseCrowded(all);
  const modified_on = isoTime(services.clock);
  services.documents.lists.put(list.id, { ...list, items, modified_on });
  await services.sync();
}

/** As many redirects of one host and path as Cloudflare's matching looks at. */
function refuseCrowded(items: Items): void {
  const counts = new Map<string, number>();
  for (const { redirect } of items) {
    const source = redirect ? sourceKey(redirect) : "";
    const count = (counts.get(source) ?? 0) + 1;
    counts.set(source, count);
    if (count <= mostOfOneSource) continue;
    const message = `filters.api.exceeded_url_matching_quota: this account has reached the limit on the number of URL matching items on the same hostname/path (${source})`;
    throw new Refusal(400, { code: 10022, message });
  }
}

/** Paginated by cursor; `search` selects items that contain the text. */
function listItems(services: Services, context: Context): Response {
  const list = requireList(services, context);
  const { cursor, search = "", per_page: asked } = context.req.query();
  const perPage = asked === undefined ? 25 : Number(asked);
  const start = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 500 || !Number.isInteger(start))
    throw new Refusal(400, { code: 10026, message: "per_page must be 1 to 500, cursor as given" });
  const found = list.items.filter(({ value, comment = "" }) =>
    `${value} ${comment}`.includes(search),
  );
  const after = start + perPage < found.length ? { after: String(start + perPage) } : {};
  const shown = found.slice(start, start + perPage).map((item) => shownItem(list, item));
  return ok(context, shown, { result_info: { cursors: after } });
}

function missing(what: string): Refusal {
  return new Refusal(404, { code: 10001, message: `filters.api.not_found: no such ${what}` });
}
