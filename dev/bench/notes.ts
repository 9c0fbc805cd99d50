/** Notes on an area's figures, mainly why a goal is not met. Markdown, by area. */
export const notes: Readonly<Record<string, string>> = {
  stack: `An \`up\` is a preview and an update. Each starts the policy pack, then the program, then four plugins one after the other, and asks the pack and the plugins about 60
resources one at a time: that order is the engine's. The goal of \`noOpUp.ratio\` is not met and cannot be while a program imports \`@pulumi/pulumi\` and a pack is attached:
\`noOpUp.sdkAndEmptyPackSeconds\`, an \`up\` of a program that does nothing but that, with a pack without policies, is two to three times the bare \`up\` already.
\`appChange.beyondBareSeconds\` is not met either: nearly all of it is what an \`up\` without a change takes.

\`npx seaworthy up local\` does less: no preview while nothing has changed since the last \`up\`, and one process for all plugins (\`PULUMI_DEBUG_PROVIDERS\`), which listens for one run
only: the engine sends plugins no token, so none stays in memory between runs.`,
  isolation: `\`sameThread\` is how the edge ran before it had a thread: in the control plane's. Both are measured on the same cores as the flood and the workerd behind it, so
what remains of the difference to \`quiet\` is what any busy machine has. Taken while other work kept both cores busy.`,
  workloads: `One read and one write of each workload through the whole platform, beside a bare Hono route in the same isolate that sends the same statement on connections that Hyperdrive keeps logged in.
The bare routes check no token, count no limit, set no row-level security, describe nothing and log nothing. A signed-in reader's feed, leads and calls come from the database on both sides; the list of
insights comes from the platform's cache, which the bare route does not have. A voice event is stored with its job, which runs after the response; the bare route stores the event alone. For \`tables\` both
sides ask the same Durable Objects, so the difference is membership, limits and the token. Taken while other work kept both cores busy.`,
};
