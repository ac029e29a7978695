// The result of a sweep for the terminal, at most 80 columns wide.
#include <algorithm>

#include "base/text.hpp"
#include "sweep/documents.hpp"

namespace aots::sweep {
namespace {

constexpr std::size_t kShownMax = 10;
constexpr std::size_t kWidth = 80;
constexpr std::size_t kValuesWidth = 28;

std::string percent(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}%", 100.0 * *value) : "-";
}

std::string ratio(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "-";
}

std::string whole(const std::optional<double>& value) {
  return value ? fmt::format("{:.0f}", *value) : "-";
}

// What fits, with a mark where something is left out.
std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : fmt::format("{}..", text.substr(0, width - 2));
}

std::string short_name(const SweptKey& key) {
  const auto dot = key.path.rfind('.');
  return dot == std::string::npos ? key.path : key.path.substr(dot + 1);
}

std::string row(const SweepResult& result, std::size_t place) {
  const TrialResult& trial = result.trials[place];
  return fmt::format("  {:>5}{:>8}{:>9}{:>9}{:>8}{:>9}  {}\n", result.plan.trials[place].number,
                     ratio(trial.figure("sharpe")), percent(trial.figure("total_return")),
                     percent(trial.figure("max_drawdown")), whole(trial.figure("trades")),
                     percent(result.verdict.deflated[place]),
                     cut(join(result.plan.trials[place].values, ", "), kValuesWidth));
}

// A sentence on lines of the terminal's width, the first word of each line two columns in.
std::string wrapped(std::string_view sentence) {
  std::string text;
  std::size_t column = kWidth;
  for (const std::string_view word : split(sentence, ' ')) {
    if (column + word.size() + 1 > kWidth) {
      text += text.empty() ? "  " : "\n  ";
      column = 2;
    } else {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
  }
  return text + '\n';
}

}  // namespace

std::string summary_table(const SweepResult& result) {
  const TrialResult& first = result.trials.front();
  std::string text =
      fmt::format("{} trials, preset {}", result.trials.size(), result.plan.base.preset);
  if (first.first) {
    text += fmt::format(", {} to {}", to_string(*first.first), to_string(*first.last));
  }
  std::vector<std::string> names;
  for (const SweptKey& key : result.plan.keys) names.push_back(short_name(key));
  text += fmt::format("\n  {:>5}{:>8}{:>9}{:>9}{:>8}{:>9}  {}\n", "trial", "Sharpe", "return",
                      "max DD", "trades", "deflated", cut(join(names, ", "), kValuesWidth));
  const std::vector<std::size_t> places = ranking(result.trials);
  for (std::size_t i = 0; i < std::min(places.size(), kShownMax); ++i) {
    text += row(result, places[i]);
  }
  if (places.size() > kShownMax) {
    text += fmt::format("  and {} more in trials.csv\n", places.size() - kShownMax);
  }
  for (const std::string& words : verdict_words(result.plan, result.trials, result.verdict)) {
    text += wrapped(words);
  }
  return text;
}

}  // namespace aots::sweep
