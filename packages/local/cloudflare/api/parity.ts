import { defined } from "@seaworthy/core/defined";
import { type FieldDefinition, fields, functions, maxRules } from "@seaworthy/rules-language/index";
import type { ParityRow } from "../../kernel/vendor.ts";
import { unimplementedParameters } from "./rulesets/parameters/action-parameters.ts";
import { phases, unsupportedActions, unsupportedPhases } from "./rulesets/rule-phases.ts";
import { bindingKinds, unsupportedBindingTypes } from "./workers/bindings/binding-kinds.ts";
import { zonePlans } from "./zone/plans.ts";
import { zoneSettingKinds } from "./zone/zone-setting-kinds.ts";

const enforced = (what: string, note?: string): ParityRow => ({
  what,
  level: "enforced",
  ...defined({ note }),
});
const accepted = (what: string, note?: string): ParityRow => ({
  what,
  level: "accepted",
  ...defined({ note }),
});
const refused = (what: string, note?: string): ParityRow => ({
  what,
  level: "refused",
  ...defined({ note }),
});

const calls: readonly ParityRow[] = [
  enforced("GET /user/tokens/verify"),
  accepted(
    "GET /accounts, /accounts/{id}, /zones, /zones/{id}",
    "one account and one zone, localhost; they cannot be created, changed or deleted",
  ),
  enforced(
    "GET|POST /accounts/{account}/workers/workers, GET|PUT|PATCH|DELETE …/{worker}",
    "by id or by name",
  ),
  accepted(
    "workers/workers: observability, logpush, tags, tail_consumers, subdomain",
    "console output always goes to the Worker's log; there is no workers.dev",
  ),
  enforced(
    "GET|POST …/workers/workers/{worker}/versions, GET|DELETE …/{version}",
    "every version is loaded in workerd before it is accepted",
  ),
  enforced(
    "versions: exports, migrations",
    "created, renamed and deleted Durable Object classes; applied when the version is deployed",
  ),
  enforced(
    "versions: cache_options.enabled",
    "Workers Caching; cross_version_cache is accepted, each version has a cache of its own",
  ),
  accepted("versions: limits, placement, usage_model, annotations, package_dependencies"),
  refused("versions: assets, containers; transferred Durable Object classes"),
  enforced(
    "GET|POST …/workers/scripts/{script}/deployments, GET|DELETE …/{deployment}",
    "by percentage, with version key and override headers; Durable Objects run on the version with the larger share",
  ),
  enforced(
    "GET|PUT …/workers/scripts/{script}/schedules",
    "in UTC; a minute missed by up to five minutes is run late",
  ),
  enforced(
    "GET …/workers/scripts, PUT|DELETE …/{script}, GET|DELETE …/workers/services/{script}",
    "multipart uploads of module Workers, served at once",
  ),
  enforced(
    "GET|POST …/workers/scripts/{script}/versions, GET …/{version}",
    "multipart; bindings of type inherit and keep_bindings are taken from the newest version",
  ),
  enforced(
    "GET|PUT …/workers/scripts/{script}/secrets, GET|DELETE …/{name}, PATCH …/secrets-bulk, PATCH …/workers/{script}/versions/latest",
    "each change makes a version; refused while the newest version is not deployed (10215)",
  ),
  enforced("PUT …/workers/scripts/{script}/routes, …/domains/records, POST …/domains/changeset"),
  accepted(
    "…/workers/scripts/{script}/settings (GET), script-settings, subdomain, references, GET /user, /memberships",
    "no workers.dev; one user",
  ),
  refused(
    "uploads with assets, containers, body_part (Service Workers), capnp_schema; dispatch namespaces",
  ),
  enforced(
    "wrangler deploy, versions upload|list|view|deploy|secret, deployments list|status, rollback, secret put|bulk|list|delete, tail, triggers deploy, delete, whoami",
    "with CLOUDFLARE_API_BASE_URL and CLOUDFLARE_API_TOKEN; routes name the zone by zone_id, since wrangler looks up no name without a dot",
  ),
  enforced(
    "GET|POST …/workers/scripts/{script}/tails, DELETE …/{tail}, its WebSocket of protocol trace-v1",
    "with all of wrangler's filters; the first tail of a Worker and the end of the last one replace its process, so its WebSockets reconnect; calls of Durable Objects are not reported",
  ),
  refused("wrangler dev --remote, and assets in its configuration"),
  accepted(
    "GET|POST /zones/{zone}/dns_records, GET|PUT|PATCH|DELETE …/{record}",
    "A, AAAA, CNAME, TXT; checked as at Cloudflare, and nothing resolves by them",
  ),
  enforced(
    "POST /graphql: firewallEventsAdaptive of the zone",
    "one query, by time, newest first; the last 5,000 events, until the edge stops",
  ),
  enforced("GET|POST /zones/{zone}/workers/routes, GET|PUT|DELETE …/{route}"),
  enforced(
    "GET|PUT /accounts/{account}/workers/domains, GET|DELETE …/{domain}",
    "names below localhost; the edge's certificate covers them",
  ),
  enforced(
    "GET|POST /accounts/{account}/hyperdrive/configs, GET|PUT|PATCH|DELETE …/{id}",
    "PostgreSQL by host and port",
  ),
  enforced(
    "hyperdrive: connections to the origin are kept between requests",
    "a Worker's new connection reuses one that is already authenticated",
  ),
  enforced(
    "hyperdrive: origin_connection_limit",
    "each connection serves one transaction at a time; if none is free, the client waits for up to 15 s",
  ),
  enforced("hyperdrive: TLS to the origin", "an origin without TLS is refused"),
  accepted("hyperdrive: caching", "no query is cached"),
  refused("hyperdrive: mysql, Access and VPC origins, mtls"),
  enforced(
    "GET|POST /accounts/{account}/queues, GET|PUT|PATCH|DELETE …/{queue}, …/consumers, …/{consumer}",
    "Worker consumers: batch size and wait, retries with delay, dead letter queue, pause, retention; one consumer a queue",
  ),
  enforced(
    "POST …/queues/{queue}/messages, …/messages/batch, …/purge, GET …/metrics",
    "128 KB a message, 100 messages and 256 KB a call, 24 hours of delay; messages outlive the processes",
  ),
  accepted("queue consumers: max_concurrency above 10", "at most 10 concurrent calls of a handler"),
  refused("queue consumers of type http_pull, messages of contentType v8, event subscriptions"),
  accepted("GET …/storage/kv/namespaces", "always empty"),
  enforced("GET|PATCH /zones/{zone}/settings/{setting}"),
  enforced("GET|PUT|DELETE /zones/{zone}/url_normalization"),
  enforced(
    "GET|POST /zones/{zone}/rulesets, GET|PUT|DELETE …/{id}, GET|PUT …/phases/{phase}/entrypoint",
    "kind zone; one ruleset a phase",
  ),
  enforced(
    "POST …/rulesets/{id}/rules, PATCH|DELETE …/{rule}",
    "with position; each change is a new version of the ruleset; dry_run=true checks and changes nothing",
  ),
  enforced(
    "GET …/rulesets/{id}/versions, GET|DELETE …/{version}",
    "the last 100 changes of a ruleset; the current version cannot be deleted",
  ),
  enforced(
    "the same under /accounts/{account}/rulesets: kind root, phase http_request_redirect",
    "bulk redirects",
  ),
  refused("rulesets of kind custom or managed; an account's rules of other phases"),
  enforced(
    "GET|POST /accounts/{account}/rules/lists, GET|PUT|DELETE …/{list}, GET|POST|PUT|DELETE …/items, GET …/items/{item}, …/bulk_operations/{id}",
    "kinds ip, asn, hostname and redirect; rules follow every change at once, and operations are complete when they are answered; a hostname stands for itself alone unless it begins with *.",
  ),
  enforced(
    "POST /zones/{zone}/purge_cache, …/invalidate_cache",
    "everything, files, tags, hosts, prefixes; not by environment",
  ),
  enforced(
    "GET|POST|PUT /zones/{zone}/subscription",
    "rate_plan.id; it decides what rules may contain, and starts as enterprise",
  ),
];

