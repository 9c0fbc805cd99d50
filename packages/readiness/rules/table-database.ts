import { authAllowAnonymousSignIns } from "./auth/auth_allow_anonymous_sign_ins.ts";
import { authInsufficientMfaOptions } from "./auth/auth_insufficient_mfa_options.ts";
import { authLeakedPasswordProtection } from "./auth/auth_leaked_password_protection.ts";
import { authOtpLongExpiry } from "./auth/auth_otp_long_expiry.ts";
import { databaseAuthAddressesConfirmed } from "./auth/database-auth-addresses-confirmed.ts";
import { databaseAuthCaptcha } from "./auth/database-auth-captcha.ts";
import { databaseAuthEmailChangeConfirmed } from "./auth/database-auth-email-change-confirmed.ts";
import { databaseAuthOwnSmtp } from "./auth/database-auth-own-smtp.ts";
import { databaseAuthPasswordChangeConfirmed } from "./auth/database-auth-password-change-confirmed.ts";
import { databaseAuthRedirectsExact } from "./auth/database-auth-redirects-exact.ts";
import { databaseAuthTokensEndSoon } from "./auth/database-auth-tokens-end-soon.ts";
import { passwordRequirementsMinLength } from "./auth/password_requirements_min_length.ts";
import { databaseApiRowsLimited } from "./database/database-api-rows-limited.ts";
import { databaseApiSearchPath } from "./database/database-api-search-path.ts";
import { databaseExposedSchemasDeclared } from "./database/database-exposed-schemas-declared.ts";
import { databaseHyperdrivePort } from "./database/database-hyperdrive-port.ts";
import { databaseLegacyKeysOff } from "./database/database-legacy-keys-off.ts";
import { databaseLoginLeastRights } from "./database/database-login-least-rights.ts";
import { databaseLoginTimeout } from "./database/database-login-timeout.ts";
import { databaseMigrationsDeclared } from "./database/database-migrations-declared.ts";
import { databasePasswordNotWritten } from "./database/database-password-not-written.ts";
import { databaseSizeDeclared } from "./database/database-size-declared.ts";
import { databaseStatementTimeout } from "./database/database-statement-timeout.ts";
import { databaseWorkerOwnLogin } from "./database/database-worker-own-login.ts";
import { networkRestrictionsNotSet } from "./database/network_restrictions_not_set.ts";
import { sslNotEnforced } from "./database/ssl_not_enforced.ts";
import { databaseColumnsAddedWithValues } from "./migrations/database-columns-added-with-values.ts";
import { databaseConcurrentOutsideTransaction } from "./migrations/database-concurrent-outside-transaction.ts";
import { databaseConstraintsAddedNotValid } from "./migrations/database-constraints-added-not-valid.ts";
import { databaseIndexesBuiltConcurrently } from "./migrations/database-indexes-built-concurrently.ts";
import { databaseKeysUseAnIndex } from "./migrations/database-keys-use-an-index.ts";
import { databaseMigrationsRun } from "./migrations/database-migrations-run.ts";
import { databaseNotNullByCheck } from "./migrations/database-not-null-by-check.ts";
import { databaseNothingDroppedInUse } from "./migrations/database-nothing-dropped-in-use.ts";
import { databaseNothingRenamedInUse } from "./migrations/database-nothing-renamed-in-use.ts";
import { databaseRowsChangedInBatches } from "./migrations/database-rows-changed-in-batches.ts";
import { databaseTablesNotLocked } from "./migrations/database-tables-not-locked.ts";
import { databaseTablesNotRewritten } from "./migrations/database-tables-not-rewritten.ts";
import type { Rule } from "./rule.ts";
import { anonSecurityDefinerFunctionExecutable } from "./schema/exposure/anon_security_definer_function_executable.ts";
import { authUsersExposed } from "./schema/exposure/auth_users_exposed.ts";
import { authenticatedSecurityDefinerFunctionExecutable } from "./schema/exposure/authenticated_security_definer_function_executable.ts";
import { databaseAnonymousDoNotWrite } from "./schema/exposure/database-anonymous-do-not-write.ts";
import { databaseAuthorityNotWritable } from "./schema/exposure/database-authority-not-writable.ts";
import { databaseCallersDoNotTruncate } from "./schema/exposure/database-callers-do-not-truncate.ts";
import { databasePlatformTablesClosed } from "./schema/exposure/database-platform-tables-closed.ts";
import { databaseWritesByTheWorker } from "./schema/exposure/database-writes-by-the-worker.ts";
import { foreignTableInApi } from "./schema/exposure/foreign_table_in_api.ts";
import { insecureQueueExposedInApi } from "./schema/exposure/insecure_queue_exposed_in_api.ts";
import { materializedViewInApi } from "./schema/exposure/materialized_view_in_api.ts";
import { pgGraphqlAnonTableExposed } from "./schema/exposure/pg_graphql_anon_table_exposed.ts";
import { pgGraphqlAuthenticatedTableExposed } from "./schema/exposure/pg_graphql_authenticated_table_exposed.ts";
import { securityDefinerView } from "./schema/exposure/security_definer_view.ts";
import { sensitiveColumnsExposed } from "./schema/exposure/sensitive_columns_exposed.ts";
import { authRlsInitplan } from "./schema/policies/auth_rls_initplan.ts";
import { databasePoliciesNameTheirRoles } from "./schema/policies/database-policies-name-their-roles.ts";
import { databasePoliciesNotRecursive } from "./schema/policies/database-policies-not-recursive.ts";
import { multiplePermissivePolicies } from "./schema/policies/multiple_permissive_policies.ts";
import { rlsPolicyAlwaysTrue } from "./schema/policies/rls_policy_always_true.ts";
import { rlsReferencesUserMetadata } from "./schema/policies/rls_references_user_metadata.ts";
import { databaseRealtimeGuarded } from "./schema/realtime/database-realtime-guarded.ts";
import { databaseRealtimeTablesNamed } from "./schema/realtime/database-realtime-tables-named.ts";
import { databaseApiSettingsDeclared } from "./schema/roles/database-api-settings-declared.ts";
import { databaseApiTimeoutsKept } from "./schema/roles/database-api-timeouts-kept.ts";
import { databaseRolesNotAdministrators } from "./schema/roles/database-roles-not-administrators.ts";
import { databaseRolesWithoutBypass } from "./schema/roles/database-roles-without-bypass.ts";
import { databaseRolesWithoutWrittenPassword } from "./schema/roles/database-roles-without-written-password.ts";
import { databaseRlsForced } from "./schema/row-security/database-rls-forced.ts";
import { policyExistsRlsDisabled } from "./schema/row-security/policy_exists_rls_disabled.ts";
import { rlsDisabledInPublic } from "./schema/row-security/rls_disabled_in_public.ts";
import { rlsEnabledNoPolicy } from "./schema/row-security/rls_enabled_no_policy.ts";
import { databaseIndexesValid } from "./schema/shape/database-indexes-valid.ts";
import { duplicateIndex } from "./schema/shape/duplicate_index.ts";
import { extensionInPublic } from "./schema/shape/extension_in_public.ts";
import { extensionVersionsOutdated } from "./schema/shape/extension_versions_outdated.ts";
import { fkeyToAuthUnique } from "./schema/shape/fkey_to_auth_unique.ts";
import { functionSearchPathMutable } from "./schema/shape/function_search_path_mutable.ts";
import { noPrimaryKey } from "./schema/shape/no_primary_key.ts";
import { unindexedForeignKeys } from "./schema/shape/unindexed_foreign_keys.ts";
import { unsupportedRegTypes } from "./schema/shape/unsupported_reg_types.ts";
import { databaseBucketsBounded } from "./schema/storage/database-buckets-bounded.ts";
import { databaseBucketsPrivate } from "./schema/storage/database-buckets-private.ts";
import { databaseFilesNotWritableByEveryone } from "./schema/storage/database-files-not-writable-by-everyone.ts";
import { publicBucketAllowsListing } from "./schema/storage/public_bucket_allows_listing.ts";

