import { SeaworthyError } from "@seaworthy/core/errors";

/** Invalid user input: our own error, or an argument that Node's parser rejects. */
export const isErrorWithMessage = (thrown: unknown): thrown is Error =>
  thrown instanceof SeaworthyError ||
  (thrown instanceof TypeError && "code" in thrown && /^ERR_PARSE_ARGS/.test(String(thrown.code)));
