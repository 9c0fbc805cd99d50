import { databaseAnonymousDoNotWrite } from "./database-anonymous-do-not-write.ts";
import { databaseApiRowsLimited } from "./database-api-rows-limited.ts";
import { databaseApiSearchPath } from "./database-api-search-path.ts";
import { databaseAuthAddressesConfirmed } from "./database-auth-addresses-confirmed.ts";
import { databaseAuthCodesExpire } from "./database-auth-codes-expire.ts";
import { databaseAuthNobodyAnonymous } from "./database-auth-nobody-anonymous.ts";
import { databaseAuthPasswordsStrong } from "./database-auth-passwords-strong.ts";
import { databaseAuthTokensEndSoon } from "./database-auth-tokens-end-soon.ts";
import { databaseDefinersNotCallable } from "./database-definers-not-callable.ts";
import { databaseExposedSchemasDeclared } from "./database-exposed-schemas-declared.ts";
import { databaseExtensionsApart } from "./database-extensions-apart.ts";
import { databaseForeignKeysIndexed } from "./database-foreign-keys-indexed.ts";
import { databaseFunctionsFixSearchPath } from "./database-functions-fix-search-path.ts";
import { databaseGrantedTablesHavePolicies } from "./database-granted-tables-have-policies.ts";
import { databaseIndexesOnce } from "./database-indexes-once.ts";
import { databaseLoginLeastRights } from "./database-login-least-rights.ts";
import { databaseLoginTimeout } from "./database-login-timeout.ts";
import { databaseMaterializedViewsHidden } from "./database-materialized-views-hidden.ts";
import { databaseMigrationsDeclared } from "./database-migrations-declared.ts";
import { databaseNetworkRestricted } from "./database-network-restricted.ts";
import { databasePoliciesAskOnce } from "./database-policies-ask-once.ts";
import { databasePoliciesInForce } from "./database-policies-in-force.ts";
import { databasePoliciesNameTheirRoles } from "./database-policies-name-their-roles.ts";
import { databasePoliciesNotAlwaysTrue } from "./database-policies-not-always-true.ts";
import { databasePoliciesNotByUserMetadata } from "./database-policies-not-by-user-metadata.ts";
import { databasePoliciesOneForEachUse } from "./database-policies-one-for-each-use.ts";
import { databaseRlsEnabled } from "./database-rls-enabled.ts";
import { databaseRlsForced } from "./database-rls-forced.ts";
import { databaseSensitiveColumnsHidden } from "./database-sensitive-columns-hidden.ts";
import { databaseSizeDeclared } from "./database-size-declared.ts";
import { databaseSslEnforced } from "./database-ssl-enforced.ts";
import { databaseStatementTimeout } from "./database-statement-timeout.ts";
import { databaseTablesHaveKeys } from "./database-tables-have-keys.ts";
import { databaseTypesCanBeUpgraded } from "./database-types-can-be-upgraded.ts";
import { databaseUsersNotShown } from "./database-users-not-shown.ts";
import { databaseViewsAsTheirCaller } from "./database-views-as-their-caller.ts";
import { databaseWorkerOwnLogin } from "./database-worker-own-login.ts";
import type { Rule } from "./rule.ts";

/** The rules of the area database: the project, its logins, its Auth, and the lints of its schema. */
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
