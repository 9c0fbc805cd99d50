import { z } from "zod";

/** How the engine names a resource: `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export const urn = z.string().startsWith("urn:pulumi:");
