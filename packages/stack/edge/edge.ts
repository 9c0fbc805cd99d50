import type { types } from "@pulumi/cloudflare";
import { Ruleset } from "@pulumi/cloudflare/ruleset.js";
import { WorkersCustomDomain } from "@pulumi/cloudflare/workersCustomDomain.js";
import { WorkersRoute, type WorkersRouteArgs } from "@pulumi/cloudflare/workersRoute.js";
import { ZoneSetting, type ZoneSettingArgs } from "@pulumi/cloudflare/zoneSetting.js";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/schema.ts";

export interface ZoneSettingValue {
  /** Cloudflare's name of the setting. */
  readonly id: string;
  readonly value: string | Readonly<Record<string, unknown>>;
}

/** A zone has exactly one ruleset per phase. */
export interface PhaseRules {
  readonly name: string;
  readonly phase: string;
  readonly title: string;
  readonly rules: types.input.RulesetRule[];
}

export interface EdgeArgs {
  readonly accountId: string;
  readonly settings: Pick<Config["edge"], "zone" | "zoneId" | "hostname">;
  readonly zoneSettings: readonly ZoneSettingValue[];
  readonly rulesets: readonly PhaseRules[];
  /** The Worker script; it has a deployed version. */
  readonly scriptName: pulumi.Input<string>;
}

/**
 * What happens to a request before and after the Worker, on an existing zone. The route is created
 * last: the Worker gets no traffic before the rules that protect it are in place. In a zone whose
 * rules another stack holds, it adds a host name: those rules apply to all of them.
 *
 * ```ts
 * const edge = new Edge("edge", { accountId, settings, zoneSettings, rulesets, scriptName });
 * ```
 */
export class Edge extends pulumi.ComponentResource {
  /** Of the route or, in a shared zone, the custom domain. */
  readonly routeId: pulumi.Output<string>;

  constructor(name: string, args: EdgeArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:Edge", name, {}, options);
    this.routeId =
      args.settings.zone === "shared" ? this.hostIn(name, args).id : this.owned(name, args).id;
    this.registerOutputs({ routeId: this.routeId });
  }

  private owned(name: string, args: EdgeArgs): WorkersRoute {
    const held = [...this.holdZoneSettings(name, args), ...this.createRulesets(name, args)];
    return this.route(name, args, held);
  }

  /** Cloudflare makes the DNS record and the certificate, and deletes them with it. */
  private hostIn(name: string, args: EdgeArgs): WorkersCustomDomain {
    const { accountId, scriptName, settings } = args;
    const { zoneId, hostname } = settings;
    const inputs = { accountId, zoneId, hostname, service: scriptName };
    return new WorkersCustomDomain(`${name}-host`, inputs, { parent: this });
  }

  private holdZoneSettings(name: string, { settings, zoneSettings }: EdgeArgs): ZoneSetting[] {
    return zoneSettings.map(({ id, value }) => {
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

  private createRulesets(name: string, { settings: { zoneId }, rulesets }: EdgeArgs): Ruleset[] {
    return rulesets.map(({ name: part, phase, title, rules }) => {
      const inputs = { zoneId, kind: "zone", phase, name: title, rules };
      return new Ruleset(`${name}-${part}`, inputs, { parent: this });
    });
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
