import { addressFunctions } from "./functions/addresses.ts";
import { collectionFunctions } from "./functions/collections.ts";
import { encodingFunctions } from "./functions/encoding.ts";
import type { FunctionDefinition } from "./functions/function.ts";
import { hmacFunctions } from "./functions/hmac.ts";
import { jsonFunctions } from "./functions/json.ts";
import { replacingFunctions } from "./functions/replacing.ts";
import { textFunctions } from "./functions/text.ts";

export type { FunctionDefinition } from "./functions/function.ts";

/**
 * Every function that Cloudflare documents
 * (developers.cloudflare.com/ruleset-engine/rules-language/functions).
 */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map([
  ...collectionFunctions,
  ...textFunctions,
  ...replacingFunctions,
  ...encodingFunctions,
  ...jsonFunctions,
  ...addressFunctions,
  ...hmacFunctions,
]);
