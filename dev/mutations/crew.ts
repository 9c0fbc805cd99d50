import type { Mutation } from "./mutation.ts";
import type { Attempt, Record } from "./record.ts";
import { keyOf } from "./record.ts";
import { type Finding, type Judged, judge, type NotJudged } from "./run.ts";
import type { Tree } from "./tree.ts";

/** Changes to try, at most `most` in one program. */
interface Task {
  readonly mutations: readonly Mutation[];
  readonly most: number;
}

export interface Crew {
  readonly trees: readonly Tree[];
  readonly record: Record;
  readonly commit: string;
  /** In milliseconds since 1970: no check begins after it. */
  readonly until: number;
  /** Called after each check of the command. */
  readonly onProgress: (attempts: readonly Attempt[], toGo: number) => void;
}

/**
 * Tries all changes, each tree by a worker. What a shared program does not settle is tried again
 * with fewer others, in the end alone, as in a pull request.
 */
export async function tryAll(crew: Crew, first: readonly Task[]): Promise<void> {
  const queue = first.filter(({ mutations }) => mutations.length > 0);
  const underWay = new Set<Promise<void>>();
  const work = async (tree: Tree) => {
    while (Date.now() < crew.until && (queue.length > 0 || underWay.size > 0)) {
      const task = queue.shift();
      // Another worker may split its task yet.
      if (task === undefined) await Promise.race(underWay);
      else await tracked(underWay, step(crew, tree, task, queue));
    }
  };
  await Promise.all(crew.trees.map(work));
}

async function tracked(all: Set<Promise<void>>, one: Promise<void>): Promise<void> {
  all.add(one);
  try {
    await one;
  } finally {
    all.delete(one);
  }
}

async function step(crew: Crew, tree: Tree, task: Task, queue: Task[]): Promise<void> {
  const { made, rest } = tree.change(task.mutations, task.most);
  if (made.length > 0 && rest.length > 0) queue.unshift({ ...task, mutations: rest });
  const { settled, again } = made.length === 0 ? lost(crew, rest) : await attempt(crew, tree, made);
  for (const one of settled) crew.record.add(one);
  for (const one of again) enqueue(queue, one);
  crew.onProgress(settled, queue.flatMap(({ mutations }) => mutations).length);
}

/** Retried breakages of several programs share the next ones. */
function enqueue(queue: Task[], task: Task): void {
  const at = queue.findIndex(
    ({ most, mutations }) => most === task.most && !mutations.some(isHarmless),
  );
  const same = queue[at];
  if (same === undefined || task.mutations.some(isHarmless)) queue.push(task);
  else queue[at] = { ...same, mutations: [...same.mutations, ...task.mutations] };
}

/** With fewer others in its program, a breakage is less often hidden by one of them. */
const few = 12;

interface Attempts {
  readonly settled: readonly Attempt[];
  readonly again: readonly Task[];
}

async function attempt(crew: Crew, tree: Tree, made: readonly Mutation[]): Promise<Attempts> {
  const judged = await judge(tree.root, made);
  const alone = made.length === 1;
  const all = made.map((one) => attemptOf(crew, one, judged, alone));
  if (alone) return { settled: all, again: [] };
  // One of the changes makes the preview fail, or is not harmless: which one, halves tell.
  if ("reason" in judged || (made.some(isHarmless) && judged.others.length > 0))
    return { settled: [], again: halves(made) };
  const isRight = ({ right, rightLine }: Attempt) => right && rightLine;
  const again = made.filter((_, at) => all[at] !== undefined && !isRight(all[at]));
  return {
    settled: all.filter(isRight),
    again: again.length === 0 ? [] : [{ mutations: again, most: made.length > few ? few : 1 }],
  };
}

/** Breaks nothing, so the report has to stay without violations. */
const isHarmless = ({ rules }: Mutation): boolean => rules.length === 0;

function halves(made: readonly Mutation[]): readonly Task[] {
  const middle = Math.ceil(made.length / 2);
  return [made.slice(0, middle), made.slice(middle)].map((mutations) => ({
    mutations,
    most: mutations.length,
  }));
}

function attemptOf(
  { commit }: Crew,
  mutation: Mutation,
  judged: Judged | NotJudged,
  alone: boolean,
): Attempt {
  const harmless = isHarmless(mutation);
  const base = { key: keyOf(mutation), what: mutation.what, commit, harmless, alone };
  if ("reason" in judged) return { ...base, ...wrong, judged: false, found: [judged.reason] };
  const { others, results } = judged;
  if (harmless)
    return {
      ...base,
      right: others.length === 0,
      rightLine: true,
      judged: true,
      critical: others.some(({ rank }) => rank === "critical"),
      found: others.map(textOf),
    };
  const result = results.find((one) => one.mutation === mutation);
  return {
    ...base,
    right: result?.caught === true,
    rightLine: result?.rightLine === true,
    critical: false,
    judged: true,
    found: result?.places.length === 0 ? others.map(textOf) : [...(result?.places ?? [])],
  };
}

const wrong = { right: false, rightLine: false, critical: false } as const;

const textOf = ({ rule, message, place }: Finding): string =>
  `${rule}: ${message} [${place?.file ?? "no place"}:${place?.line ?? ""}]`;

/** The table's own test fails for a change without its place in the stack. */
const lost = ({ commit }: Crew, rest: readonly Mutation[]): Attempts => ({
  settled: rest.map((one) => ({
    key: keyOf(one),
    what: one.what,
    commit,
    harmless: isHarmless(one),
    ...wrong,
    judged: false,
    alone: true,
    found: ["It has no place in the stack."],
  })),
  again: [],
});
