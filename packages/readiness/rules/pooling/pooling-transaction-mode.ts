import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const poolingTransactionMode: Rule = {
  id: "pooling-transaction-mode",
  area: "pooling",
  title: "The pooler uses transaction mode",
  why: "In session mode every client holds a server connection while it is connected: a pool of 60 serves 60 connections, and the 61st waits.",
  fix: "Set seaworthy:database.pooler.mode to transaction. Anything that needs a session (LISTEN, advisory locks, migrations) uses the direct address.",
  example: { language: "yaml", code: "seaworthy:database:\n  pooler:\n    mode: transaction" },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["pooler"],
  judge: property("pooler", "poolMode", (mode) =>
    mode === "transaction" ? undefined : `The pooler's mode is ${String(mode)}.`,
  ),
  remediate: ({ props }) => ({ ...props, poolMode: "transaction" }),
};
