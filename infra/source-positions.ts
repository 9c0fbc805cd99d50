import { Resource } from "@pulumi/pulumi";

/**
 * Lets the SDK record in which line each resource is declared, which policies and `seaworthy check`
 * report. Its own expression (@pulumi/pulumi 3.251.0, resource.ts) takes the URL of an ES module's
 * frame for a path, and knows no frame of a module's top level.
 */
const framePosition =
  /^\s*at (?:async )?(?:.* \()?(?:file:\/\/)?(?<file>\/[^()]*):(?<line>\d+):(?<column>\d+)\)?$/;

Reflect.set(Resource, "framePositionRegExp", framePosition);

/**
 * The SDK installs source-map-support, which looks up a source map for each frame of each stack,
 * and the SDK takes a stack for each property of a resource: a quarter of the program's processor
 * time. Node strips types in place, so that frames are right without.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
