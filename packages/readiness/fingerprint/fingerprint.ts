import { createHash } from "node:crypto";

/** What identifies a violation, however the program around it is written. */
export interface Identity {
  readonly rule: string;
  /** Type and logical name of the resource; undefined for findings without a resource. */
  readonly resource?: { readonly type: string; readonly name: string };
  /** The finding's file, if it is not the program. */
  readonly file?: string;
  /** The part of the resource that it is about, if any. */
  readonly subject?: string;
  readonly message: string;
}

/**
 * 16 hexadecimal digits that stay the same when the file is reordered or renumbered, when the
 * resource moves into a component, and when a number in the message changes. Line and parents are
 * not included.
 */
export function fingerprintOf({ rule, resource, file, subject, message }: Identity): string {
  const parts = [
    rule,
    resource?.type ?? "",
    resource?.name ?? "stack",
    unnumbered(file ?? ""),
    subject ?? "",
    shapeOf(message, resource?.name),
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

/** Migrations are renumbered when two branches took the same number. */
const unnumbered = (file: string): string => file.replace(/(^|\/)\d+(?=[_.-])/g, "$1#");

/**
 * The message without numbers and without the resource's name: `TOKEN_1` and `TOKEN_2` stay
 * distinct, 12 and 13 connections do not.
 */
function shapeOf(message: string, name: string | undefined): string {
  const unnamed = name === undefined ? message : message.replaceAll(name, "·");
  return unnamed.replaceAll(/(?<![\w.-])\d+([.,]\d+)*(?:ms|s|min|h|d|kb|mb)?(?![\w-]|\.\w)/gi, "#");
}

/**
 * Fingerprints under every name that the resource has had. Reports use the first, for the oldest
 * alias (Pulumi lists aliases from the newest to the oldest parent, in the program's order); the
 * others match it in a baseline.
 */
export function fingerprintsOf(
  identity: Identity,
  aliases: readonly { type: string; name: string }[],
): [string, ...string[]] {
  const [first, ...rest] = [...aliases, ...(identity.resource ? [identity.resource] : [])].map(
    (resource) =>
      fingerprintOf({ ...identity, resource, message: renamed(identity, resource.name) }),
  );
  return first === undefined ? [fingerprintOf(identity)] : [first, ...rest];
}

/** A message that names its resource, with the resource's former name. */
function renamed({ message, resource }: Identity, former: string): string {
  return resource === undefined ? message : message.replaceAll(resource.name, former);
}
