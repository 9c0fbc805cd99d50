import type { types } from "@pulumi/cloudflare";
import { Ruleset } from "@pulumi/cloudflare/ruleset.js";
import { WorkersRoute, type WorkersRouteArgs } from "@pulumi/cloudflare/workersRoute.js";
import { ZoneSetting, type ZoneSettingArgs } from "@pulumi/cloudflare/zoneSetting.js";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config.ts";
import { cacheRules } from "./edge/cache-rules.ts";
import { loadTestRule } from "./edge/load-test.ts";
import { managedRules } from "./edge/managed-rules.ts";
import type { EdgeOfModule } from "./edge/modules.ts";
import { rateLimitRules } from "./edge/rate-limits.ts";
import { responseHeaderRules } from "./edge/response-headers.ts";
import { wafRules } from "./edge/waf.ts";
import { zoneSettings } from "./edge/zone-settings.ts";

export interface EdgeArgs {
  readonly settings: Config["edge"];
  /** What the app's modules add to the rules. */
  readonly modules: readonly EdgeOfModule[];
  /** The Worker script; it has a deployed version. */
  readonly scriptName: pulumi.Input<string>;
  /** Signs the load generator's requests, if the settings allow it. */
  readonly operatorToken: pulumi.Input<string>;
}

/** A zone has exactly one ruleset per phase. */
interface PhaseRules {
  readonly phase: string;
  readonly title: string;
  readonly rules: types.input.RulesetRule[];
}

/**
 * What happens to a request before and after the Worker, on an existing zone. The route is created
 * last: the Worker gets no traffic before the rules that protect it are in place.
 *
 * ```ts
 * const edge = new Edge("edge", { settings: config.edge, scriptName: app.scriptName });
 * ```
 */
export class Edge extends pulumi.ComponentResource {
  readonly routeId: pulumi.Output<string>;

  constructor(name: string, args: EdgeArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Edge", name, {}, options);
    const { settings, modules } = args;
    const held = [
      ...this.holdZoneSettings(name, settings),
      this.createRuleset(`${name}-waf`, settings.zoneId, {
        phase: "http_request_firewall_custom",
        title: "Block requests that are never legitimate",
        rules: [...wafRules(), ...(settings.loadTest ? [loadTestRule(args.operatorToken)] : [])],
      }),
      this.createRuleset(`${name}-managed`, settings.zoneId, {
        phase: "http_request_firewall_managed",
        title: "Cloudflare's managed rules",
        rules: managedRules(),
      }),
      this.createRuleset(`${name}-rate-limits`, settings.zoneId, {
        phase: "http_ratelimit",
        title: "Rate limits",
        rules: rateLimitRules(settings.rateLimits, modules),
      }),
      this.createRuleset(`${name}-cache`, settings.zoneId, {
        phase: "http_request_cache_settings",
        title: "What the edge caches",
        rules: cacheRules(modules),
      }),
      this.createRuleset(`${name}-headers`, settings.zoneId, {
        phase: "http_response_headers_transform",
        title: "Response headers",
        rules: responseHeaderRules(),
      }),
    ];
    this.routeId = this.route(name, args, held).id;
    this.registerOutputs({ routeId: this.routeId });
  }

  private holdZoneSettings(name: string, settings: Config["edge"]): ZoneSetting[] {
    return zoneSettings(settings).map(({ id, value }) => {
      const inputs: ZoneSettingArgs = { zoneId: settings.zoneId, settingId: id, value };
      // The provider updates an object by sending only its changed members, which Cloudflare
      // ignores with a 200 (cloudflare/terraform-provider-cloudflare#6447). A replacement sends it
      // whole, and a setting is never deleted.
      const replaceOnChanges = typeof value === "object" ? ["value"] : [];
      return new ZoneSetting(`${name}-setting-${id.replaceAll("_", "-")}`, inputs, {
        parent: this,
        replaceOnChanges,
      });
    });
  }

  private createRuleset(
    name: string,
    zoneId: string,
    { phase, title, rules }: PhaseRules,
  ): Ruleset {
    return new Ruleset(name, { zoneId, kind: "zone", phase, name: title, rules }, { parent: this });
  }

  private route(
    name: string,
    { settings, scriptName }: EdgeArgs,
    dependsOn: pulumi.Resource[],
  ): WorkersRoute {
    const inputs: WorkersRouteArgs = {
      zoneId: settings.zoneId,
      pattern: `${settings.hostname}/*`,
      script: scriptName,
    };
    return new WorkersRoute(`${name}-route`, inputs, { parent: this, dependsOn });
  }
}
