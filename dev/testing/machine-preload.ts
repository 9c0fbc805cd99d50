/**
 * Loaded into every Node.js process of a command by `NODE_OPTIONS=--import`: what the machine under
 * it is like. The command and its plugins are the ones that people run; nothing in them knows of
 * this.
 */
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import os from "node:os";
import { type MachineSettings, machineVariable } from "./machine.ts";

const settings = JSON.parse(process.env[machineVariable] ?? "{}") as MachineSettings;

if (settings.clockOffsetMs !== undefined) shiftClock(settings.clockOffsetMs);
if (settings.hostname !== undefined) rename(settings.hostname);
if (settings.detours !== undefined) redirect(settings.detours);

/** Timers and `performance` stay: a wrong clock runs as fast as a right one. */
function shiftClock(offsetMs: number): void {
  const now = () => realDate.now() + offsetMs;
  const realDate = Date;
  globalThis.Date = new Proxy(realDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new realDate(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
}

function rename(hostname: string): void {
  os.hostname = () => hostname;
  syncBuiltinESMExports();
}

/** Connections to those ports of this machine go to others instead, as a router would send them. */
function redirect(detours: Readonly<Record<string, number>>): void {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    reroute(args, detours);
    return Reflect.apply(connect, this, args);
  };
}

/**
 * `connect(port, host)`, `connect({ port, host })`, or what `net.connect` makes of either: a list
 * with the options in front.
 */
function reroute(args: unknown[], detours: Readonly<Record<string, number>>): void {
  const [first] = args;
  const detour = detours[String(first)];
  if (Array.isArray(first)) reroute(first, detours);
  else if (typeof first === "number" || typeof first === "string") args[0] = detour ?? first;
  else if (typeof first === "object" && first !== null && "port" in first) {
    args[0] = { ...first, port: detours[String(first.port)] ?? first.port };
  }
}
