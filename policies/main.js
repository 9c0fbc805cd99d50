// The engine loads a pack through ts-node's hook for `.ts`, which neither knows Node's own type
// stripping nor imports ending in
// `.ts` (@pulumi/pulumi/cmd/run-policy-pack, whatever runtime.options.typescript says). A `.js`
// door leads around it.
import "./index.ts";
