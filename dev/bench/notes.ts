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
};
