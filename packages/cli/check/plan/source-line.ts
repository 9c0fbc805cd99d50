import { realpathSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Declaration } from "@seaworthy/readiness/reports/report";
import { packagesFolder } from "@seaworthy/readiness/sources/program-files";

/**
 * Where a resource is declared: the innermost stack frame inside the project and outside packages,
 * as a team edits its program and not the components that it installs.
 * @param positions `project:///infra/edge.ts#12,3`, as the engine records them; the innermost first
 * @param root folder of Pulumi.yaml
 */
export function declarationOf(
  positions: readonly (string | undefined)[],
  root: string,
): Declaration | undefined {
  const found = positions.map((position) =>
    position === undefined ? undefined : parsePosition(position, root),
  );
  const places = found.filter((place) => place !== undefined && !ofResourceClass.test(place.file));
  const [component] = places;
  const program = places.find((place) => !place?.file.startsWith(`${packagesFolder}/`));
  if (program === undefined || program === component || component === undefined) return component;
  return { ...program, component: { file: component.file, line: component.line } };
}

/** The classes of resources themselves, installed or generated: a frame of a constructor. */
const ofResourceClass = new RegExp(`(^|/)node_modules/|^sdks/|^${packagesFolder}/sdk/`);

function parsePosition(position: string, root: string): Declaration | undefined {
  const [, path = "", line, column] = /^project:\/\/\/(.*)#(\d+)(?:,(\d+))?$/.exec(position) ?? [];
  const file = fileOf(decodeURIComponent(path), root);
  return file === undefined
    ? undefined
    : { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

/**
 * The SDK mistakes an ES module frame's URL for a path, and the engine records
 * `infra/file:/checkout/infra/edge.ts` (@pulumi/pulumi 3.251.0, `Resource.stackTrace`). The path
 * follows `file:`, percent-encoded.
 */
function fileOf(path: string, root: string): string | undefined {
  const [, absolute] = /(?:^|\/)file:\/*(\/.*)$/.exec(path) ?? [];
  const own = realpathSync(root);
  const file = relative(own, absolute === undefined ? join(own, path) : decoded(absolute));
  return file === "" || file.startsWith("..") || isAbsolute(file) ? undefined : file;
}

/** As it is if it is no encoded path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (thrown) {
    if (thrown instanceof URIError) return path;
    throw thrown;
  }
}
