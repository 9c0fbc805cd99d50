import { type ErrorCode, messageOf, SeaworthyError } from "@seaworthy/core/errors";

/** Methods that another thread can call: what they take and return is copied. */
export type Methods<Of> = Record<keyof Of, (...parameters: never[]) => Promise<unknown>>;

/** A `Worker`, or the `parentPort` of one. */
interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: Message) => void): unknown;
}

export interface Connection<Own, Other> {
  /** Lets the other end call this object from now on. */
  serve(own: Own): void;
  /** The object at the other end. Its methods reject with the error that they threw there. */
  readonly other: Other;
  /** The other end is gone: calls under way and later ones are rejected with this error. */
  end(cause: SeaworthyError): void;
}

type Message =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: string;
      readonly parameters: readonly never[];
    }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: SentError };

/** An error as it crosses between threads, where errors lose their class and their code. */
interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

/** Both ends of a port call each other; `names` are the other end's methods. */
export function connectCalls<Own extends Methods<Own>, Other extends Methods<Other>>(
  port: Port,
  names: readonly (keyof Other & string)[],
): Connection<Own, Other> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let ended: SeaworthyError | undefined;
  let lastId = 0;
  const call = async (name: string, parameters: readonly never[]): Promise<unknown> => {
    if (ended) throw ended;
    const id = ++lastId;
    port.postMessage({ kind: "call", id, name, parameters } satisfies Message);
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    return answer.promise;
  };
  let served: Own | undefined;
  port.on("message", (message) => {
    if (message.kind === "call") return void answer(port, served, message);
    const found = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "result") found?.resolve(message.value);
    else found?.reject(received(message.failure));
  });
  return {
    serve: (own) => {
      served = own;
    },
    other: methodsOf(names, call),
    end: (cause) => {
      ended = cause;
      for (const { reject } of waiting.values()) reject(cause);
      waiting.clear();
    },
  };
}

/** Calls the method of that name. */
export function callOf<Of extends Methods<Of>>(
  target: Of,
  name: keyof Of,
  parameters: readonly never[],
): Promise<unknown> {
  return target[name](...parameters);
}

/** An object with those methods, all of which do `call`. */
export function methodsOf<Of extends Methods<Of>>(
  names: readonly (keyof Of & string)[],
  call: (name: keyof Of & string, parameters: readonly never[]) => Promise<unknown>,
): Of {
  const methods = names.map((name) => [
    name,
    (...parameters: readonly never[]) => call(name, parameters),
  ]);
  return Object.fromEntries(methods) as Of;
}

async function answer<Own extends Methods<Own>>(
  port: Port,
  own: Own | undefined,
  { id, name, parameters }: Extract<Message, { kind: "call" }>,
): Promise<void> {
  try {
    const value = own && (await callOf(own, name as keyof Own, parameters));
    port.postMessage({ kind: "result", id, value } satisfies Message);
  } catch (thrown) {
    port.postMessage({ kind: "failure", id, failure: sent(thrown) } satisfies Message);
  }
}

function sent(thrown: unknown): SentError {
  const { code, retryable, details } =
    thrown instanceof SeaworthyError ? thrown : new SeaworthyError("PROCESS_FAILED", "");
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return { code, message: messageOf(thrown), retryable, details, stack };
}

/** The stack is the one of the other thread: it names the cause. */
function received({ code, message, retryable, details, stack }: SentError): SeaworthyError {
  const error = new SeaworthyError(code, message, { retryable, details });
  return stack === undefined ? error : Object.assign(error, { stack });
}
