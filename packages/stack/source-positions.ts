import { Resource } from "@pulumi/pulumi";

/**
 * Lets the SDK record the line where each resource is declared, which policies and `seaworthy
 * check` report. Its own expression (@pulumi/pulumi 3.251.0, resource.ts) mistakes an ES module
 * frame's URL for a path, and does not recognize frames at a module's top level.
 */
const framePosition =
  /^\s*at (?:async )?(?:.* \()?(?:file:\/\/)?(?<file>\/[^()]*):(?<line>\d+):(?<column>\d+)\)?$/;

Reflect.set(Resource, "framePositionRegExp", framePosition);

/**
 * The SDK installs source-map-support, which looks up a source map for each frame of each stack
 * trace, and the SDK captures one per resource property: a quarter of the program's CPU time. Node
 * strips types in place, so positions are right without it.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
