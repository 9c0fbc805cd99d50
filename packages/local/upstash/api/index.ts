import { SeaworthyError } from "@seaworthy/core/errors";
import { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { aclUsersApi } from "./acl-users-api.ts";
import { answerError } from "./api-error.ts";
import { requireApiKey } from "./authentication.ts";
import { Databases } from "./databases.ts";
import { databasesApi } from "./databases-api.ts";
import { describeDatabase } from "./description.ts";
import { parity } from "./parity.ts";

/**
 * Upstash: its Developer API under `/v2`, and a real Redis with a REST endpoint for each database.
 */
export function createUpstash(context: CloudContext): Vendor {
  const databases = new Databases(context);
  return {
    name: "upstash",
    api: developerApi(context, databases),
    resume: () => databases.resume(),
    close: () => databases.close(),
    describe: async () => ({
      databases: await Promise.all(
        databases
          .list()
          .map(async (document) => describeDatabase(document, await databases.ports(document.id))),
      ),
    }),
    parity,
  };
}

function developerApi(context: CloudContext, databases: Databases): Hono {
  const api = new Hono();
  api.onError((thrown, request) => {
    context.log.error("upstash.failed", {
      method: request.req.method,
      path: request.req.path,
      cause: thrown,
    });
    const message =
      thrown instanceof SeaworthyError
        ? thrown.message
        : "The local cloud failed to handle this call. See: seaworthy logs local cloud";
    return answerError(request, "internal", message);
  });
  api.use(requireApiKey(context.tokens.upstash));
  api.route("/v2", databasesApi(databases, context.clock));
  api.route("/v2", aclUsersApi(databases));
  api.all("*", (request) => {
    const call = `${request.req.method} ${request.req.path.replace(/^\/upstash/, "")}`;
    return answerError(
      request,
      "not_implemented",
      `The local cloud does not implement ${call} of Upstash.`,
    );
  });
  return api;
}
