import { z } from "zod";
import { jsonOf } from "../bindings/json-binding.ts";

/** `{"jwt":2,"stripe":0}`: the generation of each secret; 0 until a person gives the first value. */
export const generations = jsonOf(
  z.record(z.string(), z.int().nonnegative()),
  "must be JSON: names and whole numbers",
);
