import { stringify } from "yaml";
import type { ReadObject } from "./live-object.ts";

/** An entry of `plugins.providers` in Pulumi.yaml. */
export interface ProviderPath {
  readonly name: string;
  readonly path: string;
}

/** One file of the program per vendor, in reading order. */
const vendors = ["cloudflare", "supabase", "upstash", "sentry"] as const;
type Vendor = (typeof vendors)[number];

/** Each type's class: the package to import, and the class's name in the code. */
interface TypeClass {
  readonly vendor: Vendor;
  readonly from: string;
  readonly imported: string;
  readonly className: string;
}

function classOf(type: string): TypeClass {
  const [pack = "", scope = "", name = ""] = type.split(":");
  if (pack === "seaworthy") {
    const vendor = scope === "supabase" ? "supabase" : "upstash";
    const local = vendor === "supabase" ? "supabase as seaworthy" : "upstash";
    const className = `${vendor === "supabase" ? "seaworthy" : "upstash"}.${name}`;
    return { vendor, from: "@seaworthy/sdk/index", imported: `{ ${local} }`, className };
  }
  const vendor = vendors.find((one) => one === pack) ?? "cloudflare";
  return {
    vendor,
    from: `@pulumi/${pack}`,
    imported: `* as ${pack}`,
    className: `${pack}.${name}`,
  };
}

/** A Pulumi program that declares those objects as they are; text by file name. */
export function programFiles(
  stack: string,
  objects: readonly ReadObject[],
  providers: readonly ProviderPath[],
): Readonly<Record<string, string>> {
  const byVendor = Map.groupBy(objects, ({ type }) => classOf(type).vendor);
  const used = vendors.filter((vendor) => byVendor.has(vendor));
  return {
    "Pulumi.yaml": projectFile(providers),
    "package.json": `${JSON.stringify({ name: `adopted-${stack}`, private: true, type: "module" }, null, 2)}\n`,
    "index.ts": `${header}\n${used.map((vendor) => `import "./${vendor}.ts";\n`).join("")}`,
    ...Object.fromEntries(
      used.map((vendor) => [`${vendor}.ts`, fileOf(byVendor.get(vendor) ?? [])] as const),
    ),
  };
}

const header = `/** What \`seaworthy adopt\` found. Yours now: change it, and \`pulumi up\` changes what it names. */`;

/** With the plugins of the project's own program, with their paths adjusted. */
function projectFile(providers: readonly ProviderPath[]): string {
  return stringify({
    name: "adopted",
    description: "What runs already, as `seaworthy adopt` found it",
    runtime: { name: "nodejs", options: { typescript: false } },
    main: "index.ts",
    plugins: { providers },
  });
}

function fileOf(objects: readonly ReadObject[]): string {
  const classes = objects.map(({ type }) => classOf(type));
  const imports = new Set(
    classes.map(({ from, imported }) => `import ${imported} from "${from}";`),
  );
  return `${header}\n${[...imports].sort().join("\n")}\n\n${objects.map(resource).join("\n")}`;
}

function resource({ type, name, importId, inputs, untold }: ReadObject): string {
  const ignored = untold.length === 0 ? "" : `, ignoreChanges: ${JSON.stringify(untold)}`;
  const options = `{ import: ${JSON.stringify(importId)}, protect: true${ignored} }`;
  return `new ${classOf(type).className}(\n  ${JSON.stringify(name)},\n  ${literal(inputs, "  ")},\n  ${options},\n);\n`;
}

/** A value as TypeScript source. */
function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  const parts = isArray
    ? value.map((item) => `${inner}${literal(item, inner)},`)
    : Object.entries(value).map(([key, item]) => `${inner}${keyOf(key)}: ${literal(item, inner)},`);
  const [open, close] = isArray ? ["[", "]"] : ["{", "}"];
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join("\n")}\n${indent}${close}`;
}

const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));
