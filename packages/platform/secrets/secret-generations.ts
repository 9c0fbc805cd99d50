import { z } from "zod";
import { jsonOf } from "../bindings/json-binding.ts";

/** `{"jwt":2,"webhook":1}`: which generation of each secret this version uses. */
export const generations = jsonOf(
  z.record(z.string(), z.int().positive()),
  "must be JSON: names and whole numbers",
);
