import { cacheBrowsersAskAgain } from "./cache/cache-browsers-ask-again.ts";
import { cacheEdgeTtlBounded } from "./cache/cache-edge-ttl-bounded.ts";
import { cacheEvicts } from "./cache/cache-evicts.ts";
import { cacheLimiterKeepsKeys } from "./cache/cache-limiter-keeps-keys.ts";
import { cacheNearDatabase } from "./cache/cache-near-database.ts";
import { cacheNoErrorsKept } from "./cache/cache-no-errors-kept.ts";
import { cacheNoQueryCache } from "./cache/cache-no-query-cache.ts";
import { cacheNothingPersonal } from "./cache/cache-nothing-personal.ts";
import { cacheOnlyReads } from "./cache/cache-only-reads.ts";
import { cacheOwnUser } from "./cache/cache-own-user.ts";
import { cachePrivatePaths } from "./cache/cache-private-paths.ts";
import { cacheRedisTimeout } from "./cache/cache-redis-timeout.ts";
import { cacheTls } from "./cache/cache-tls.ts";
import { cacheTwoDatabases } from "./cache/cache-two-databases.ts";
import { cacheUserLeastRights } from "./cache/cache-user-least-rights.ts";
import { corsApprovedDomains } from "./cors/cors-approved-domains.ts";
import { corsExactOrigins } from "./cors/cors-exact-origins.ts";
import { corsHttpsOnly } from "./cors/cors-https-only.ts";
import { corsNoWildcardSubdomains } from "./cors/cors-no-wildcard-subdomains.ts";
import { corsNotSetByEdge } from "./cors/cors-not-set-by-edge.ts";
import { corsOriginsDeclared } from "./cors/cors-origins-declared.ts";
import { costLogsWithinPlan } from "./cost/cost-logs-within-plan.ts";
import { costRedisBounded } from "./cost/cost-redis-bounded.ts";
import { costStagingSmaller } from "./cost/cost-staging-smaller.ts";
import { costTracesWithinPlan } from "./cost/cost-traces-within-plan.ts";
import { costWithinBudget } from "./cost/cost-within-budget.ts";
import { errorsAlertOnErrorRate } from "./errors/errors-alert-on-error-rate.ts";
import { errorsAlertOnNewIssues } from "./errors/errors-alert-on-new-issues.ts";
import { errorsAlertsCurrent } from "./errors/errors-alerts-current.ts";
import { errorsAlertsDeliver } from "./errors/errors-alerts-deliver.ts";
import { errorsAlertsOfEnvironment } from "./errors/errors-alerts-of-environment.ts";
import { errorsAlertsRepeat } from "./errors/errors-alerts-repeat.ts";
import { errorsDsnBound } from "./errors/errors-dsn-bound.ts";
import { errorsFiltersDropNoiseOnly } from "./errors/errors-filters-drop-noise-only.ts";
import { errorsKeyLimited } from "./errors/errors-key-limited.ts";
import { errorsMonitorSensible } from "./errors/errors-monitor-sensible.ts";
import { errorsNoiseFiltered } from "./errors/errors-noise-filtered.ts";
import { errorsNothingByDefault } from "./errors/errors-nothing-by-default.ts";
import { errorsProjectOfOneEnvironment } from "./errors/errors-project-of-one-environment.ts";
import { errorsSpikeProtection } from "./errors/errors-spike-protection.ts";
import { errorsTracesSampled } from "./errors/errors-traces-sampled.ts";
import { errorsUptimeMonitored } from "./errors/errors-uptime-monitored.ts";
import { poolingClientsFit } from "./pooling/pooling-clients-fit.ts";
import { poolingDeclared } from "./pooling/pooling-declared.ts";
import { poolingDeclaredWhereItIsSent } from "./pooling/pooling-declared-where-it-is-sent.ts";
import { poolingFitsComputeSize } from "./pooling/pooling-fits-compute-size.ts";
import { poolingFitsMaxConnections } from "./pooling/pooling-fits-max-connections.ts";
import { poolingHyperdriveWithinPool } from "./pooling/pooling-hyperdrive-within-pool.ts";
import { poolingThroughputCoversLimits } from "./pooling/pooling-throughput-covers-limits.ts";
import { poolingTimeoutsNested } from "./pooling/pooling-timeouts-nested.ts";
import { poolingTransactionMode } from "./pooling/pooling-transaction-mode.ts";
import { protectionDatabaseKept } from "./protection/protection-database-kept.ts";
import { protectionEnvironmentOfStack } from "./protection/protection-environment-of-stack.ts";
import { protectionHostnameOfEnvironment } from "./protection/protection-hostname-of-environment.ts";
import { protectionInputsNotIgnored } from "./protection/protection-inputs-not-ignored.ts";
import { protectionNamesOfEnvironment } from "./protection/protection-names-of-environment.ts";
import { protectionNoPlaceholders } from "./protection/protection-no-placeholders.ts";
import { protectionOperatorRoutes } from "./protection/protection-operator-routes.ts";
import { protectionPaidPlan } from "./protection/protection-paid-plan.ts";
import { protectionReplacedWithoutGap } from "./protection/protection-replaced-without-gap.ts";
import { protectionVersionsKept } from "./protection/protection-versions-kept.ts";
import { rolloutByPercentage } from "./rollout/rollout-by-percentage.ts";
import { rolloutNoMigrationWhileSplit } from "./rollout/rollout-no-migration-while-split.ts";
import { rolloutPercentagesAddUp } from "./rollout/rollout-percentages-add-up.ts";
import { rolloutRouteToDeployed } from "./rollout/rollout-route-to-deployed.ts";
import { rolloutRulesBeforeTraffic } from "./rollout/rollout-rules-before-traffic.ts";
import { rolloutSchemaBeforeCode } from "./rollout/rollout-schema-before-code.ts";
import { rolloutServesJudgedVersion } from "./rollout/rollout-serves-judged-version.ts";
import { rolloutTwoVersionsAtMost } from "./rollout/rollout-two-versions-at-most.ts";
import { rolloutVersionsNotScripts } from "./rollout/rollout-versions-not-scripts.ts";
import type { Rule } from "./rule.ts";
import { secretsBoundLongEnough } from "./secrets/secrets-bound-long-enough.ts";
import { secretsDistinct } from "./secrets/secrets-distinct.ts";
import { secretsGraceBounded } from "./secrets/secrets-grace-bounded.ts";
import { secretsHaveAnOwner } from "./secrets/secrets-have-an-owner.ts";
import { secretsLongEnough } from "./secrets/secrets-long-enough.ts";
import { secretsMarked } from "./secrets/secrets-marked.ts";
import { secretsNoPlainSecret } from "./secrets/secrets-no-plain-secret.ts";
import { secretsNotInConfig } from "./secrets/secrets-not-in-config.ts";
import { secretsNotInNames } from "./secrets/secrets-not-in-names.ts";
import { secretsNotInOutputs } from "./secrets/secrets-not-in-outputs.ts";
import { secretsNotInProgram } from "./secrets/secrets-not-in-program.ts";
import { secretsNotInRules } from "./secrets/secrets-not-in-rules.ts";
import { secretsPreviousWithCurrent } from "./secrets/secrets-previous-with-current.ts";
import { secretsPreviousWithinGrace } from "./secrets/secrets-previous-within-grace.ts";
import { secretsRotatedInTime } from "./secrets/secrets-rotated-in-time.ts";
import { secretsStripeKeyRestricted } from "./secrets/secrets-stripe-key-restricted.ts";
import { databaseRules } from "./table-database.ts";
import { edgeRules } from "./table-edge.ts";
import { workerAllowedAddressesFew } from "./worker/worker-allowed-addresses-few.ts";
import { workerBindingsComplete } from "./worker/worker-bindings-complete.ts";
import { workerBindingsUnique } from "./worker/worker-bindings-unique.ts";
import { workerCompatibilityDate } from "./worker/worker-compatibility-date.ts";
import { workerCpuLimited } from "./worker/worker-cpu-limited.ts";
import { workerCronsValid } from "./worker/worker-crons-valid.ts";
import { workerDatabaseByHyperdrive } from "./worker/worker-database-by-hyperdrive.ts";
import { workerDurableObjectsExported } from "./worker/worker-durable-objects-exported.ts";
import { workerEnvironmentNamed } from "./worker/worker-environment-named.ts";
import { workerLogpushArrives } from "./worker/worker-logpush-arrives.ts";
import { workerLogsKept } from "./worker/worker-logs-kept.ts";
import { workerLogsSampled } from "./worker/worker-logs-sampled.ts";
import { workerNoDebugRoutes } from "./worker/worker-no-debug-routes.ts";
import { workerNodeApis } from "./worker/worker-node-apis.ts";
import { workerOldDataDeleted } from "./worker/worker-old-data-deleted.ts";
import { workerQueueDeadLetters } from "./worker/worker-queue-dead-letters.ts";
import { workerRequestSignal } from "./worker/worker-request-signal.ts";
import { workerTailConsumersOwn } from "./worker/worker-tail-consumers-own.ts";
import { workerTokenIssuerChecked } from "./worker/worker-token-issuer-checked.ts";
import { workerVersionKnown } from "./worker/worker-version-known.ts";

