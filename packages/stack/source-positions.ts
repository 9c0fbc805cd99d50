import { Resource } from "@pulumi/pulumi";

/**
 * Lets the SDK record the line where each resource is declared, which policies and `seaworthy
 * check` report. Its own expression (@pulumi/pulumi 3.251.0, resource.ts) mistakes an ES module
 * frame's URL for a path, and does not recognize frames at a module's top level.
 */
const framePosition =
  /^\s*at (?:async )?(?:.* \()?(?<scheme>file:\/\/)?(?<file>\/[^()]*):(?<line>\d+):(?<column>\d+)\)?$/;

/** A URL's path is percent-encoded, as where the project's folder has a space. */
function readFrame(frame: string): { groups: Record<string, string> } | null {
  const { scheme, file = "", ...position } = framePosition.exec(frame)?.groups ?? {};
  if (file === "") return null;
  return { groups: { ...position, file: scheme === undefined ? file : decodeURIComponent(file) } };
}

Reflect.set(Resource, "framePositionRegExp", { exec: readFrame });

/**
 * The SDK installs source-map-support, which looks up a source map for each frame of each stack
 * trace, and the SDK captures one per resource property: a quarter of the program's CPU time. Node
 * strips types in place, so positions are right without it.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
