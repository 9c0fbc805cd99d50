import { z } from "zod";
import { count } from "../values.ts";

export const costSchema = z.strictObject({
  monthlyBudgetDollars: count(1, 1_000_000).describe(
    "Maximum monthly cost of all plans, sizes and budgets of the stack",
  ),
});
