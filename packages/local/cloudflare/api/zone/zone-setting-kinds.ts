import { defined } from "@seaworthy/core/defined";
import { z } from "zod";

/** A zone setting: its allowed values, its initial value, and what the local edge does with it. */
export interface ZoneSettingKind {
  readonly schema: z.ZodType;
  readonly initial: unknown;
  readonly level: "enforced" | "accepted";
  readonly note?: string;
}

const onOff = z.enum(["on", "off"]);
const accepted = (schema: z.ZodType, initial: unknown): ZoneSettingKind => ({
  schema,
  initial,
  level: "accepted",
});
const enforced = (schema: z.ZodType, initial: unknown, note?: string): ZoneSettingKind => ({
  schema,
  initial,
  level: "enforced",
  ...defined({ note }),
});

/** Seconds that Cloudflare accepts; 0 respects the Worker's own headers. */
const browserTtls = [
  0, 30, 60, 120, 300, 1_200, 1_800, 3_600, 7_200, 10_800, 14_400, 18_000, 28_800, 43_200, 57_600,
  72_000, 86_400, 172_800, 259_200, 345_600, 432_000, 691_200, 1_382_400, 2_073_600, 2_678_400,
  5_356_800, 16_070_400, 31_536_000,
] as const;

/**
 * The defaults are those of a new Cloudflare zone, so that nothing is stricter here unless it is
 * declared.
 */
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
    {
      strict_transport_security: {
        enabled: false,
        max_age: 0,
        include_subdomains: false,
        preload: false,
        nosniff: false,
      },
    },
  ),
  development_mode: enforced(onOff, "off"),
  http2: enforced(onOff, "on"),
  automatic_https_rewrites: enforced(
    onOff,
    "on",
    "links in HTML pages to the zone itself; Cloudflare knows more hosts with HTTPS",
  ),
  browser_cache_ttl: enforced(
    z.union(browserTtls.map((ttl) => z.literal(ttl))),
    14_400,
    "for responses that a cache rule made eligible",
  ),
  security_level: enforced(
    z.enum(["off", "essentially_off", "low", "medium", "high", "under_attack"]),
    "medium",
    "under_attack challenges everyone; the other levels use the reputation of addresses, which is unknown here",
  ),
  ssl: enforced(
    z.enum(["off", "flexible", "full", "strict", "origin_pull"]),
    "full",
    "off redirects away from HTTPS; the others describe how an origin is reached, and there is none behind the Worker",
  ),
  always_online: accepted(onOff, "off"),
  brotli: enforced(onOff, "on"),
  browser_check: accepted(onOff, "on"),
  cache_level: accepted(z.enum(["aggressive", "basic", "simplified"]), "aggressive"),
  challenge_ttl: accepted(z.number().int().min(300), 1_800),
  early_hints: accepted(onOff, "off"),
  email_obfuscation: accepted(onOff, "on"),
  hotlink_protection: accepted(onOff, "off"),
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
  server_side_exclude: accepted(onOff, "on"),
  websockets: accepted(onOff, "on"),
};