const inBody = /^http\.request\.body\.(?!size$)/;

function fieldNames(chosen: (field: FieldDefinition) => boolean): string {
  return [...fields]
    .flatMap(([name, field]) => (chosen(field) && !inBody.test(name) ? [name] : []))
    .join(", ");
}

const rules: readonly ParityRow[] = [
  ...Object.entries(phases).map(([phase, { level, actions, note }]) => ({
    what: `phase ${phase}`,
    level,
    note: `actions ${actions.join(", ")}${note === undefined ? "" : `; ${note}`}`,
  })),
  ...unsupportedPhases.map((phase) => refused(`phase ${phase}`)),
  ...unsupportedActions.map((action) => refused(`action ${action}`)),
  enforced(
    "skip: ruleset, phase, phases http_ratelimit, products securityLevel",
    "http_request_sbfm, http_request_firewall_managed and the other products have no effect here, so skipping them changes nothing",
  ),
  enforced(
    "ratelimit: period, requests_per_period, mitigation_timeout, counting_expression, requests_to_origin",
    "the period slides, and the count is exact; Cloudflare's is approximate, and counts per data centre",
  ),
  enforced(
    "ratelimit: characteristics ip.src, cf.unique_visitor_id (the address), ip.src.country, http.host, http.request.uri.path, headers, cookies, uri.args by name, cf.colo.id",
  ),
  refused(
    "ratelimit: other characteristics (ip.src.asnum, JA3 and JA4 fingerprints, values of a JSON body), score_per_period",
  ),
  enforced(
    "set_cache_settings: cache, edge_ttl, browser_ttl, cache_key (query string, header, cookie, device type, country, language, deception armor), serve_stale, respect_strong_etags",
    "responses that vary are stored separately for every header in Vary; Cloudflare honours only Accept-Encoding",
  ),
  accepted("set_cache_settings: origin_cache_control, origin_error_page_passthru"),
  ...Object.entries(unimplementedParameters).map(([action, names]) =>
    refused(`${action}: ${names.join(", ")}`),
  ),
  accepted(
    "combinations that Cloudflare's documentation leaves open: edge_ttl respect_origin with a default, cache: false with edge_ttl, one header named twice in two cases, logging of a block rule, descriptions over 500 characters",
    "accepted as sent; Cloudflare may reject them",
  ),
  accepted("logging of a rule"),
  ...Object.values(zonePlans).map(({ name, ratelimit }) =>
    enforced(
      `plan ${name}`,
      `${maxRules("http_request_firewall_custom", name)} custom rules, ${maxRules("http_ratelimit", name)} rate limits of at most ${ratelimit.maxPeriodSeconds} s, ${maxRules("http_request_transform", name)} rules in other phases`,
    ),
  ),
  enforced(`fields ${fieldNames((field) => !field.neutral && !field.packet)}`),
  accepted(
    `fields ${fieldNames((field) => field.neutral === true)}`,
    "known only to Cloudflare: here they have a neutral value",
  ),
  refused("fields of the request's body but http.request.body.size, and of packets"),
  enforced(`functions ${[...functions.keys()].join(", ")}`),
];

