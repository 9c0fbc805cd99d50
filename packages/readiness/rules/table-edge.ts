import { edgeCaa } from "./dns/edge-caa.ts";
import { edgeDnssec } from "./dns/edge-dnssec.ts";
import { edgeMailAuthenticated } from "./dns/edge-mail-authenticated.ts";
import { edgeNoDanglingRecord } from "./dns/edge-no-dangling-record.ts";
import { edgeAuthRateLimit } from "./edge/edge-auth-rate-limit.ts";
import { edgeBlocksPathTraversal } from "./edge/edge-blocks-path-traversal.ts";
import { edgeBlocksScanners } from "./edge/edge-blocks-scanners.ts";
import { edgeBlocksScriptInjection } from "./edge/edge-blocks-script-injection.ts";
import { edgeBlocksSqlInjection } from "./edge/edge-blocks-sql-injection.ts";
import { edgeLoadExemption } from "./edge/edge-load-exemption.ts";
import { edgeOneRulesetPerPhase } from "./edge/edge-one-ruleset-per-phase.ts";
import { edgePeoplePass } from "./edge/edge-people-pass.ts";
import { edgeRateLimitHolds } from "./edge/edge-rate-limit-holds.ts";
import { edgeRestRateLimit } from "./edge/edge-rest-rate-limit.ts";
import { edgeRuleReferences } from "./edge/edge-rule-references.ts";
import { edgeRulesEnabled } from "./edge/edge-rules-enabled.ts";
import { edgeRulesEvaluate } from "./edge/edge-rules-evaluate.ts";
import { edgeSkipOpensNothing } from "./edge/edge-skip-opens-nothing.ts";
import { edgeAccessRulesNarrow } from "./firewall/edge-access-rules-narrow.ts";
import { edgeConfigurationRulesProtect } from "./firewall/edge-configuration-rules-protect.ts";
import { edgeManagedRules } from "./firewall/edge-managed-rules.ts";
import { edgeRateLimitCounted } from "./firewall/edge-rate-limit-counted.ts";
import { edgeRedirectsSafe } from "./firewall/edge-redirects-safe.ts";
import { edgeRulesetsRun } from "./firewall/edge-rulesets-run.ts";
import { edgeWebhooksNotLimited } from "./firewall/edge-webhooks-not-limited.ts";
import type { Rule } from "./rule.ts";
import { edgeAlwaysHttps } from "./zone/edge-always-https.ts";
import { edgeCiphersModern } from "./zone/edge-ciphers-modern.ts";
import { edgeDevelopmentModeOff } from "./zone/edge-development-mode-off.ts";
import { edgeHeadersAgree } from "./zone/edge-headers-agree.ts";
import { edgeHsts } from "./zone/edge-hsts.ts";
import { edgeHstsLong } from "./zone/edge-hsts-long.ts";
import { edgeMinTlsVersion } from "./zone/edge-min-tls-version.ts";
import { edgeNoEarlyData } from "./zone/edge-no-early-data.ts";
import { edgeNoPreviewUrls } from "./zone/edge-no-preview-urls.ts";
import { edgeNoPublicBucket } from "./zone/edge-no-public-bucket.ts";
import { edgeNoWildcardRecord } from "./zone/edge-no-wildcard-record.ts";
import { edgeNoWorkersDev } from "./zone/edge-no-workers-dev.ts";
import { edgeNotUnderAttack } from "./zone/edge-not-under-attack.ts";
import { edgePageRulesProtect } from "./zone/edge-page-rules-protect.ts";
import { edgePathsNormalized } from "./zone/edge-paths-normalized.ts";
import { edgeRecordsProxied } from "./zone/edge-records-proxied.ts";
import { edgeRouteCoversHost } from "./zone/edge-route-covers-host.ts";
import { edgeSecurityHeaders } from "./zone/edge-security-headers.ts";
import { edgeTls13 } from "./zone/edge-tls-1-3.ts";
import { edgeTlsToOriginStrict } from "./zone/edge-tls-to-origin-strict.ts";

/** The rules of the area edge: the zone's DNS, settings, firewall, limits and rulesets. */
export const edgeRules: readonly Rule[] = [
  edgeAlwaysHttps,
  edgeAuthRateLimit,
  edgeBlocksPathTraversal,
  edgeBlocksScanners,
  edgeBlocksScriptInjection,
  edgeBlocksSqlInjection,
  edgeDevelopmentModeOff,
  edgeHsts,
  edgeHstsLong,
  edgeMinTlsVersion,
  edgeNoPreviewUrls,
  edgeNoWildcardRecord,
  edgeNoWorkersDev,
  edgeNotUnderAttack,
  edgeOneRulesetPerPhase,
  edgePeoplePass,
  edgeRateLimitHolds,
  edgeRecordsProxied,
  edgeRestRateLimit,
  edgeRouteCoversHost,
  edgeManagedRules,
  edgeRateLimitCounted,
  edgeRulesetsRun,
  edgeRuleReferences,
  edgeRulesEnabled,
  edgeRulesEvaluate,
  edgeSecurityHeaders,
  edgeSkipOpensNothing,
  edgeLoadExemption,
  edgeTls13,
  edgeTlsToOriginStrict,
  edgeMailAuthenticated,
  edgeDnssec,
  edgeCaa,
  edgeNoDanglingRecord,
  edgeWebhooksNotLimited,
  edgeCiphersModern,
  edgeHeadersAgree,
  edgeNoEarlyData,
  edgeNoPublicBucket,
  edgeAccessRulesNarrow,
  edgePageRulesProtect,
  edgePathsNormalized,
  edgeConfigurationRulesProtect,
  edgeRedirectsSafe,
];
