import { vendorUrls } from "../../kernel/vendor.ts";
import { titleOf } from "../../parity.ts";
import { code, type Html, html, link, section } from "../html.ts";
import type { ConsoleView } from "../view.ts";

interface Address {
  readonly what: string;
  readonly where: Html;
}

/** Where everything runs, as `seaworthy status local` prints it, without logins. */
export function addresses(view: ConsoleView): Html {
  const groups: readonly Address[] = [
    ...edge(view),
    ...databases(view),
    ...caches(view),
    ...ingest(view),
    ...apis(view),
  ];
  const rows = groups.map(({ what, where }) => html`<div><dt>${what}</dt><dd>${where}</dd></div>`);
  return section(
    "addresses",
    "Addresses",
    "loopback only",
    html`<dl class="addresses">${rows}</dl>`,
  );
}

function edge({ described: { cloudflare } }: ConsoleView): readonly Address[] {
  if (!cloudflare || "problem" in cloudflare) return [];
  const { http, https } = cloudflare.value.edge;
  return [
    { what: "App, through the edge", where: link(http) },
    { what: "The same over TLS", where: link(https) },
  ];
}

function databases({ described: { supabase } }: ConsoleView): readonly Address[] {
  if (!supabase || "problem" in supabase) return [];
  return supabase.value.projects.flatMap(({ name, directUrl, poolerUrl }) => [
    { what: `${name}, PostgreSQL`, where: code(directUrl) },
    { what: `${name}, pooler`, where: code(poolerUrl) },
  ]);
}

function caches({ described: { upstash } }: ConsoleView): readonly Address[] {
  if (!upstash || "problem" in upstash) return [];
  return upstash.value.databases.map(({ name, restUrl }) => ({
    what: `${name}, REST`,
    where: code(restUrl),
  }));
}

function ingest({ described: { sentry } }: ConsoleView): readonly Address[] {
  if (!sentry || "problem" in sentry) return [];
  return [{ what: "Sentry ingest", where: code(sentry.value.ingestUrl) }];
}

function apis({ controlUrl, parity }: ConsoleView): readonly Address[] {
  const urls: Readonly<Record<string, string>> = vendorUrls(controlUrl);
  return parity.flatMap(({ name }) =>
    urls[name] === undefined ? [] : [{ what: `${titleOf(name)} API`, where: code(urls[name]) }],
  );
}
