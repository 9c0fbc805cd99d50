import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { milliseconds, read, violationOf } from "../helpers/checks.ts";
import { configurable, everywhere, notKnown, positive } from "../rule.ts";

export const databaseLoginTimeout = configurable({
  id: "database-login-timeout",
  area: "database",
  title: "A login carries its own limits",
  why: "Settings of the database can be changed for everybody by one person; a login's own hold for what connects as it.",
  fix: "Give the role statement_timeout and idle_in_transaction_session_timeout.",
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
