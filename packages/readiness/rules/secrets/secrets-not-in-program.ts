import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isObject, type PlannedValue } from "../../plan/value.ts";
import { boundResources } from "../helpers/bound-texts.ts";
import { read } from "../helpers/checks.ts";
import { isPublic } from "../helpers/secrets/public-values.ts";
import { secretInputs } from "../helpers/secrets/secret-inputs.ts";
import { everywhere, type Facts, type Finding, type Rule, violation } from "../rule.ts";

export const secretsNotInProgram: Rule = {
  id: "secrets-not-in-program",
  area: "secrets",
  title: "The program contains no secrets",
  why: "The program is in version control, and its history keeps every value that it ever contained, wrapped in pulumi.secret or not.",
  fix: "Generate it with a Credential, or read it with config.requireSecret, and replace the secret.",
  example: {
    language: "typescript",
    code: 'secret("PARTNER_KEY", new pulumi.Config("partner").requireSecret("key"))',
  },
  source: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: [
    "workerVersion",
    "workersScript",
    "pagesProject",
    "hyperdrive",
    "databaseRole",
    "supabaseProject",
    "aclUser",
    "migrations",
    "stack",
  ],
  judge: (resources, { written }) => {
    const seen = new Set<string>();
    return secretTexts(resources).flatMap((one) => judgeText(one, written, seen));
  },
};

/** Shorter texts are switches and names, and occur in any file. */
const leastLength = 8;

/** A resource's secret text. */
interface SecretText {
  readonly resource: PlannedResource;
  /** The binding's name, or the input's path. */
  readonly name: string;
  readonly text: string;
}

function judgeText(
  { resource, name, text }: SecretText,
  written: Facts["written"],
  seen: Set<string>,
): Finding[] {
  const key = `${resource.urn} ${name}`;
  if (text.length < leastLength || isPublic(text) || seen.has(key)) return [];
  const place = written?.(text);
  if (place === undefined) return [];
  seen.add(key);
  return [
    violation(`The value of ${name} is written in the program.`, resource, {
      subject: name,
      place,
    }),
  ];
}

function secretTexts(resources: readonly PlannedResource[]): SecretText[] {
  const bound = boundResources(resources).flatMap(({ resource, bindings = [] }) =>
    bindings.flatMap(({ name, type, text }) =>
      type === "secret_text" && typeof text === "string"
        ? [{ resource, name: String(name), text }]
        : [],
    ),
  );
  const inputs = secretInputs.flatMap(([kind, path]) =>
    ofType(resources, kind).flatMap((resource) => {
      const text = read(resource, path);
      return typeof text === "string" ? [{ resource, name: path, text }] : [];
    }),
  );
  const named = new Set([...bound, ...inputs].map(textOf));
  const marked = resources.flatMap(markedTexts).filter((one) => !named.has(textOf(one)));
  return [...bound, ...inputs, ...marked];
}

/** A binding's text is marked secret too, and is one finding. */
const textOf = ({ resource, text }: SecretText): string => `${resource.urn} ${text}`;

/** Texts marked secret, wherever they are; in a list marked as a whole, none is certain. */
const markedTexts = (resource: PlannedResource): SecretText[] =>
  [...(resource.secretPaths ?? [])].flatMap((path) => {
    const text = valueAtPath(resource.props, path);
    return typeof text === "string" && !/^bindings\[/.test(path)
      ? [{ resource, name: path, text }]
      : [];
  });

function valueAtPath(props: PlannedValue, path: string): PlannedValue {
  return path.split(/[.[\]]+/).reduce<PlannedValue>((value, key) => {
    if (key === "") return value;
    if (Array.isArray(value)) return value[Number(key)] as PlannedValue;
    return isObject(value) ? value[key] : undefined;
  }, props);
}
