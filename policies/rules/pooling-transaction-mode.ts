import { ofType } from "../plan/resource.ts";
import { isUnknown } from "../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "./rule.ts";

export const poolingTransactionMode: Rule = {
  id: "pooling-transaction-mode",
  area: "pooling",
  title: "The pooler gives a server connection back after each transaction",
  why: "In session mode every client holds a server connection for as long as it is connected: a pool of 60 then serves 60 Workers' connections, and the 61st waits.",
  fix: "Set seaworthy:database.pooler.mode to transaction. What needs a session (LISTEN, advisory locks, migrations) uses the direct address.",
  example: { language: "yaml", code: "seaworthy:database:\n  pooler:\n    mode: transaction" },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["pooler"],
  judge: (resources) =>
    ofType(resources, "pooler").flatMap((pooler) => {
      const { poolMode } = pooler.props;
      if (isUnknown(poolMode)) return [notKnown("poolMode", pooler)];
      return poolMode === "transaction" ? [] : [violation(`The pooler's mode is ${String(poolMode)}.`, pooler)];
    }),
};
