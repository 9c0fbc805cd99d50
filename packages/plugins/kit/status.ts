import { status } from "@grpc/grpc-js";
import { type ErrorCode, messageOf, SeaworthyError } from "@seaworthy/core/errors";

export interface GrpcError {
  readonly code: status;
  readonly details: string;
}

/**
 * The engine interprets Unknown, Internal and DataLoss as an unknown outcome and keeps a pending
 * operation. All our calls can be repeated, so expected errors never use those.
 */
const statusOf: { readonly [code in ErrorCode]?: status } = {
  INPUT_INVALID: status.INVALID_ARGUMENT,
  CONFIG_INVALID: status.INVALID_ARGUMENT,
  UNSUPPORTED: status.UNIMPLEMENTED,
  VENDOR_NOT_FOUND: status.NOT_FOUND,
  VENDOR_CONFLICT: status.ALREADY_EXISTS,
  VENDOR_UNAUTHORIZED: status.PERMISSION_DENIED,
};

/** What the engine shows of a failure: our code and message, never a stack trace. */
export function grpcError(thrown: unknown): GrpcError {
  if (thrown instanceof SeaworthyError) {
    return {
      code: statusOf[thrown.code] ?? status.FAILED_PRECONDITION,
      details: `${thrown.code}: ${thrown.message}`,
    };
  }
  return { code: status.INTERNAL, details: `The plugin failed unexpectedly: ${messageOf(thrown)}` };
}
