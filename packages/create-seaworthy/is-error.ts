import { SeaworthyError } from "@seaworthy/core/errors";

/** What a person typed wrong: ours, or an argument that Node's parser refuses. */
export const isErrorWithMessage = (thrown: unknown): thrown is Error =>
  thrown instanceof SeaworthyError ||
  (thrown instanceof TypeError && "code" in thrown && /^ERR_PARSE_ARGS/.test(String(thrown.code)));
