/** Stands in for `cloudflare:workers` where tests load a module's classes and run none of them. */
export class DurableObject {}
export class WorkerEntrypoint {}
export class WorkflowEntrypoint {}
