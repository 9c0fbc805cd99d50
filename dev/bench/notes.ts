/** Notes on an area's figures, mainly why a goal is not met. Markdown, by area. */
export const notes: Readonly<Record<string, string>> = {
  stack: `An \`up\` is a preview and an update. Each starts the policy pack, then the program, then four plugins one after the other, and asks the pack and the plugins about 60
resources one at a time: that order is the engine's. The goal of \`noOpUp.ratio\` is not met and cannot be while a program imports \`@pulumi/pulumi\` and a pack is attached:
\`noOpUp.sdkAndEmptyPackSeconds\`, an \`up\` of a program that does nothing but that, with a pack without policies, is two to three times the bare \`up\` already.
\`appChange.beyondBareSeconds\` is not met either: nearly all of it is what an \`up\` without a change takes.

Plugins that stay in memory between runs (\`PULUMI_DEBUG_PROVIDERS\`) would save their start, and are not used: the engine sends them no token, and whatever listens for the
local cloud asks for one.`,
};
