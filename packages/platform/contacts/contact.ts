import { z } from "zod";

const mostContacts = 20;

/** Someone who is called when something is wrong. */
export const contactSchema = z.strictObject({
  who: z
    .string()
    .regex(/^\S(.{0,78}\S)?$/, "must be one line of up to 80 characters")
    .describe("A person, a team or a rota"),
  how: z
    .string()
    .max(200)
    .regex(
      /^(mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9-]{3,20}|https:\/\/\S+)$/,
      "must be mailto:name@host, tel:+49-30-123 or https://host/path",
    )
    .describe("`mailto:`, `tel:` or `https:`"),
  level: z
    .int("must be a whole number")
    .min(1)
    .max(9)
    .describe("Escalation level: 1 is called first, 2 if nobody at level 1 answers"),
  security: z
    .boolean()
    .optional()
    .describe("Also name it in the public `/.well-known/security.txt`; default: false"),
});

export type Contact = z.infer<typeof contactSchema>;

export const contactsSchema = z
  .array(contactSchema)
  .min(1)
  .max(mostContacts)
  .refine((contacts) => contacts.some(({ level }) => level === 1), "needs a contact of level 1");

/** In the order in which they are called. */
export const inOrder = (contacts: readonly Contact[]): readonly Contact[] =>
  contacts.toSorted((one, other) => one.level - other.level);

/** `1. Platform on call: tel:+49-30-123` */
export const describeContact = ({ level, who, how }: Contact): string => `${level}. ${who}: ${how}`;