/** Every rule of the pack, by area and id. */
export const rules: readonly Rule[] = [
  ...databaseRules,
  poolingClientsFit,
  poolingDeclared,
  poolingDeclaredWhereItIsSent,
  poolingFitsComputeSize,
  poolingFitsMaxConnections,
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
  cacheNoErrorsKept,
  cacheNothingPersonal,
  cacheOnlyReads,
  cacheOwnUser,
  cachePrivatePaths,
  cacheRedisTimeout,
  cacheTls,
  cacheTwoDatabases,
  cacheUserLeastRights,
  ...edgeRules,
  workerBindingsComplete,
  workerBindingsUnique,
  workerCompatibilityDate,
  workerCpuLimited,
  workerDatabaseByHyperdrive,
  workerDurableObjectsExported,
  workerEnvironmentNamed,
  workerLogsKept,
  workerLogsSampled,
  workerLogpushArrives,
  workerNoDebugRoutes,
  workerNodeApis,
  workerOldDataDeleted,
  workerTokenIssuerChecked,
  workerVersionKnown,
  workerAllowedAddressesFew,
  workerCronsValid,
  workerQueueDeadLetters,
  workerRequestSignal,
  workerTailConsumersOwn,
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
  errorsUptimeMonitored,
  errorsAlertsOfEnvironment,
  errorsFiltersDropNoiseOnly,
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
  secretsNotInProgram,
  secretsNotInRules,
  secretsPreviousWithCurrent,
  secretsPreviousWithinGrace,
  secretsRotatedInTime,
  secretsStripeKeyRestricted,
  corsExactOrigins,
  corsHttpsOnly,
  corsNoWildcardSubdomains,
  corsNotSetByEdge,
  corsOriginsDeclared,
  corsApprovedDomains,
  rolloutByPercentage,
  rolloutNoMigrationWhileSplit,
  rolloutPercentagesAddUp,
  rolloutRouteToDeployed,
  rolloutSchemaBeforeCode,
  rolloutTwoVersionsAtMost,
  rolloutVersionsNotScripts,
  rolloutRulesBeforeTraffic,
  rolloutServesJudgedVersion,
  costLogsWithinPlan,
  costRedisBounded,
  costStagingSmaller,
  costTracesWithinPlan,
  costWithinBudget,
  protectionDatabaseKept,
  protectionEnvironmentOfStack,
  protectionNamesOfEnvironment,
  protectionNoPlaceholders,
  protectionOperatorRoutes,
  protectionPaidPlan,
  protectionVersionsKept,
  protectionHostnameOfEnvironment,
  protectionInputsNotIgnored,
  protectionReplacedWithoutGap,
];
