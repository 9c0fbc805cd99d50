import { SeaworthyError } from "@seaworthy/core/errors";
import { settings as pluginSettings } from "@seaworthy/plugins/seaworthy/backend";
import { keyOf, mistakesOf } from "./mistakes.ts";
import { previewMistakes } from "./preview-mistakes.ts";
import type { Config, Configuration } from "./schema.ts";

const namespace = "seaworthy:";

/**
 * Parses a stack's configuration in Pulumi's form: every value is a string, structured ones as
 * JSON. Keys of other namespaces belong to the providers and are ignored, as are those of the
 * plugin named like the project.
 *
 * Throws CONFIG_INVALID with all mistakes, one per line, each with its key.
 */
export function parseConfig(
  configuration: Configuration,
  values: Readonly<Record<string, string>>,
): Config {
  const { sections, mistakes } = readSections(configuration, values);
  const parsed = configuration.all.safeParse(sections, { reportInput: true });
  const all = parsed.success
    ? [...mistakes]
    : [
        ...mistakes,
        ...mistakesOf(parsed.error).filter(
          (line) => !mistakes.some((known) => sameKey(known, line)),
        ),
      ];
  if (parsed.success && all.length === 0) {
    const config = withModules(configuration, parsed.data);
    all.push(...previewMistakes(config));
    if (all.length === 0) return config;
  }
  throw new SeaworthyError("CONFIG_INVALID", explain(all), { details: { mistakes: all } });
}

/** In a stack file, modules' sections are siblings of the stack's own. */
function withModules({ own: schema }: Configuration, sections: object): Config {
  const own = Object.keys(schema.shape);
  const entries = Object.entries(sections);
  return {
    ...schema.parse(Object.fromEntries(entries.filter(([name]) => own.includes(name)))),
    modules: Object.fromEntries(
      entries.filter(([name]) => !own.includes(name)),
    ) as Config["modules"],
  };
}

interface Sections {
  readonly sections: Record<string, unknown>;
  readonly mistakes: string[];
}

function readSections(
  configuration: Configuration,
  values: Readonly<Record<string, string>>,
): Sections {
  const sections: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [key, text] of Object.entries(values)) {
    const section = key.slice(namespace.length);
    if (!key.startsWith(namespace) || Object.hasOwn(pluginSettings, section)) continue;
    try {
      sections[section] = isStructured(configuration, section) ? JSON.parse(text) : text;
    } catch {
      mistakes.push(`${keyOf([section])}: must be a map of keys, not text`);
    }
  }
  return { sections, mistakes };
}

const plainTextSections = new Set(["environment", "service"]);

const isStructured = ({ all }: Configuration, section: string) =>
  Object.hasOwn(all.shape, section) && !plainTextSections.has(section);

const sameKey = (one: string, other: string) => one.split(": ")[0] === other.split(": ")[0];

function explain(mistakes: readonly string[]): string {
  const plural = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  return [
    `The stack's configuration has ${plural}. Nothing was changed.`,
    ...mistakes.map((line) => `  ${line}`),
    "docs/production/configuration.md explains every key.",
  ].join("\n");
}
