/** How often a long step reports to a pipe that it is still running. */
const heartbeatMs = 15_000;

/**
 * Prints steps with their times: redrawn in place in a terminal, whole lines in a pipe.
 * `begin(title)` returns a step, to be ended with `done(outcome)` or `failed()`; `step(title,
 * work)` does that around `work(report)`.
 */
export function createProgress(stream = process.stdout, now = Date.now) {
  const begin = (title) => {
    const begun = now();
    const view = stream.isTTY
      ? terminalView(stream, title, begun, now)
      : pipeView(stream, title, begun, now);
    return {
      report: view.report,
      done: (outcome) => view.end("✓", outcome),
      failed: () => view.end("✗", ""),
    };
  };
  return {
    begin,
    async step(title, work) {
      const step = begin(title);
      try {
        const outcome = await work(step.report);
        step.done(outcome);
        return outcome;
      } catch (thrown) {
        step.failed();
        throw thrown;
      }
    },
  };
}

function terminalView(stream, title, begun, now) {
  let detail = "";
  const draw = () => {
    const line = `◌ ${title.padEnd(14)} ${seconds(now() - begun)}  ${detail}`;
    stream.write(`\r\x1b[K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, 200);
  return {
    report(line) {
      detail = line;
    },
    end(mark, outcome) {
      clearInterval(timer);
      stream.write(`\r\x1b[K${finalLine(mark, title, now() - begun, outcome)}`);
    },
  };
}

function pipeView(stream, title, begun, now) {
  let detail = "";
  const timer = setInterval(
    () => stream.write(`  ${title}: ${seconds(now() - begun).trim()} so far  ${detail}\n`),
    heartbeatMs,
  );
  return {
    report(line) {
      detail = line;
    },
    end(mark, outcome) {
      clearInterval(timer);
      stream.write(finalLine(mark, title, now() - begun, outcome));
    },
  };
}

function finalLine(mark, title, elapsedMs, outcome) {
  const line = `${mark} ${title.padEnd(14)} ${seconds(elapsedMs)}  ${outcome}`;
  return `${line.trimEnd()}
`;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}
