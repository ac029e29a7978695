"use strict";
// How far the figures can be trusted, in plain words: the length of the record, the number of tries
// before it, and what else might have happened.

const band = (pair, show) => `${show(pair[0])} to ${show(pair[1])}`;

function triesWords(trust) {
  if (isAbsent(trust.trials)) {
    return "How many configurations were tried on this data before is not known: the run was not " +
      "counted.";
  }
  if (trust.trials === 1) return "This is the first configuration that was tried on this lake.";
  return `This is try number ${count(trust.trials)} on this lake. The best of so many is expected ` +
    `to show a Sharpe ratio of ${fixed(trust.expected_best_sharpe)} by luck alone.`;
}

function edgeWords(trust, summary) {
  if (isAbsent(trust.probabilistic_sharpe)) {
    return "The equity hardly moved: there is nothing to judge.";
  }
  const plain = `The chance that the true Sharpe ratio is above zero is ` +
    `${percent(trust.probabilistic_sharpe, 0)}`;
  const deflated = isAbsent(trust.deflated_sharpe) || trust.trials === 1 ? "" :
    `; that it is more than luck after so many tries, ${percent(trust.deflated_sharpe, 0)}`;
  return `${plain}${deflated}. ${lengthWords(trust, summary)}`;
}

function lengthWords(trust, summary) {
  if (isAbsent(trust.sessions_needed)) {
    return "No longer record would turn a ratio that is not above zero into an edge.";
  }
  const needed = Math.ceil(trust.sessions_needed);
  if (needed <= summary.sessions) {
    return `The record of ${plural(summary.sessions, "session")} is long enough to say so at 95%.`;
  }
  return `To say so at 95%, the same ratio would have to last ${plural(needed, "session")}; the ` +
    `record has ${count(summary.sessions)}.`;
}

function bootstrapTable(boot, summary) {
  const rows = [
    {name: "Sharpe", seen: fixed(summary.sharpe), range: boot.sharpe ? band(boot.sharpe, fixed) : ABSENT},
    {name: "Total return", seen: signedPercent(summary.total_return, 2),
     range: band(boot.total_return, (v) => signedPercent(v, 2))},
    {name: "Max drawdown", seen: percent(summary.max_drawdown, 2),
     range: band(boot.max_drawdown, (v) => percent(v, 2))},
    {name: "Half the account lost", seen: ABSENT, range: `in ${share(boot.ruin_probability)} of them`},
  ];
  return plainTable([
    {label: "Figure", text: (row) => row.name}, {label: "This run", text: (row) => row.seen},
    {label: "9 of 10 resampled runs", text: (row) => row.range},
  ], rows, {label: "Resampled runs"});
}

function trustSection({summary}) {
  const trust = summary.trust;
  if (!trust) return null;
  const boot = trust.bootstrap;
  return section("trust", "How far to trust this",
    lead(triesWords(trust)), el("p", {}, edgeWords(trust, summary)),
    permutationParagraph(summary),
    boot ? bootstrapTable(boot, summary) :
      note("Too few sessions to say what else might have happened."),
    boot ? note(`The sessions of this run in ${count(boot.resamples)} other orders, in blocks of ` +
                `${fixed(boot.mean_block_sessions, 1)} sessions on average. What never happened in ` +
                "this run does not happen in them.") : null);
}