/**
 * The rules of the area database: the project, its logins, its Auth, its schema's lints, and its
 * migrations.
 */
export const databaseRules: readonly Rule[] = [
  anonSecurityDefinerFunctionExecutable,
  authAllowAnonymousSignIns,
  authInsufficientMfaOptions,
  authLeakedPasswordProtection,
  authOtpLongExpiry,
  authRlsInitplan,
  authUsersExposed,
  authenticatedSecurityDefinerFunctionExecutable,
  databaseAnonymousDoNotWrite,
  databaseApiRowsLimited,
  databaseApiSearchPath,
  databaseApiSettingsDeclared,
  databaseApiTimeoutsKept,
  databaseAuthAddressesConfirmed,
  databaseAuthCaptcha,
  databaseAuthEmailChangeConfirmed,
  databaseAuthOwnSmtp,
  databaseAuthPasswordChangeConfirmed,
  databaseAuthRedirectsExact,
  databaseAuthTokensEndSoon,
  databaseAuthorityNotWritable,
  databaseBucketsBounded,
  databaseBucketsPrivate,
  databaseCallersDoNotTruncate,
  databaseColumnsAddedWithValues,
  databaseConcurrentOutsideTransaction,
  databaseConstraintsAddedNotValid,
  databaseExposedSchemasDeclared,
  databaseFilesNotWritableByEveryone,
  databaseHyperdrivePort,
  databaseIndexesBuiltConcurrently,
  databaseIndexesValid,
  databaseKeysUseAnIndex,
  databaseLegacyKeysOff,
  databaseLoginLeastRights,
  databaseLoginTimeout,
  databaseMigrationsDeclared,
  databaseMigrationsRun,
  databaseNotNullByCheck,
  databaseNothingDroppedInUse,
  databaseNothingRenamedInUse,
  databasePasswordNotWritten,
  databasePlatformTablesClosed,
  databasePoliciesNameTheirRoles,
  databasePoliciesNotRecursive,
  databaseRealtimeGuarded,
  databaseRealtimeTablesNamed,
  databaseRlsForced,
  databaseRolesNotAdministrators,
  databaseRolesWithoutBypass,
  databaseRolesWithoutWrittenPassword,
  databaseRowsChangedInBatches,
  databaseSizeDeclared,
  databaseStatementTimeout,
  databaseTablesNotLocked,
  databaseTablesNotRewritten,
  databaseWorkerOwnLogin,
  databaseWritesByTheWorker,
  duplicateIndex,
  extensionInPublic,
  extensionVersionsOutdated,
  fkeyToAuthUnique,
  foreignTableInApi,
  functionSearchPathMutable,
  insecureQueueExposedInApi,
  materializedViewInApi,
  multiplePermissivePolicies,
  networkRestrictionsNotSet,
  noPrimaryKey,
  passwordRequirementsMinLength,
  pgGraphqlAnonTableExposed,
  pgGraphqlAuthenticatedTableExposed,
  policyExistsRlsDisabled,
  publicBucketAllowsListing,
  rlsDisabledInPublic,
  rlsEnabledNoPolicy,
  rlsPolicyAlwaysTrue,
  rlsReferencesUserMetadata,
  securityDefinerView,
  sensitiveColumnsExposed,
  sslNotEnforced,
  unindexedForeignKeys,
  unsupportedRegTypes,
];
