import type { PlannedValue } from "../../plan/value.ts";

/** Texts that a template leaves for a team to replace. */
const placeholders: readonly (readonly [says: string, form: RegExp])[] = [
  [
    "a placeholder",
    /\b(your|my)[-_ ]?(own[-_ ])?(organi[sz]ation|company|team|account|project|zone|domain|app|key|token|id|name|slug)\b/i,
  ],
  [
    "a placeholder",
    /^(todo|tbd|fixme|changeme|change[-_ ]me|replace[-_ ]?me|placeholder|xxx+|\?+|<.*>)$/i,
  ],
  ["an all-zero ID", /^0{16,}$|^0{8}-0{4}-0{4}-0{4}-0{12}$/],
  [
    "a hostname reserved for documentation",
    /(^|[/.@])example\.(com|net|org|edu)(?=$|[/:,\s])|\.(example|invalid)(?=$|[/:,\s])/i,
  ],
];

/** What kind of placeholder a text is; undefined for a real value. */
export const placeholderIn = (text: string): string | undefined =>
  placeholders.find(([, form]) => form.test(text.trim()))?.[0];

/** Placeholder names where a person or team should be. */
const nobody = /^(unknown|none|nobody|owner|some(?:body|one)|n\/?a|-+|\.+|test|foo|me)?$/i;

export const isPlaceholderOwner = (owner: string): boolean =>
  nobody.test(owner.trim()) || placeholderIn(owner) !== undefined;

/** A text in the configuration, with its path. */
export interface ConfiguredText {
  readonly key: string;
  readonly text: string;
}

export function configuredTexts(value: PlannedValue, key = ""): ConfiguredText[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    configuredTexts(inner, key === "" ? name : `${key}.${name}`),
  );
}
