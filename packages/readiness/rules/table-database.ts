import { databaseAuthAddressesConfirmed } from "./auth/database-auth-addresses-confirmed.ts";
import { databaseAuthCodesExpire } from "./auth/database-auth-codes-expire.ts";
import { databaseAuthNobodyAnonymous } from "./auth/database-auth-nobody-anonymous.ts";
import { databaseAuthPasswordsStrong } from "./auth/database-auth-passwords-strong.ts";
import { databaseAuthTokensEndSoon } from "./auth/database-auth-tokens-end-soon.ts";
import { databaseApiRowsLimited } from "./database/database-api-rows-limited.ts";
import { databaseApiSearchPath } from "./database/database-api-search-path.ts";
import { databaseExposedSchemasDeclared } from "./database/database-exposed-schemas-declared.ts";
import { databaseLoginLeastRights } from "./database/database-login-least-rights.ts";
import { databaseLoginTimeout } from "./database/database-login-timeout.ts";
import { databaseMigrationsDeclared } from "./database/database-migrations-declared.ts";
import { databaseNetworkRestricted } from "./database/database-network-restricted.ts";
import { databaseSizeDeclared } from "./database/database-size-declared.ts";
import { databaseSslEnforced } from "./database/database-ssl-enforced.ts";
import { databaseStatementTimeout } from "./database/database-statement-timeout.ts";
import { databaseWorkerOwnLogin } from "./database/database-worker-own-login.ts";
import type { Rule } from "./rule.ts";
import { databaseAnonymousDoNotWrite } from "./schema/database-anonymous-do-not-write.ts";
import { databaseDefinersNotCallable } from "./schema/database-definers-not-callable.ts";
import { databaseExtensionsApart } from "./schema/database-extensions-apart.ts";
import { databaseForeignKeysIndexed } from "./schema/database-foreign-keys-indexed.ts";
import { databaseFunctionsFixSearchPath } from "./schema/database-functions-fix-search-path.ts";
import { databaseGrantedTablesHavePolicies } from "./schema/database-granted-tables-have-policies.ts";
import { databaseIndexesOnce } from "./schema/database-indexes-once.ts";
import { databaseMaterializedViewsHidden } from "./schema/database-materialized-views-hidden.ts";
import { databasePoliciesAskOnce } from "./schema/database-policies-ask-once.ts";
import { databasePoliciesInForce } from "./schema/database-policies-in-force.ts";
import { databasePoliciesNameTheirRoles } from "./schema/database-policies-name-their-roles.ts";
import { databasePoliciesNotAlwaysTrue } from "./schema/database-policies-not-always-true.ts";
import { databasePoliciesNotByUserMetadata } from "./schema/database-policies-not-by-user-metadata.ts";
import { databasePoliciesOneForEachUse } from "./schema/database-policies-one-for-each-use.ts";
import { databaseRlsEnabled } from "./schema/database-rls-enabled.ts";
import { databaseRlsForced } from "./schema/database-rls-forced.ts";
import { databaseSensitiveColumnsHidden } from "./schema/database-sensitive-columns-hidden.ts";
import { databaseTablesHaveKeys } from "./schema/database-tables-have-keys.ts";
import { databaseTypesCanBeUpgraded } from "./schema/database-types-can-be-upgraded.ts";
import { databaseUsersNotShown } from "./schema/database-users-not-shown.ts";
import { databaseViewsAsTheirCaller } from "./schema/database-views-as-their-caller.ts";

/**
 * The rules of the area database: the project, its logins, its Auth, and the lints of its schema.
 */
export const databaseRules: readonly Rule[] = [
  databaseAnonymousDoNotWrite,
  databaseApiRowsLimited,
  databaseApiSearchPath,
  databaseAuthAddressesConfirmed,
  databaseAuthCodesExpire,
  databaseAuthNobodyAnonymous,
  databaseAuthPasswordsStrong,
  databaseAuthTokensEndSoon,
  databaseDefinersNotCallable,
  databaseExposedSchemasDeclared,
  databaseExtensionsApart,
  databaseForeignKeysIndexed,
  databaseFunctionsFixSearchPath,
  databaseGrantedTablesHavePolicies,
  databaseIndexesOnce,
  databaseLoginLeastRights,
  databaseLoginTimeout,
  databaseMaterializedViewsHidden,
  databaseMigrationsDeclared,
  databaseNetworkRestricted,
  databasePoliciesAskOnce,
  databasePoliciesInForce,
  databasePoliciesNameTheirRoles,
  databasePoliciesNotAlwaysTrue,
  databasePoliciesNotByUserMetadata,
  databasePoliciesOneForEachUse,
  databaseRlsEnabled,
  databaseRlsForced,
  databaseSensitiveColumnsHidden,
  databaseSizeDeclared,
  databaseSslEnforced,
  databaseStatementTimeout,
  databaseTablesHaveKeys,
  databaseTypesCanBeUpgraded,
  databaseUsersNotShown,
  databaseViewsAsTheirCaller,
  databaseWorkerOwnLogin,
];
