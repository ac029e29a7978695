#include "world.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "calendar/expiry.hpp"
#include "data/source/synthetic/synthetic_market.hpp"
#include "data/source/synthetic/volatility_index.hpp"

namespace aots::bench {
namespace {

constexpr std::size_t kMonth = 21;  // sessions

void add_bars(World& world, const std::string& name, const std::vector<Bar>& bars) {
  for (const Bar& bar : bars) {
    world.closes[name][bar.date] = bar.close.to_double();
    world.ranges[name][bar.date] = std::log(bar.high.to_double() / bar.low.to_double());
  }
}

std::vector<std::pair<Date, double>> log_returns(const std::map<Date, double>& closes) {
  std::vector<std::pair<Date, double>> result;
  for (auto at = closes.begin(); at != closes.end(); ++at) {
    if (at == closes.begin()) continue;
    result.emplace_back(at->first, std::log(at->second / std::prev(at)->second));
  }
  return result;
}

std::vector<double> values_of(const std::vector<std::pair<Date, double>>& dated) {
  std::vector<double> values;
  for (const auto& [date, value] : dated) values.push_back(value);
  return values;
}

// Two series on the dates that both have.
std::pair<std::vector<double>, std::vector<double>> paired(const std::map<Date, double>& a,
                                                           const std::map<Date, double>& b) {
  std::pair<std::vector<double>, std::vector<double>> result;
  for (const auto& [date, value] : a) {
    const auto found = b.find(date);
    if (found == b.end()) continue;
    result.first.push_back(value);
    result.second.push_back(found->second);
  }
  return result;
}

// Correlation of a return with the mean absolute return of the five sessions after it.
double leverage(const std::vector<double>& returns) {
  std::vector<double> now;
  std::vector<double> after;
  for (std::size_t i = 0; i + 5 < returns.size(); ++i) {
    double sum = 0.0;
    for (std::size_t j = 1; j <= 5; ++j) sum += std::abs(returns[i + j]);
    now.push_back(returns[i]);
    after.push_back(sum / 5.0);
  }
  return correlation(now, after);
}

void add_symbol_figures(Figures& figures, const World& world, const std::string& name,
                        const std::map<Date, double>& market) {
  const auto dated = log_returns(world.closes.at(name));
  const auto returns = values_of(dated);
  const Moments m = moments(returns);
  const auto [own, of_market] = paired(std::map<Date, double>(dated.begin(), dated.end()), market);
  std::vector<double> squared_ranges;
  for (const auto& [date, range] : world.ranges.at(name)) squared_ranges.push_back(range * range);
  figures.emplace_back(name + " vol", m.deviation * std::sqrt(252.0));
  figures.emplace_back(name + " excess kurtosis", m.excess_kurtosis);
  figures.emplace_back(name + " leverage", leverage(returns));
  if (name != "SPY")
    figures.emplace_back(name + " correlation with SPY", correlation(own, of_market));
  figures.emplace_back(name + " range vol / vol",
                       std::sqrt(mean_of(squared_ranges) / (4.0 * std::log(2.0))) / m.deviation);
  const auto reports = world.report_sessions.find(name);
  if (reports == world.report_sessions.end()) return;
  const std::set<Date> sessions(reports->second.begin(), reports->second.end());
  double squares = 0.0;
  double absolute = 0.0;
  int count = 0;
  for (const auto& [date, value] : dated) {
    if (!sessions.contains(date)) continue;
    squares += value * value;
    absolute += std::abs(value);
    ++count;
  }
  if (count == 0) return;
  figures.emplace_back(name + " report move, rms", std::sqrt(squares / count));
  figures.emplace_back(name + " report move, mean", absolute / count);
}

void add_index_figures(Figures& figures, const World& world, const std::vector<double>& market) {
  const auto [vix, spy] = paired(world.closes.at("VIX"), world.closes.at("SPY"));
  std::vector<double> logs;
  for (const double level : vix) logs.push_back(std::log(level));
  std::vector<double> changes;
  for (std::size_t i = 1; i < logs.size(); ++i) changes.push_back(logs[i] - logs[i - 1]);
  const Moments level = moments(vix);
  const Moments log_level = moments(logs);
  const Moments change = moments(changes);
  figures.emplace_back("VIX mean", level.mean);
  figures.emplace_back("VIX deviation", level.deviation);
  figures.emplace_back("VIX skewness", level.skewness);
  for (const int share : {5, 50, 95, 99}) {
    figures.emplace_back("VIX " + std::to_string(share) + "th percentile",
                         quantile(vix, share / 100.0));
  }
  figures.emplace_back("log VIX deviation", log_level.deviation);
  figures.emplace_back("log VIX skewness", log_level.skewness);
  for (const std::size_t lag : {1U, 5U, 21U, 63U}) {
    figures.emplace_back("log VIX autocorrelation, " + std::to_string(lag),
                         autocorrelation(logs, lag));
  }
  figures.emplace_back("log VIX change, deviation", change.deviation);
  figures.emplace_back("log VIX change, skewness", change.skewness);
  figures.emplace_back("log VIX change, excess kurtosis", change.excess_kurtosis);
  figures.emplace_back("VIX change with SPY return, correlation", correlation(changes, market));

  double gap = 0.0;
  double log_ratio = 0.0;
  int above = 0;
  int count = 0;
  for (std::size_t i = 0; i + kMonth < market.size(); ++i) {
    double squares = 0.0;
    for (std::size_t j = 1; j <= kMonth; ++j) squares += market[i + j] * market[i + j];
    const double realized = 100.0 * std::sqrt(squares * 252.0 / kMonth);
    gap += vix[i + 1] - realized;
    log_ratio += std::log(vix[i + 1] / realized);
    above += vix[i + 1] > realized ? 1 : 0;
    ++count;
  }
  figures.emplace_back("VIX less vol of the next 21 sessions, points", gap / count);
  figures.emplace_back("VIX over that vol, mean log", log_ratio / count);
  figures.emplace_back("share of sessions with VIX above it", static_cast<double>(above) / count);
}

void add_term_figures(Figures& figures, const World& world) {
  const auto ratio = [&](const std::string& name, const char* over, double low, double high) {
    const auto [a, b] = paired(world.closes.at(over), world.closes.at("VIX"));
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (b[i] < low || b[i] >= high) continue;
      sum += a[i] / b[i];
      ++count;
    }
    if (count > 0) figures.emplace_back(name, sum / count);
  };
  ratio("VXN / VIX", "VXN", 0.0, 1e9);
  ratio("VIX9D / VIX", "VIX9D", 0.0, 1e9);
  ratio("VIX9D / VIX, VIX below 14", "VIX9D", 0.0, 14.0);
  ratio("VIX9D / VIX, VIX 14 to 20", "VIX9D", 14.0, 20.0);
  ratio("VIX9D / VIX, VIX 20 to 30", "VIX9D", 20.0, 30.0);
  ratio("VIX9D / VIX, VIX above 30", "VIX9D", 30.0, 1e9);
}

constexpr std::array kNames{"SPY",   "QQQ",  "IWM",  "DIA",  "AAPL", "MSFT",
                            "GOOGL", "AMZN", "NVDA", "TSLA", "META", "NFLX"};

}  // namespace

