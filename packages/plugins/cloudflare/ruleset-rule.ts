import {
  boolean,
  list,
  map,
  number,
  object,
  required,
  type Shape,
  string,
} from "../engine/shape.ts";

const ttl = { mode: string(required), default: number() };

const statusCodeTtl = {
  statusCode: number(),
  statusCodeRange: object({ from: number(), to: number() }),
  value: number(required),
};

const customKey = {
  cookie: object({
    checkPresences: list(string(), { wire: "check_presence" }),
    includes: list(string(), { wire: "include" }),
  }),
  header: object({
    checkPresences: list(string(), { wire: "check_presence" }),
    contains: map(list(string())),
    excludeOrigin: boolean(),
    includes: list(string(), { wire: "include" }),
  }),
  host: object({ resolved: boolean() }),
  user: object({ deviceType: boolean(), geo: boolean(), lang: boolean() }),
};

const override = { action: string(), enabled: boolean(), sensitivityLevel: string() };

/**
 * Parameters of the actions that the program and its policies use: block, skip, execute,
 * set_cache_settings, rewrite, set_config, route, redirect.
 */
const actionParameters: Shape = {
  // block
  response: object({
    statusCode: number(required),
    contentType: string(required),
    content: string(required),
  }),
  // skip and execute
  id: string(),
  ruleset: string(),
  rulesets: list(string()),
  phases: list(string()),
  products: list(string()),
  rules: map(list(string())),
  overrides: object({
    ...override,
    categories: list(object({ ...override, category: string(required) })),
    rules: list(object({ ...override, id: string(required), scoreThreshold: number() })),
  }),
  // set_cache_settings
  cache: boolean(),
  edgeTtl: object({
    ...ttl,
    statusCodeTtls: list(object(statusCodeTtl), { wire: "status_code_ttl" }),
  }),
  browserTtl: object(ttl),
  cacheKey: object({
    cacheByDeviceType: boolean(),
    cacheDeceptionArmor: boolean(),
    ignoreQueryStringsOrder: boolean(),
    customKey: object(customKey),
  }),
  serveStale: object({ disableStaleWhileUpdating: boolean() }),
  respectStrongEtags: boolean(),
  originErrorPagePassthru: boolean(),
  originCacheControl: boolean(),
  // rewrite
  headers: map(object({ operation: string(required), value: string(), expression: string() })),
  uri: object({
    path: object({ value: string(), expression: string() }),
    query: object({ value: string(), expression: string() }),
  }),
  // set_config
  automaticHttpsRewrites: boolean(),
  bic: boolean(),
  emailObfuscation: boolean(),
  hotlinkProtection: boolean(),
  opportunisticEncryption: boolean(),
  rocketLoader: boolean(),
  securityLevel: string(),
  serverSideExcludes: boolean(),
  ssl: string(),
  // route
  hostHeader: string(),
  // redirect
  fromValue: object({
    preserveQueryString: boolean(),
    statusCode: number(),
    targetUrl: object({ value: string(), expression: string() }, required),
  }),
};

/** One rule of a ruleset. */
export const rulesetRule: Shape = {
  id: string({ mode: "computed" }),
  ref: string({ mode: "computed" }),
  action: string(required),
  actionParameters: object(actionParameters),
  expression: string(required),
  description: string(),
  enabled: boolean(),
  logging: object({ enabled: boolean() }),
  exposedCredentialCheck: object({
    usernameExpression: string(required),
    passwordExpression: string(required),
  }),
  ratelimit: object({
    characteristics: list(string(), required),
    period: number(required),
    requestsPerPeriod: number(),
    mitigationTimeout: number(),
    countingExpression: string(),
    requestsToOrigin: boolean(),
    scorePerPeriod: number(),
    scoreResponseHeaderName: string(),
  }),
};
