import { z } from "zod";

const text = (max: number) => z.string().max(max);
const texts = z.array(z.string());

/**
 * What `PUT /projects/{org}/{project}/` accepts besides name, slug, platform and options, with
 * Sentry's defaults.
 */
const settings = {
  subjectPrefix: [text(200), ""],
  subjectTemplate: [text(200), "$shortID - $title"],
  resolveAge: [z.number().int().nonnegative().nullable(), 0],
  digestsMinDelay: [z.number().int().min(60).max(3600), 300],
  digestsMaxDelay: [z.number().int().min(60).max(3600), 1800],
  highlightTags: [texts, []],
  highlightContext: [z.record(z.string(), texts), {}],
  enableAutoReleaseCreation: [z.boolean(), true],
  scmSourceContextEnabled: [z.boolean(), false],
  isBookmarked: [z.boolean(), false],
  allowedDomains: [texts, ["*"]],
  scrapeJavaScript: [z.boolean(), true],
  securityToken: [text(50), ""],
  securityTokenHeader: [text(20).nullable(), null],
  verifySSL: [z.boolean(), false],
  fingerprintingRules: [z.string(), ""],
  groupingEnhancements: [z.string(), ""],
  dataScrubber: [z.boolean(), true],
  dataScrubberDefaults: [z.boolean(), true],
  sensitiveFields: [texts, []],
  safeFields: [texts, []],
  scrubIPAddresses: [z.boolean(), false],
  storeCrashReports: [z.number().int().nullable(), null],
  defaultEnvironment: [z.string().nullable(), null],
} as const;

/**
 * Options by Sentry's names. `filters:*` contain one pattern per line and must be strings: the
 * Terraform provider fails on null.
 */
const options = {
  "filters:blacklisted_ips": [z.string(), ""],
  "filters:releases": [z.string(), ""],
  "filters:error_messages": [z.string(), ""],
  "filters:react-hydration-errors": [z.boolean(), true],
  "filters:chunk-load-error": [z.boolean(), true],
  "quotas:spike-protection-disabled": [z.boolean(), false],
  "feedback:branding": [z.boolean(), true],
} as const;

type Table = Readonly<Record<string, readonly [z.ZodType, unknown]>>;

export const settingsSchema = z.strictObject(optional(settings)).shape;
export const optionsSchema = z.strictObject(optional(options));
export const defaultSettings = defaults(settings);
export const defaultOptions = defaults(options);

function optional(table: Table): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(table).map(([name, [schema]]) => [name, schema.optional()]),
  );
}

function defaults(table: Table): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, [, initially]]) => [name, initially]),
  );
}
