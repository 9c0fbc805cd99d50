import { cacheBrowsersAskAgain } from "./cache-browsers-ask-again.ts";
import { cacheEdgeTtlBounded } from "./cache-edge-ttl-bounded.ts";
import { cacheEvicts } from "./cache-evicts.ts";
import { cacheLimiterKeepsKeys } from "./cache-limiter-keeps-keys.ts";
import { cacheNearDatabase } from "./cache-near-database.ts";
import { cacheNoQueryCache } from "./cache-no-query-cache.ts";
import { cacheNothingPersonal } from "./cache-nothing-personal.ts";
import { cacheOnlyReads } from "./cache-only-reads.ts";
import { cacheOwnUser } from "./cache-own-user.ts";
import { cachePrivatePaths } from "./cache-private-paths.ts";
import { cacheRedisTimeout } from "./cache-redis-timeout.ts";
import { cacheTls } from "./cache-tls.ts";
import { cacheTwoDatabases } from "./cache-two-databases.ts";
import { cacheUserLeastRights } from "./cache-user-least-rights.ts";
import { corsExactOrigins } from "./cors-exact-origins.ts";
import { corsHttpsOnly } from "./cors-https-only.ts";
import { corsNoWildcardSubdomains } from "./cors-no-wildcard-subdomains.ts";
import { corsNotSetByEdge } from "./cors-not-set-by-edge.ts";
import { corsOriginsDeclared } from "./cors-origins-declared.ts";
import { costLogsWithinPlan } from "./cost-logs-within-plan.ts";
import { costRedisBounded } from "./cost-redis-bounded.ts";
import { costStagingSmaller } from "./cost-staging-smaller.ts";
import { costTracesWithinPlan } from "./cost-traces-within-plan.ts";
import { costWithinBudget } from "./cost-within-budget.ts";
import { edgeAlwaysHttps } from "./edge-always-https.ts";
import { edgeAuthRateLimit } from "./edge-auth-rate-limit.ts";
import { edgeBlocksPathTraversal } from "./edge-blocks-path-traversal.ts";
import { edgeBlocksScanners } from "./edge-blocks-scanners.ts";
import { edgeBlocksScriptInjection } from "./edge-blocks-script-injection.ts";
import { edgeBlocksSqlInjection } from "./edge-blocks-sql-injection.ts";
import { edgeDevelopmentModeOff } from "./edge-development-mode-off.ts";
import { edgeHsts } from "./edge-hsts.ts";
import { edgeHstsLong } from "./edge-hsts-long.ts";
import { edgeMinTlsVersion } from "./edge-min-tls-version.ts";
import { edgeNoPreviewUrls } from "./edge-no-preview-urls.ts";
import { edgeNoWildcardRecord } from "./edge-no-wildcard-record.ts";
import { edgeNoWorkersDev } from "./edge-no-workers-dev.ts";
import { edgeNotUnderAttack } from "./edge-not-under-attack.ts";
import { edgeOneRulesetPerPhase } from "./edge-one-ruleset-per-phase.ts";
import { edgePeoplePass } from "./edge-people-pass.ts";
import { edgeRateLimitHolds } from "./edge-rate-limit-holds.ts";
import { edgeRecordsProxied } from "./edge-records-proxied.ts";
import { edgeRestRateLimit } from "./edge-rest-rate-limit.ts";
import { edgeRouteCoversHost } from "./edge-route-covers-host.ts";
import { edgeRuleReferences } from "./edge-rule-references.ts";
import { edgeRulesEnabled } from "./edge-rules-enabled.ts";
import { edgeRulesEvaluate } from "./edge-rules-evaluate.ts";
import { edgeSecurityHeaders } from "./edge-security-headers.ts";
import { edgeSkipOpensNothing } from "./edge-skip-opens-nothing.ts";
import { edgeTls13 } from "./edge-tls-1-3.ts";
import { edgeTlsToOriginStrict } from "./edge-tls-to-origin-strict.ts";
import { errorsAlertOnErrorRate } from "./errors-alert-on-error-rate.ts";
import { errorsAlertOnNewIssues } from "./errors-alert-on-new-issues.ts";
import { errorsAlertsCurrent } from "./errors-alerts-current.ts";
import { errorsAlertsDeliver } from "./errors-alerts-deliver.ts";
import { errorsAlertsRepeat } from "./errors-alerts-repeat.ts";
import { errorsDsnBound } from "./errors-dsn-bound.ts";
import { errorsKeyLimited } from "./errors-key-limited.ts";
import { errorsMonitorSensible } from "./errors-monitor-sensible.ts";
import { errorsNoiseFiltered } from "./errors-noise-filtered.ts";
import { errorsNothingByDefault } from "./errors-nothing-by-default.ts";
import { errorsProjectOfOneEnvironment } from "./errors-project-of-one-environment.ts";
import { errorsSpikeProtection } from "./errors-spike-protection.ts";
import { errorsTracesSampled } from "./errors-traces-sampled.ts";
import { poolingClientsFit } from "./pooling-clients-fit.ts";
import { poolingDeclared } from "./pooling-declared.ts";
import { poolingDeclaredWhereItIsSent } from "./pooling-declared-where-it-is-sent.ts";
import { poolingFitsComputeSize } from "./pooling-fits-compute-size.ts";
import { poolingFitsMaxConnections } from "./pooling-fits-max-connections.ts";
import { poolingHyperdriveByPooler } from "./pooling-hyperdrive-by-pooler.ts";
import { poolingHyperdriveWithinPool } from "./pooling-hyperdrive-within-pool.ts";
import { poolingThroughputCoversLimits } from "./pooling-throughput-covers-limits.ts";
import { poolingTimeoutsNested } from "./pooling-timeouts-nested.ts";
import { poolingTransactionMode } from "./pooling-transaction-mode.ts";
import { protectionDatabaseKept } from "./protection-database-kept.ts";
import { protectionNamesOfEnvironment } from "./protection-names-of-environment.ts";
import { protectionOperatorRoutes } from "./protection-operator-routes.ts";
import { protectionPaidPlan } from "./protection-paid-plan.ts";
import { protectionVersionsKept } from "./protection-versions-kept.ts";
import { rolloutByPercentage } from "./rollout-by-percentage.ts";
import { rolloutNoMigrationWhileSplit } from "./rollout-no-migration-while-split.ts";
import { rolloutPercentagesAddUp } from "./rollout-percentages-add-up.ts";
import { rolloutRouteToDeployed } from "./rollout-route-to-deployed.ts";
import { rolloutSchemaBeforeCode } from "./rollout-schema-before-code.ts";
import { rolloutTwoVersionsAtMost } from "./rollout-two-versions-at-most.ts";
import { rolloutVersionsNotScripts } from "./rollout-versions-not-scripts.ts";
import type { Rule } from "./rule.ts";
import { secretsBoundLongEnough } from "./secrets-bound-long-enough.ts";
import { secretsDistinct } from "./secrets-distinct.ts";
import { secretsGraceBounded } from "./secrets-grace-bounded.ts";
import { secretsHaveAnOwner } from "./secrets-have-an-owner.ts";
import { secretsLongEnough } from "./secrets-long-enough.ts";
import { secretsMarked } from "./secrets-marked.ts";
import { secretsNoPlainSecret } from "./secrets-no-plain-secret.ts";
import { secretsNotInConfig } from "./secrets-not-in-config.ts";
import { secretsNotInNames } from "./secrets-not-in-names.ts";
import { secretsNotInOutputs } from "./secrets-not-in-outputs.ts";
import { secretsNotInRules } from "./secrets-not-in-rules.ts";
import { secretsPreviousWithCurrent } from "./secrets-previous-with-current.ts";
import { secretsPreviousWithinGrace } from "./secrets-previous-within-grace.ts";
import { secretsRotatedInTime } from "./secrets-rotated-in-time.ts";
import { databaseRules } from "./table-database.ts";
import { workerBindingsComplete } from "./worker-bindings-complete.ts";
import { workerBindingsUnique } from "./worker-bindings-unique.ts";
import { workerCompatibilityDate } from "./worker-compatibility-date.ts";
import { workerCpuLimited } from "./worker-cpu-limited.ts";
import { workerDatabaseByHyperdrive } from "./worker-database-by-hyperdrive.ts";
import { workerDurableObjectsExported } from "./worker-durable-objects-exported.ts";
import { workerEnvironmentNamed } from "./worker-environment-named.ts";
import { workerLogsKept } from "./worker-logs-kept.ts";
import { workerLogsSampled } from "./worker-logs-sampled.ts";
import { workerNoDebugRoutes } from "./worker-no-debug-routes.ts";
import { workerNodeApis } from "./worker-node-apis.ts";
import { workerOldDataDeleted } from "./worker-old-data-deleted.ts";
import { workerTokenIssuerChecked } from "./worker-token-issuer-checked.ts";
import { workerVersionKnown } from "./worker-version-known.ts";

