import type { PlannedValue } from "../../plan/value.ts";

/** Account, zone and other IDs in the examples of Cloudflare's documentation. */
const documented = [
  "023e105f4ecef8ad9ca31a8372d0c353",
  "9a7806061c88ada191ed06f989cc3dac",
  "f174e90afafe4643bbbc4a0ed4fc8415",
];

/** Texts that a template leaves for a team to replace. */
const placeholders: readonly (readonly [says: string, form: RegExp])[] = [
  [
    "a placeholder",
    /\b(your|my)[-_ ]?(own[-_ ])?(organi[sz]ation|company|team|account|project|zone|domain|app|key|token|id|name|slug)\b/i,
  ],
  [
    "a placeholder",
    /^(todo|tbd|fixme|changeme|change[-_ ]me|replace[-_ ]?me|placeholder|xxx+|\?+|<.*>|\{\{.*\}\}|\$\{.*\}|%\w+%)$/i,
  ],
  ["an all-zero ID", /^0{16,}$|^0{8}-0{4}-0{4}-0{4}-0{12}$/],
  // One digit repeated, or the digits in order.
  ["a made-up ID", /^([0-9a-f])\1{15,}$|^(0123456789abcdef)+$|^(1234567890){2,}/i],
  ["an ID of Cloudflare's documentation", new RegExp(`^(${documented.join("|")})$`)],
  [
    "a hostname reserved for documentation",
    /(^|[/.@])example\.(com|net|org|edu)(?=$|[/:,\s])|\.(example|invalid|test|localhost)(?=$|[/:,\s])/i,
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
