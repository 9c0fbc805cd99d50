import { z } from "zod";
import type { Outcome } from "../figures.ts";

/** The parts of schemathesis' JSON report used here. */
export const reportShape = z.object({
  operations: z.object({ tested: z.number() }),
  test_cases: z.object({ generated: z.number() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
});

/** A case for each operation without findings, and one for each kind of finding on an operation. */
export function outcomesOf({ operations, failures }: z.infer<typeof reportShape>): Outcome[] {
  const failing = failures.flatMap(({ title, operations: named }) =>
    named.map((operation) => ({ operation, id: `${title}: ${operation}`, failure: title })),
  );
  const faulty = new Set(failing.map(({ operation }) => operation)).size;
  const clean = Array.from({ length: operations.tested - faulty }, (_, index) => ({
    id: `clean operation ${index + 1}`,
  }));
  return [...failing, ...clean];
}
