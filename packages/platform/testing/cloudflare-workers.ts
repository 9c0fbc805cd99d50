/** Stands in for `cloudflare:workers` where tests load a module's classes and run none of them. */
export class DurableObject {}
export class WorkerEntrypoint {}
export class WorkflowEntrypoint {}

/** Of `cloudflare:sockets`: nothing here opens one. */
export function connect(): never {
  throw new TypeError("Sockets open in workerd alone.");
}
