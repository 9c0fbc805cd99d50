import type { Type } from "../values/types.ts";
import { type FieldRow, neutral } from "./field.ts";

const byType: readonly (readonly [type: Type, names: readonly string[]])[] = [
  [
    "String",
    ["cf.colo.name", "cf.colo.region", "icmp", "ip", "ip.dst.country", "ip.proto", "tcp", "udp"],
  ],
  ["Int", ["icmp.type", "icmp.code", "ip.hdr_len", "ip.len", "ip.opt.type", "ip.ttl"]],
  ["Int", ["tcp.flags", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"]],
  [
    "Bool",
    [
      "sip",
      ...["ack", "cwr", "ecn", "fin", "push", "reset", "syn", "urg"].map(
        (flag) => `tcp.flags.${flag}`,
      ),
    ],
  ],
  ["IP", ["ip.dst"]],
];

/**
 * Packets, as Network Firewall (formerly Magic Firewall) sees them. The local edge receives no
 * packets: samples provide them.
 */
export const packetFields: readonly FieldRow[] = byType.flatMap(([type, names]) =>
  names.map((name): FieldRow => [name, { ...neutral(type), packet: true }]),
);

/** HTTP request fields that also exist for packets. */
export const ofPacketsToo: ReadonlySet<string> = new Set([
  "ip.src",
  "ip.src.country",
  "ip.geoip.country",
  "ip.src.asnum",
]);