/** Every rule of the pack, by area and id. */
export const rules: readonly Rule[] = [
  ...databaseRules,
  poolingClientsFit,
  poolingDeclared,
  poolingDeclaredWhereItIsSent,
  poolingFitsComputeSize,
  poolingFitsMaxConnections,
  poolingHyperdriveByPooler,
  poolingHyperdriveWithinPool,
  poolingThroughputCoversLimits,
  poolingTimeoutsNested,
  poolingTransactionMode,
  cacheBrowsersAskAgain,
  cacheEdgeTtlBounded,
  cacheEvicts,
  cacheLimiterKeepsKeys,
  cacheNearDatabase,
  cacheNoQueryCache,
  cacheNothingPersonal,
  cacheOnlyReads,
  cacheOwnUser,
  cachePrivatePaths,
  cacheRedisTimeout,
  cacheTls,
  cacheTwoDatabases,
  cacheUserLeastRights,
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
  edgeRuleReferences,
  edgeRulesEnabled,
  edgeRulesEvaluate,
  edgeSecurityHeaders,
  edgeSkipOpensNothing,
  edgeTls13,
  edgeTlsToOriginStrict,
  workerBindingsComplete,
  workerBindingsUnique,
  workerCompatibilityDate,
  workerCpuLimited,
  workerDatabaseByHyperdrive,
  workerDurableObjectsExported,
  workerEnvironmentNamed,
  workerLogsKept,
  workerLogsSampled,
  workerNoDebugRoutes,
  workerNodeApis,
  workerOldDataDeleted,
  workerTokenIssuerChecked,
  workerVersionKnown,
  errorsAlertOnErrorRate,
  errorsAlertOnNewIssues,
  errorsAlertsCurrent,
  errorsAlertsDeliver,
  errorsAlertsRepeat,
  errorsDsnBound,
  errorsKeyLimited,
  errorsMonitorSensible,
  errorsNoiseFiltered,
  errorsNothingByDefault,
  errorsProjectOfOneEnvironment,
  errorsSpikeProtection,
  errorsTracesSampled,
  secretsBoundLongEnough,
  secretsDistinct,
  secretsGraceBounded,
  secretsHaveAnOwner,
  secretsLongEnough,
  secretsMarked,
  secretsNoPlainSecret,
  secretsNotInConfig,
  secretsNotInNames,
  secretsNotInOutputs,
  secretsNotInRules,
  secretsPreviousWithCurrent,
  secretsPreviousWithinGrace,
  secretsRotatedInTime,
  corsExactOrigins,
  corsHttpsOnly,
  corsNoWildcardSubdomains,
  corsNotSetByEdge,
  corsOriginsDeclared,
  rolloutByPercentage,
  rolloutNoMigrationWhileSplit,
  rolloutPercentagesAddUp,
  rolloutRouteToDeployed,
  rolloutSchemaBeforeCode,
  rolloutTwoVersionsAtMost,
  rolloutVersionsNotScripts,
  costLogsWithinPlan,
  costRedisBounded,
  costStagingSmaller,
  costTracesWithinPlan,
  costWithinBudget,
  protectionDatabaseKept,
  protectionNamesOfEnvironment,
  protectionOperatorRoutes,
  protectionPaidPlan,
  protectionVersionsKept,
];
