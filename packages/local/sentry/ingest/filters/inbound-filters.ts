import {
  exceptionsOf,
  framesOf,
  messageTextOf,
  type SentryEvent,
  titleOf,
  typeOf,
} from "../events/event.ts";
import type { Project } from "../model.ts";
import { matchesAnyLine } from "./glob.ts";
import { isLegacyBrowser, legacyBrowsers } from "./legacy-browsers.ts";

/** One of Sentry's inbound filters: what it drops is counted, but not stored. */
export interface InboundFilter {
  readonly id: string;
  /** The default of a project. */
  readonly initially: boolean | readonly string[];
  drops(event: SentryEvent, setting: boolean | readonly string[]): boolean;
}

/** The filters of `GET /projects/{org}/{project}/filters/`, in Sentry's order. */
export const inboundFilters: readonly InboundFilter[] = [
  { id: "browser-extensions", initially: false, drops: comesFromAnExtension },
  { id: "filtered-transaction", initially: true, drops: isHealthCheck },
  { id: "legacy-browsers", initially: false, drops: comesFromALegacyBrowser },
  { id: "localhost", initially: false, drops: comesFromLocalhost },
  { id: "web-crawlers", initially: true, drops: comesFromACrawler },
];

/**
 * The filter that drops the event, or undefined; the project's own patterns use Relay's names:
 * `error-message`, `release-version`, `ip-address`.
 */
export function filterThatDrops(event: SentryEvent, project: Project): string | undefined {
  const byPattern = patternThatDrops(event, project.options);
  if (byPattern) return byPattern;
  return inboundFilters.find((filter) => {
    const setting = project.filters[filter.id] ?? filter.initially;
    return setting !== false && filter.drops(event, setting);
  })?.id;
}

function patternThatDrops(event: SentryEvent, options: Project["options"]): string | undefined {
  if (event.release && matchesAnyLine(event.release, options["filters:releases"]))
    return "release-version";
  const address = event.user?.ip_address;
  if (typeof address === "string" && matchesAnyLine(address, options["filters:blacklisted_ips"]))
    return "ip-address";
  if (typeOf(event) === "transaction") return undefined;
  const texts = [
    titleOf(event),
    messageTextOf(event),
    ...exceptionsOf(event).map((each) => `${each.type ?? ""}: ${each.value ?? ""}`),
  ];
  return texts.some((text) => matchesAnyLine(text, options["filters:error_messages"]))
    ? "error-message"
    : undefined;
}

const healthCheckNames = /healthcheck|heartbeat/i;
const healthCheckEnds =
  /\/(_health|health|healthy|healthz|health_check|live|livez|ready|readyz|ping|up)\/?$/i;

function isHealthCheck(event: SentryEvent): boolean {
  const name = event.transaction ?? "";
  return (
    typeOf(event) === "transaction" && (healthCheckNames.test(name) || healthCheckEnds.test(name))
  );
}

const extensionSources =
  /^(chrome|moz|safari|safari-web|ms-browser)-extension:\/\/|^chrome:\/\/|^resource:\/\/|\/extensions\//i;
const extensionMessages =
  /top\.GLOBALS|originalCreateNotification|MyApp_RemoveAllHighlights|atomicFindClose|conduitPage|_gCrWeb|__gCrWeb|instantSearchSDKJSBridgeClearHighlight/;

function comesFromAnExtension(event: SentryEvent): boolean {
  const value = exceptionsOf(event).at(-1);
  if (!value) return false;
  if (extensionMessages.test(value.value ?? "")) return true;
  return framesOf(value).some((frame) =>
    extensionSources.test(frame.abs_path ?? frame.filename ?? ""),
  );
}

const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

function comesFromLocalhost(event: SentryEvent): boolean {
  const address = event.user?.ip_address;
  if (typeof address === "string" && loopback.test(address)) return true;
  const url = event.request?.url ?? "";
  return URL.canParse(url) && loopback.test(new URL(url).hostname);
}

const crawlers =
  /googlebot|adsbot|mediapartners-google|bingbot|bingpreview|baiduspider|slurp|yandex(bot|images)|duckduckbot|facebookexternalhit|ia_archiver|slackbot|twitterbot|applebot|ahrefsbot|semrushbot|crawler|spider(?!man)/i;

function comesFromACrawler(event: SentryEvent): boolean {
  return crawlers.test(userAgentOf(event));
}

function comesFromALegacyBrowser(
  event: SentryEvent,
  setting: boolean | readonly string[],
): boolean {
  const active = Array.isArray(setting)
    ? (setting as readonly string[])
    : Object.keys(legacyBrowsers).filter((name) => !/\d/.test(name));
  return isLegacyBrowser(userAgentOf(event), active);
}

/** SDKs send headers as an object or as pairs, in any case. */
function userAgentOf(event: SentryEvent): string {
  const headers = event.request?.headers;
  const pairs: unknown[] = Array.isArray(headers) ? headers : Object.entries(headers ?? {});
  const found = pairs.find(
    (pair) => Array.isArray(pair) && String(pair[0]).toLowerCase() === "user-agent",
  );
  return Array.isArray(found) ? String(found[1]) : "";
}
