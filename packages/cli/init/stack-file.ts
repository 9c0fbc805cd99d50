import { SeaworthyError } from "@seaworthy/core/errors";
import { type Document, isMap, parseDocument, visit } from "yaml";

/** What `init` sets; all other values in the file are kept. */
export interface StackValues {
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  readonly owner?: string | undefined;
  /** How the first person to call is reached. */
  readonly contact?: string | undefined;
  readonly accountId?: string | undefined;
  readonly zoneId?: string | undefined;
  readonly hostname?: string | undefined;
  readonly supabaseOrganization?: string | undefined;
  readonly region?: string | undefined;
  readonly sentryOrganization?: string | undefined;
}

/** Where each value is, below `config`. */
export const placeOf: Readonly<Record<keyof StackValues, readonly string[]>> = {
  environment: ["seaworthy:environment"],
  service: ["seaworthy:service"],
  owner: ["seaworthy:secrets", "owner"],
  contact: ["seaworthy:contacts", "0", "how"],
  accountId: ["seaworthy:app", "accountId"],
  zoneId: ["seaworthy:edge", "zoneId"],
  hostname: ["seaworthy:edge", "hostname"],
  supabaseOrganization: ["seaworthy:database", "project", "organization"],
  region: ["seaworthy:database", "project", "region"],
  sentryOrganization: ["seaworthy:errors", "organization"],
};

/** `contact` says how. */
const onCall = { who: "On call", how: "", level: 1, security: true };

const schemaLine = /^# yaml-language-server: \$schema=.*\n/;

/** A stack file's text with those values; comments and all other keys are kept. */
export function withValues(text: string, values: StackValues, schema: string): string {
  const document = parseDocument(text.replace(schemaLine, ""));
  if (document.errors.length > 0)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `The stack file cannot be read as YAML: ${document.errors[0]?.message ?? ""} Nothing was changed.`,
    );
  if (values.contact !== undefined && !document.hasIn(["config", "seaworthy:contacts"]))
    document.setIn(["config", "seaworthy:contacts"], document.createNode([onCall]));
  for (const [name, path] of Object.entries(placeOf)) {
    const value = values[name as keyof StackValues];
    if (value !== undefined) document.setIn(["config", ...path], value);
  }
  const body = document.toString({ lineWidth: 0 });
  return `# yaml-language-server: $schema=${schema}\n${body}`;
}

/** The file's own values; undefined where it has none. */
export function valuesIn(text: string): StackValues {
  const document = parseDocument(text);
  return Object.fromEntries(
    Object.entries(placeOf).map(([name, path]) => {
      const value: unknown = document.getIn(["config", ...path]);
      return [name, typeof value === "string" ? value : undefined];
    }),
  );
}

/** Another stack's file without what is specific to that stack: its key and encrypted values. */
export function asTemplate(text: string): string {
  const document = parseDocument(text);
  removeSecrets(document);
  return document.toString({ lineWidth: 0 });
}

/** Removes the encryption key, and every key with an encrypted value, at any depth. */
export function removeSecrets(document: Document): void {
  for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
  visit(document, {
    Pair: (_, { value }) => (isMap(value) && value.has("secure") ? visit.REMOVE : undefined),
  });
}
