/** Replaces `cloudflare:workers` where tests load a module's classes without running them. */
export class DurableObject {}
export class WorkerEntrypoint {}
export class WorkflowEntrypoint {}

/** Of `cloudflare:sockets`: no test opens a socket. */
export function connect(): never {
  throw new TypeError("Sockets open in workerd alone.");
}
