import { existsSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { readTextFile } from "@seaworthy/core/text-file";
import { parseDocument } from "yaml";
import { z } from "zod";

/** As Pulumi names them; the first one counts. JSON is YAML too. */
const names = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"] as const;

/** The file that makes a folder a Pulumi project; undefined in other folders. */
export const projectFileIn = (root: string): string | undefined =>
  names.map((name) => join(root, name)).find((file) => existsSync(file));

const project = z.looseObject({ name: z.string(), stackConfigDir: z.string().optional() });
type Project = z.output<typeof project>;

/** Reads a project's file. Throws CONFIG_INVALID with its path. */
export function readProject(root: string): Project {
  const file = projectFileIn(root) ?? join(root, names[0]);
  const fix = "Name the folder of a Pulumi program.";
  const text = readTextFile(file, { code: "CONFIG_INVALID", what: "The project file", fix });
  const document = parseDocument(text);
  const { data } = project.safeParse(document.errors.length > 0 ? undefined : document.toJS());
  if (data !== undefined) return data;
  throw new SeaworthyError("CONFIG_INVALID", `${file} is not a Pulumi project file. ${fix}`);
}

/** The file of a stack, where the project keeps them: `config/Pulumi.prod.yaml`. */
export function stackFileIn(root: string, stack: string): string {
  const { stackConfigDir = "" } = readProject(root);
  // `acme/shop/prod` is the stack `prod` of an organization.
  const name = `Pulumi.${basename(stack)}${extname(projectFileIn(root) ?? "")}`;
  return join(root, stackConfigDir, name);
}