Result<World> recorded_world(const data::Lake& lake, const calendar::ExchangeCalendar& calendar) {
  World world;
  const Date from = make_date(2010, 1, 4);
  const Date to = make_date(2026, 12, 31);
  std::vector<std::string> names(kNames.begin(), kNames.end());
  names.insert(names.end(), {"VIX", "VXN", "VIX9D"});
  for (const std::string& name : names) {
    AOTS_TRY(bars, lake.bars(Symbol(name), from, to));
    if (bars.empty()) {
      return fail(ErrorCode::kData,
                  "the lake {} holds no bars of {}; import the recorded sets first",
                  lake.root().string(), name);
    }
    add_bars(world, name, bars);
  }
  AOTS_TRY(earnings, lake.earnings());
  for (const EarningsReport& report : earnings) {
    const bool early = report.time == ReportTime::kBeforeOpen;
    const Date moves = early ? calendar.session_on_or_after(report.report_date)
                             : calendar.next_session(report.report_date);
    world.report_sessions[report.symbol.str()].push_back(moves);
  }
  return world;
}

World simulated_world(std::uint64_t seed, Date from, Date to,
                      const calendar::ExchangeCalendar& calendar) {
  data::SyntheticMarketOptions options{.symbols = {}, .from = from, .to = to, .seed = seed};
  for (const char* name : kNames) options.symbols.emplace_back(name);
  const auto market = data::SyntheticMarket::simulate(options, calendar);
  if (!market) {
    std::fputs((market.error().message + "\n").c_str(), stderr);
    std::exit(1);
  }
  World world;
  for (const Symbol& symbol : market->bar_symbols())
    add_bars(world, symbol.str(), market->bars(symbol));
  for (const char* name : kNames) {
    for (const Split& split : market->splits(Symbol(name))) {
      for (auto& [date, close] : world.closes[name]) {
        if (date < split.ex_date) close /= split.ratio;
      }
    }
    for (const auto& event : market->path(Symbol(name)).earnings()) {
      world.report_sessions[name].push_back(event.moves_on);
    }
  }
  const data::BusinessTime time(calendar, from - Days{1}, to + Days{60});
  const data::SsviShape& shape = market->path(Symbol("SPY")).profile().shape;
  for (std::size_t i = 0; i < market->sessions().size(); ++i) {
    constexpr int kDays = 9;
    const Date session = market->sessions()[i];
    const Date end = session + Days{kDays};
    const data::Horizon horizon{.last_session = calendar.session_on_or_before(end),
                                .years = time.years_between_closes(session, end)};
    const double theta =
        market->surface(Symbol("SPY"), i)->total_variances(std::span(&horizon, 1)).front();
    const double swap = data::SsviSmile(shape, theta).swap_variance();
    world.closes["VIX9D"][session] = 100.0 * std::sqrt(swap * 365.0 / kDays);
  }
  return world;
}

Figures series_figures(const World& world) {
  Figures figures;
  const auto dated = log_returns(world.closes.at("SPY"));
  const std::map<Date, double> market(dated.begin(), dated.end());
  add_index_figures(figures, world, values_of(dated));
  std::vector<double> absolute;
  for (const auto& [date, value] : dated) absolute.push_back(std::abs(value));
  for (const std::size_t lag : {1U, 5U, 21U}) {
    figures.emplace_back("SPY absolute return, autocorrelation, " + std::to_string(lag),
                         autocorrelation(absolute, lag));
  }
  add_term_figures(figures, world);
  for (const char* name : kNames) add_symbol_figures(figures, world, name, market);
  return figures;
}

}  // namespace aots::bench