const network: readonly ParityRow[] = [
  enforced(
    "request headers CF-Connecting-IP, CF-IPCountry (XX), CF-Ray, CF-Visitor, X-Forwarded-For, X-Forwarded-Proto; request.cf: colo, country, httpProtocol, tlsVersion, tlsCipher",
  ),
  enforced(
    "HTTP/1.1, and over TLS with a certificate from its own authority, HTTP/2; WebSockets, streaming, 100 MB of body",
  ),
  enforced(
    "limits for slow clients",
    "15 s for a request's headers; a connection that is not a WebSocket is closed after 150 s without a byte either way; 120 s for a Worker to start its response (524)",
  ),
  accepted("HTTP/3"),
  enforced("compression: gzip, Brotli, and Zstandard by rule"),
];

/**
 * Which parts of Cloudflare are enforced, accepted or rejected, generated from the tables that the
 * API itself uses.
 */
export const parity: readonly ParityRow[] = [
  ...calls,
  ...[...Object.keys(bindingKinds), "inherit"].map((type) => enforced(`binding ${type}`)),
  ...unsupportedBindingTypes.map((type) => refused(`binding ${type}`)),
  ...rules,
  ...Object.entries(zoneSettingKinds).map(([id, { level, note }]) => ({
    what: `zone setting ${id}`,
    level,
    ...defined({ note }),
  })),
  ...network,
];
