import { randomBytes } from "node:crypto";
import { type FieldRow, neutral, number, once, text, truth } from "./field.ts";

const port = number((request) => request.serverPort ?? (request.scheme === "https" ? 443 : 80));

/** Cloudflare's network, its zone and its timings. */
export const cloudflareFields: readonly FieldRow[] = [
  ["cf.edge.server_port", port],
  ["cf.edge.server_ip", neutral("IP")],
  ["cf.edge.client_port", neutral("Int")],
  ["cf.edge.client_tcp", truth((request) => request.httpVersion !== "HTTP/3")],
  ["cf.edge.l4.delivery_rate", neutral("Int")],
  ["cf.hostname.metadata", neutral("String")],
  ["cf.metal.id", neutral("String")],
  ["cf.random_seed", { type: "String", read: once(() => randomBytes(16).toString("latin1")) }],
  ["cf.ray_id", text((request) => request.rayId ?? "")],
  ["cf.worker.upstream_zone", neutral("String")],
  ["cf.zone.name", { ...neutral("String"), read: (request) => request.zoneName ?? "" }],
  ["cf.timings.client_tcp_rtt_msec", neutral("Int")],
  ["cf.timings.client_quic_rtt_msec", neutral("Int")],
  ["cf.timings.edge_msec", { ...neutral("Int"), response: true }],
  ["cf.timings.origin_ttfb_msec", { ...neutral("Int"), response: true }],
  ["cf.timings.worker_msec", { ...neutral("Int"), response: true }],
];
