import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { milliseconds, read, violationOf } from "../helpers/checks.ts";
import { configurable, everywhere, notKnown, positive } from "../rule.ts";

export const databaseLoginTimeout = configurable({
  id: "database-login-timeout",
  area: "database",
  title: "The login has its own timeouts",
  why: "One person can change the database-wide settings for everyone. A login's own settings still apply to everything that connects with it.",
  fix: "Set statement_timeout and idle_in_transaction_session_timeout on the role.",
  example: {
    language: "typescript",
    code: 'settings: { statement_timeout: "5000ms", idle_in_transaction_session_timeout: "10s" }',
  },
  source: "https://www.postgresql.org/docs/current/runtime-config-client.html",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["databaseRole"],
  configuration: z.object({ mostMs: positive(60_000, "Longest of both") }),
  judge: (resources, { mostMs }) =>
    ofType(resources, "databaseRole").flatMap((role) => {
      if (isUnknown(role.props.login) && isUnknown(role.props.settings))
        return [notKnown("settings", role)];
      if (role.props.login === false) return [];
      return ["statement_timeout", "idle_in_transaction_session_timeout"].flatMap((name) => {
        const value = read(role, `settings.${name}`);
        if (isUnknown(value)) return [notKnown(`settings.${name}`, role)];
        const ms = milliseconds(value);
        return ms !== undefined && ms > 0 && ms <= mostMs
          ? []
          : violationOf(`${name} of the login is ${String(value ?? "not set")}.`, role);
      });
    }),
});
