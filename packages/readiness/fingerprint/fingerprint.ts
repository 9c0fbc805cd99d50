import { createHash } from "node:crypto";

/** What a violation is the same by, however the program around it is written. */
export interface Identity {
  readonly rule: string;
  /** Type and logical name of the resource; undefined for findings about none. */
  readonly resource?: { readonly type: string; readonly name: string };
  /** File that it stands in, when that is not the program. */
  readonly file?: string;
  /** The part of the resource that it is about, where it is about one. */
  readonly subject?: string;
  readonly message: string;
}

/**
 * 16 hexadecimal digits that stay when the file is reordered or renumbered, when the resource moves
 * into a component, and when a number in the message changes. Neither line nor parents count.
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
 * The message without numbers and without the resource's name: `TOKEN_1` and `TOKEN_2` stay apart,
 * 12 and 13 connections do not.
 */
function shapeOf(message: string, name: string | undefined): string {
  const unnamed = name === undefined ? message : message.replaceAll(name, "·");
  return unnamed.replaceAll(/(?<![\w.-])\d+([.,]\d+)*(?:ms|s|min|h|d|kb|mb)?(?![\w-]|\.\w)/gi, "#");
}

/**
 * Fingerprints under every name that the resource has had. The first stands for it in reports:
 * under its oldest alias, as Pulumi lists the aliases of a resource from the newest to the oldest
 * parent and the program names them; the others find it in a baseline.
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

/** A message that names its resource, as it was under the resource's former name. */
function renamed({ message, resource }: Identity, former: string): string {
  return resource === undefined ? message : message.replaceAll(resource.name, former);
}
