import type { PlannedResource } from "../resource.ts";
import { isObject, isUnknown, objectsIn, type PlannedObject, type PlannedValue } from "../value.ts";
import { as, entriesOf, type Translation } from "./translation.ts";

const records: Translation = {
  kind: "dnsRecord",
  types: ["cloudflare:index/record:Record"],
  read: (resource) => [
    as("dnsRecord", resource, resource.props.content === undefined ? { value: "content" } : {}),
  ],
};

/** Cloudflare's setting names that cannot be derived from version 5's property. */
const settingIds: Readonly<Record<string, string>> = {
  tls13: "tls_1_3",
  tls12Only: "tls_1_2_only",
  zeroRtt: "0rtt",
  http2: "http2",
  http3: "http3",
};

/** Version 5 sets all settings of a zone in one resource. */
const settings: Translation = {
  kind: "zoneSetting",
  types: ["cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride"],
  read: (resource) => {
    const { settings: all, zoneId } = resource.props;
    const one = (settingId: PlannedValue, value: PlannedValue): PlannedResource => ({
      ...as("zoneSetting", resource),
      props: { zoneId, settingId, value },
    });
    if (isUnknown(all)) return [one(all, all)];
    return entriesOf(all).map(([key, value]) =>
      one(settingIds[key] ?? snakeCase(key), settingValue(key, value)),
    );
  },
};

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function settingValue(key: string, value: PlannedValue): PlannedValue {
  if (key !== "securityHeader" || !isObject(value)) return value;
  const header = Object.entries(value).map(([name, item]) => [snakeCase(name), item] as const);
  return { strict_transport_security: Object.fromEntries(header) };
}

/** Version 5's rules write headers as a list, version 6's as a map by name. */
const rulesets: Translation = {
  kind: "ruleset",
  types: ["cloudflare:index/ruleset:Ruleset"],
  read: (resource) => {
    const { rules } = resource.props;
    return Array.isArray(rules)
      ? [{ ...resource, props: { ...resource.props, rules: rules.map(readRule) } }]
      : [resource];
  },
};

function readRule(rule: PlannedValue): PlannedValue {
  if (!isObject(rule) || !isObject(rule.actionParameters)) return rule;
  const { headers, edgeTtl } = rule.actionParameters;
  const read: PlannedObject = {
    ...(Array.isArray(headers) ? { headers: byName(headers) } : {}),
    ...(isObject(edgeTtl) ? { edgeTtl: readTtl(edgeTtl) } : {}),
  };
  return { ...rule, actionParameters: { ...rule.actionParameters, ...read } };
}

const byName = (headers: readonly PlannedValue[]): PlannedObject =>
  Object.fromEntries(objectsIn(headers).map(({ name, ...rest }) => [String(name), rest]));

function readTtl(ttl: PlannedObject): PlannedObject {
  const { statusCodeTtls } = ttl;
  if (!Array.isArray(statusCodeTtls)) return ttl;
  return {
    ...ttl,
    statusCodeTtls: statusCodeTtls.map((one: PlannedValue) =>
      isObject(one) && Array.isArray(one.statusCodeRanges)
        ? { ...one, statusCodeRange: one.statusCodeRanges[0] }
        : one,
    ),
  };
}

export const zoneTranslations = [records, settings, rulesets];
