import type { Config } from "@seaworthy/stack/config/schema";
import type { ZoneSettingValue } from "@seaworthy/stack/edge/edge";

/** The zone settings that the program manages; it leaves all others alone. */
export function zoneSettings({
  alwaysHttps,
  minTlsVersion,
  hsts,
}: Config["edge"]): ZoneSettingValue[] {
  return [
    { id: "always_use_https", value: onOff(alwaysHttps) },
    { id: "min_tls_version", value: minTlsVersion },
    { id: "tls_1_3", value: "on" },
    // Any origin the zone may get is reached over TLS with a verified certificate.
    { id: "ssl", value: "strict" },
    { id: "security_header", value: strictTransportSecurity(hsts) },
    // Bypasses the cache while on.
    { id: "development_mode", value: "off" },
  ];
}

function strictTransportSecurity({
  maxAgeSeconds,
  includeSubdomains,
  preload,
}: Config["edge"]["hsts"]) {
  return {
    strict_transport_security: {
      enabled: maxAgeSeconds > 0,
      max_age: maxAgeSeconds,
      include_subdomains: includeSubdomains,
      preload,
      nosniff: true,
    },
  };
}

const onOff = (value: boolean) => (value ? "on" : "off");
