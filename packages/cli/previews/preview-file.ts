import { SeaworthyError } from "@seaworthy/core/errors";
import { type Document, isMap, parseDocument } from "yaml";
import { removeSecrets } from "../init/stack-file.ts";

export interface PreviewOf {
  readonly name: string;
  /** The stack whose file this is made from, and that file's text. */
  readonly base: string;
  readonly text: string;
}

const environmentKey = "seaworthy:environment";
const own = "seaworthy:";

/**
 * The stack file of a preview: the base's without its secrets, its provider logins, what names an
 * existing database, and what reaches people. Throws CONFIG_INVALID for a base that no preview can
 * be made from.
 */
export function previewFile({ name, base, text }: PreviewOf): string {
  const document = parseDocument(text);
  const hostname = requireBase(document, base);
  removeSecrets(document);
  removeForeignKeys(document);
  for (const path of [["seaworthy:database", "project", "protect"], ["seaworthy:rollout"]])
    document.deleteIn(["config", ...path]);
  const set = (path: readonly string[], value: unknown) =>
    document.setIn(["config", ...path], value);
  if (document.getIn(["config", "seaworthy:mail", "adapter"]) !== "sink") silenceMail(document);
  if (document.hasIn(["config", "seaworthy:secrets", "thirdParty"]))
    set(["seaworthy:secrets", "thirdParty"], document.createNode([]));
  set(["seaworthy:edge", "hostname"], `${name}.${hostname}`);
  set(["seaworthy:edge", "zone"], "shared");
  set(["seaworthy:preview"], document.createNode({ name, of: base }));
  document.commentBefore = ` A preview, made from Pulumi.${base}.yaml by seaworthy up ${name} --ephemeral. Do not commit it.`;
  return document.toString({ lineWidth: 0 });
}

/** The preview's name in a stack file; undefined for any other stack. */
export function previewIn(text: string): string | undefined {
  const name: unknown = parseDocument(text).getIn(["config", "seaworthy:preview", "name"]);
  return typeof name === "string" ? name : undefined;
}

/** The base's host name. */
function requireBase(document: Document, base: string): string {
  const at = (...path: string[]): unknown => document.getIn(["config", ...path]);
  const refuse = (why: string) =>
    new SeaworthyError(
      "CONFIG_INVALID",
      `No preview can be made from Pulumi.${base}.yaml: ${why} Name another stack with --like. Nothing was changed.`,
    );
  if (document.errors.length > 0) throw refuse("it is not valid YAML.");
  if (at("seaworthy:preview") !== undefined) throw refuse("it is a preview itself.");
  const environment = at(environmentKey);
  if (typeof environment !== "string" || environment === "prod")
    throw refuse("it belongs to production, whose values are never copied.");
  if (at("seaworthy:database", "project", "organization") === undefined)
    throw refuse(
      "it uses an existing Supabase project, and a preview gets its own: seaworthy:database.project needs organization and region.",
    );
  const hostname = at("seaworthy:edge", "hostname");
  if (typeof hostname !== "string") throw refuse("seaworthy:edge.hostname is missing.");
  return hostname;
}

/** Logins of providers; a preview takes them from the environment. */
function removeForeignKeys(document: Document): void {
  const config: unknown = document.get("config");
  if (!isMap(config)) return;
  config.items = config.items.filter(({ key }) => String(key).startsWith(own));
}

/** A preview's data may contain real addresses. */
function silenceMail(document: Document): void {
  if (document.hasIn(["config", "seaworthy:mail"]))
    document.setIn(["config", "seaworthy:mail"], document.createNode({ adapter: "noop" }));
}
