import type { Phase } from "../compose.ts";
import { headerText } from "../http/headers.ts";
import { errorResponse } from "../http/response.ts";
import type { DeployedWorkers } from "./deployed-workers.ts";
import type { RouteTable } from "./route-table.ts";

/** Finds the version that responds; otherwise returns an error page. */
export function createRoutes(routes: RouteTable, deployed: DeployedWorkers): Phase {
  return (request, next) => {
    const script = routes.find(request.scheme, request.host, request.path);
    if (script === undefined) return errorResponse("noOrigin", request);
    const { headers } = request.received;
    const affinityKey = headers["cloudflare-workers-version-key"];
    request.version = deployed.versionFor(script, {
      affinityKey: affinityKey === undefined ? undefined : headerText(affinityKey),
      overrides: headerText(headers["cloudflare-workers-version-overrides"]) || undefined,
    });
    if (request.version) return next();
    const reason = `The Worker ${script} has no running deployment. Deploy a version of it.`;
    return errorResponse("noOrigin", request, [], reason);
  };
}
