import { defined } from "@seaworthy/core/defined";
import { strangeItem, type UrlRedirect } from "@seaworthy/rules-language/index";
import { z } from "zod";
import type { ListDocument, ListItemDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import { newId } from "../ids.ts";
import { redirectBody } from "./redirect-item.ts";

export const listKinds = ["ip", "asn", "hostname", "redirect"] as const;

const comment = z.string().max(500).optional();
const bodies = {
  ip: z.strictObject({ ip: z.string(), comment }),
  asn: z.strictObject({ asn: z.int().min(0).max(4_294_967_295), comment }),
  hostname: z.strictObject({
    hostname: z.strictObject({
      url_hostname: z.string().min(1).max(253),
      exclude_exact_hostname: z.literal(false).optional(),
    }),
    comment,
  }),
  redirect: z.strictObject({ redirect: redirectBody, comment }),
} as const;

/** The body of a call that adds or replaces items. */
export function itemsBody(kind: ListDocument["kind"]) {
  return z.array(bodies[kind] as z.ZodType<ItemBody>);
}

interface ItemBody {
  readonly ip?: string;
  readonly asn?: number;
  readonly hostname?: { readonly url_hostname: string };
  readonly redirect?: UrlRedirect;
  readonly comment?: string | undefined;
}

/** Merges items by value: an existing one keeps its id. Throws at the first invalid one. */
export function mergeItems(
  { kind }: ListDocument,
  before: readonly ListItemDocument[],
  sent: readonly ItemBody[],
  now: string,
): ListItemDocument[] {
  const items = new Map(before.map((item) => [item.value, item]));
  for (const [index, body] of sent.entries()) {
    const value =
      body.ip ?? body.asn ?? body.hostname?.url_hostname ?? body.redirect?.source_url ?? "";
    // A redirect's own fields were checked when the body was read.
    if (kind !== "redirect") refuseStrange(kind, value, index);
    const known = items.get(value);
    items.set(value, {
      id: known?.id ?? newId(),
      value,
      ...defined({ redirect: body.redirect, comment: body.comment }),
      created_on: known?.created_on ?? now,
      modified_on: now,
    });
  }
  return [...items.values()];
}

function refuseStrange(kind: ListDocument["kind"], value: string | number, index: number): void {
  const list = { kind, items: [value] } as Parameters<typeof strangeItem>[0];
  if (strangeItem(list) === undefined) return;
  const message = `filters.api.invalid_list_item: ${JSON.stringify(value)} is no item of a list of kind ${kind}`;
  throw new Refusal(400, { code: 10026, message, pointer: `/${index}` });
}

export function shownItem({ kind }: ListDocument, item: ListItemDocument): Record<string, unknown> {
  if (kind === "redirect") {
    const { value: _source, ...redirect } = item;
    return redirect;
  }
  const { value, ...others } = item;
  return { ...others, [kind]: kind === "hostname" ? { url_hostname: value } : value };
}
