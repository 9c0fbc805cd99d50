import { createHash } from "node:crypto";
import type { Value } from "../values/types.ts";
import { bytes, type FunctionRow, flags, groups, source, string } from "./function.ts";

const decoding = [...groups.transforms, ...groups.firewall];

/** Base64, hashes and identifiers. */
export const encodingFunctions: readonly FunctionRow[] = [
  [
    "decode_base64",
    {
      parameters: [source],
      returns: "String",
      where: { filter: decoding, value: decoding },
      make: () => (text) => Buffer.from(bytes(text), "base64").toString("latin1"),
    },
  ],
  [
    "encode_base64",
    {
      parameters: [string, { ...string, literal: "only", refuses: flags("up") }],
      optional: 1,
      returns: "String",
      where: { filter: groups.headerTransforms, value: groups.headerTransforms },
      make: () => encodeBase64,
    },
  ],
  [
    "sha256",
    {
      parameters: [string],
      returns: "String",
      plan: "enterprise",
      make: () => (text) => createHash("sha256").update(bytes(text), "latin1").digest("binary"),
    },
  ],
  [
    "uuidv4",
    {
      parameters: [source],
      returns: "String",
      where: { value: groups.transforms },
      make: () => uuid,
    },
  ],
];

/** `u` is the URL-safe alphabet, `p` adds the padding. */
function encodeBase64(text: Value, options: Value): string {
  const encoded = Buffer.from(bytes(text), "latin1").toString(
    bytes(options).includes("u") ? "base64url" : "base64",
  );
  const bare = encoded.replace(/=+$/, "");
  return bytes(options).includes("p") ? bare.padEnd(Math.ceil(bare.length / 4) * 4, "=") : bare;
}

/** From 16 bytes of randomness; fewer give a missing value. */
function uuid(seed: Value): Value {
  if (bytes(seed).length < 16) return undefined;
  const id = Buffer.from(bytes(seed).slice(0, 16), "latin1");
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x40, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
