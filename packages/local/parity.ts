import type { ParityRow } from "./kernel/vendor.ts";

export interface VendorParity {
  readonly name: string;
  readonly parity: readonly ParityRow[];
}

/** How vendors' names are written. */
const titles: Readonly<Record<string, string>> = {
  supabase: "Supabase",
  upstash: "Upstash",
  cloudflare: "Cloudflare",
  sentry: "Sentry",
  resend: "Resend",
};

const legend = [
  "# What the local cloud implements of the vendors' APIs",
  "",
  "- **enforced**: the call acts on a real service.",
  "- **accepted**: stored and returned; it has no effect here.",
  "- **refused**: rejected with an error that names it.",
];

/**
 * The docs page with one section per vendor on what is enforced, accepted or rejected. Markdown,
 * ending in a newline.
 */
export function renderParityTable(vendors: readonly VendorParity[]): string {
  return `${[...legend, ...vendors.flatMap(section)].join("\n")}\n`;
}

function section({ name, parity }: VendorParity): string[] {
  const rows = parity.map(
    ({ what, level, note }) => `| ${cell(what)} | ${level} | ${cell(note ?? "")} |`,
  );
  return [
    "",
    `## ${titleOf(name)}`,
    "",
    "| call or field | level | note |",
    "|---|---|---|",
    ...rows,
  ];
}

export function titleOf(name: string): string {
  return titles[name] ?? name;
}

/** Escapes text for a table cell: no pipe, line break or tag; braces in paths stay. */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;").trim();
}
