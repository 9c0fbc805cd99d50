import { z } from "zod";
import { jsonOf } from "../bindings/json-binding.ts";

/**
 * `{"jwt":2,"webhook":1}`: the generation of each; 0 before an operator supplied the first value.
 */
export const generations = jsonOf(
  z.record(z.string(), z.int().nonnegative()),
  "must be JSON: names and whole numbers",
);
