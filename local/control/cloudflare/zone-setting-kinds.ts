import { z } from "zod";

/** A zone setting: what it may be, what it is before anybody sets it, and what the local edge does about it. */
export interface ZoneSettingKind {
  readonly schema: z.ZodType;
  readonly initial: unknown;
  readonly level: "enforced" | "accepted";
}

const onOff = z.enum(["on", "off"]);
const accepted = (schema: z.ZodType, initial: unknown): ZoneSettingKind => ({ schema, initial, level: "accepted" });
const enforced = (schema: z.ZodType, initial: unknown): ZoneSettingKind => ({ schema, initial, level: "enforced" });

/** Defaults are those of a new zone on Cloudflare, so that nothing is stricter here than there unless it is declared. */
export const zoneSettingKinds: Readonly<Record<string, ZoneSettingKind>> = {
  always_use_https: enforced(onOff, "off"),
  min_tls_version: enforced(z.enum(["1.0", "1.1", "1.2", "1.3"]), "1.0"),
  tls_1_3: enforced(z.enum(["on", "off", "zrt"]), "on"),
  security_header: enforced(
    z.strictObject({
      strict_transport_security: z.strictObject({
        enabled: z.boolean(),
        max_age: z.number().int().min(0).optional(),
        include_subdomains: z.boolean().optional(),
        preload: z.boolean().optional(),
        nosniff: z.boolean().optional(),
      }),
    }),
    { strict_transport_security: { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false } },
  ),
  development_mode: enforced(onOff, "off"),
  always_online: accepted(onOff, "off"),
  automatic_https_rewrites: accepted(onOff, "on"),
  brotli: accepted(onOff, "on"),
  browser_cache_ttl: accepted(z.number().int().min(0), 14_400),
  browser_check: accepted(onOff, "on"),
  cache_level: accepted(z.enum(["aggressive", "basic", "simplified"]), "aggressive"),
  challenge_ttl: accepted(z.number().int().min(300), 1_800),
  early_hints: accepted(onOff, "off"),
  email_obfuscation: accepted(onOff, "on"),
  hotlink_protection: accepted(onOff, "off"),
  http2: accepted(onOff, "on"),
  http3: accepted(onOff, "on"),
  "0rtt": accepted(onOff, "off"),
  ip_geolocation: accepted(onOff, "on"),
  ipv6: accepted(onOff, "on"),
  opportunistic_encryption: accepted(onOff, "on"),
  opportunistic_onion: accepted(onOff, "on"),
  privacy_pass: accepted(onOff, "on"),
  pseudo_ipv4: accepted(z.enum(["off", "add_header", "overwrite_header"]), "off"),
  replace_insecure_js: accepted(onOff, "on"),
  rocket_loader: accepted(onOff, "off"),
  security_level: accepted(z.enum(["off", "essentially_off", "low", "medium", "high", "under_attack"]), "medium"),
  server_side_exclude: accepted(onOff, "on"),
  ssl: accepted(z.enum(["off", "flexible", "full", "strict", "origin_pull"]), "full"),
  websockets: accepted(onOff, "on"),
};
