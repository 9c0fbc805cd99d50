/**
 * Loaded into every Node.js process of a command by `NODE_OPTIONS=--import`, to simulate another
 * machine. The command and its plugins are the real ones and do not know about this.
 */
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import os from "node:os";
import { type MachineSettings, machineVariable } from "./machine.ts";

const settings = JSON.parse(process.env[machineVariable] ?? "{}") as MachineSettings;

if (settings.clockOffsetMs !== undefined) shiftClock(settings.clockOffsetMs);
if (settings.hostname !== undefined) rename(settings.hostname);
if (settings.detours !== undefined) redirect(settings.detours);

/** Timers and `performance` are unchanged: a wrong clock runs at the right speed. */
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

/** Redirects connections to those ports of this machine, as a router would. */
function redirect(detours: Readonly<Record<string, number>>): void {
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    reroute(args, detours);
    return Reflect.apply(connect, this, args);
  };
}

/**
 * `connect(port, host)`, `connect({ port, host })`, or `net.connect`'s normalized form of either: a
 * list that starts with the options.
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
