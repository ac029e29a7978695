#include "data/source/synthetic/synthetic_market.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "base/contract.hpp"
#include "calendar/earnings_calendar.hpp"
#include "data/source/synthetic/volatility_index.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kMarketFund = "SPY";
constexpr std::string_view kMarketIndex = "VIX";
constexpr std::string_view kGrowthFund = "QQQ";
constexpr std::string_view kGrowthIndex = "VXN";
constexpr std::string_view kRateSeries = "DTB3";

// The one split goes to the first of these that is asked for.
constexpr std::array kSplitOrder{"NVDA", "TSLA", "AAPL", "AMZN", "GOOGL", "NFLX", "META", "MSFT"};
constexpr double kSplitRatio = 4.0;
constexpr std::size_t kSplitSessionsMin = 3;

// Quotes widen once the market's 30-day vol exceeds this many index points.
constexpr double kCalmIndexLevel = 20.0;

// What implies the prices of one session of one simulated symbol.
class PathSurface final : public SurfaceSource {
 public:
  PathSurface(const SymbolPath& path, std::size_t index) : path_(path), index_(index) {}

  std::vector<double> total_variances(std::span<const Horizon> horizons) const override {
    return path_.total_variances(index_, horizons);
  }
  double forward(Date last_session, double years) const override {
    return path_.forward(index_, last_session, years);
  }

 private:
  const SymbolPath& path_;
  std::size_t index_;
};

Status check_options(const SyntheticMarketOptions& options,
                     const calendar::ExchangeCalendar& calendar) {
  if (options.from > options.to) {
    return fail(ErrorCode::kUsage,
                "the simulation would start on {}, after its end on {}; swap them",
                to_string(options.from), to_string(options.to));
  }
  if (options.from <= calendar::ExchangeCalendar::first_date() ||
      options.to > last_simulated_date()) {
    return fail(ErrorCode::kUsage,
                "the span {} to {} is outside what can be simulated; choose dates from {} to {}",
                to_string(options.from), to_string(options.to),
                to_string(calendar::ExchangeCalendar::first_date() + Days{1}),
                to_string(last_simulated_date()));
  }
  if (calendar.session_count(options.from, options.to) == 0) {
    return fail(ErrorCode::kUsage,
                "there is no session of the exchange from {} to {}; widen the span",
                to_string(options.from), to_string(options.to));
  }
  for (const Symbol& symbol : options.symbols) {
    if (find_symbol_profile(symbol) != nullptr) continue;
    std::string known;
    for (const SymbolProfile& profile : symbol_profiles()) {
      if (!known.empty()) known += ' ';
      known += profile.symbol;
    }
    return fail(ErrorCode::kData, "{} is not among the simulated symbols; choose from {}",
                symbol.str(), known);
  }
  return {};
}

std::optional<Split> choose_split(const SyntheticMarketOptions& options,
                                  std::span<const Date> sessions,
                                  const calendar::ExchangeCalendar& calendar) {
  if (sessions.size() < kSplitSessionsMin) return std::nullopt;
  for (const std::string_view name : kSplitOrder) {
    const auto found = std::ranges::find(options.symbols, Symbol(name));
    if (found == options.symbols.end()) continue;
    const Date ex_date = sessions[sessions.size() / 2];
    return Split{.symbol = *found,
                 .ex_date = ex_date,
                 .known_time = action_known_time(calendar, ex_date),
                 .ratio = kSplitRatio,
                 .origin = Origin::kSynthetic};
  }
  return std::nullopt;
}

}  // namespace

Date last_simulated_date() {
  return calendar::ExchangeCalendar::last_date() - Days{kHorizonDays + kQuarterlyDays};
}

struct SyntheticMarket::State {
  State(const SyntheticMarketOptions& wanted, const calendar::ExchangeCalendar& exchange)
      : options(wanted),
        calendar(exchange),
        time(exchange, wanted.from - Days{1}, wanted.to + Days{kHorizonDays + kQuarterlyDays}),
        sessions(exchange.sessions(wanted.from, wanted.to)),
        market(simulate_market(wanted.seed, sessions, time)) {
    const auto split = choose_split(options, sessions, calendar);
    for (const SymbolProfile& profile : symbol_profiles()) {
      const Symbol symbol{std::string(profile.symbol)};
      const bool wanted_here = std::ranges::find(options.symbols, symbol) != options.symbols.end();
      if (!wanted_here && profile.symbol != kMarketFund) continue;
      const bool splits = split && split->symbol == symbol;
      paths.emplace(symbol, SymbolPath({.profile = profile,
                                        .seed = options.seed,
                                        .market = market,
                                        .calendar = calendar,
                                        .split = splits ? split : std::nullopt}));
      order.push_back(symbol);
    }
    add_index(kMarketIndex, kMarketFund);
    add_index(kGrowthIndex, kGrowthFund);
  }

  void add_index(std::string_view index, std::string_view fund) {
    const auto found = paths.find(Symbol(std::string(fund)));
    if (found == paths.end()) return;
    std::vector<IndexClose> closes;
    closes.reserve(sessions.size());
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      const double theta =
          thirty_day_variance(sessions[i], PathSurface(found->second, i), calendar, time);
      const SsviSmile smile(found->second.profile().shape, theta);
      closes.push_back({.session = sessions[i], .value = index_level(smile.swap_variance())});
    }
    const Symbol symbol{std::string(index)};
    indices.emplace(symbol, volatility_index_bars(symbol, options.seed, closes, calendar));
    order.push_back(symbol);
  }

  double stress(std::size_t index) const {
    const auto& level = indices.at(Symbol(std::string(kMarketIndex)))[index];
    return std::max(1.0, level.close.to_double() / kCalmIndexLevel);
  }

  Timestamp end() const { return calendar.bars_known_time(sessions.back()); }

  SyntheticMarketOptions options;
  const calendar::ExchangeCalendar& calendar;
  BusinessTime time;
  std::vector<Date> sessions;
  std::vector<MarketDay> market;
  std::map<Symbol, SymbolPath> paths;
  std::map<Symbol, std::vector<Bar>> indices;
  std::vector<Symbol> order;
};

namespace {

// Builds the chains of one path on demand, so that memory does not grow with the history.
template <class State>
class PathChains final : public SyntheticChains {
 public:
  PathChains(const State& state, const SymbolPath& path)
      : state_(state),
        path_(path),
        builder_({.symbol = Symbol(std::string(path.profile().symbol)),
                  .quoting = {.kind = path.profile().kind,
                              .shape = path.profile().shape,
                              .liquidity = path.profile().liquidity},
                  .contracts_min = state.options.contracts_min > 0 ? state.options.contracts_min
                                                                   : path.profile().contracts_min,
                  .seed = state.options.seed},
                 state.calendar, state.time) {}

  std::optional<OptionChain> next() override {
    if (index_ == state_.sessions.size()) return std::nullopt;
    const std::size_t index = index_++;
    const Date session = state_.sessions[index];
    if (path_.split() && path_.split()->ex_date == session) {
      builder_.apply_split(std::llround(path_.split()->ratio));
    }
    return builder_.build({.session = session,
                           .spot = path_.bars()[index].close.to_double(),
                           .rate = state_.market[index].rate,
                           .stress = state_.stress(index)},
                          PathSurface(path_, index));
  }

 private:
  const State& state_;
  const SymbolPath& path_;
  ChainBuilder builder_;
  std::size_t index_ = 0;
};

}  // namespace

SyntheticMarket::SyntheticMarket(std::unique_ptr<State> state) : state_(std::move(state)) {}
SyntheticMarket::SyntheticMarket(SyntheticMarket&&) noexcept = default;
SyntheticMarket& SyntheticMarket::operator=(SyntheticMarket&&) noexcept = default;
SyntheticMarket::~SyntheticMarket() = default;

Result<SyntheticMarket> SyntheticMarket::simulate(const SyntheticMarketOptions& options,
                                                  const calendar::ExchangeCalendar& calendar) {
  AOTS_CHECK_OK(check_options(options, calendar));
  return SyntheticMarket(std::make_unique<State>(options, calendar));
}

std::span<const Date> SyntheticMarket::sessions() const { return state_->sessions; }
std::span<const MarketDay> SyntheticMarket::days() const { return state_->market; }
std::vector<Symbol> SyntheticMarket::bar_symbols() const { return state_->order; }

const SymbolPath& SyntheticMarket::path(const Symbol& symbol) const {
  const auto found = state_->paths.find(symbol);
  AOTS_EXPECTS(found != state_->paths.end());
  return found->second;
}

std::vector<Bar> SyntheticMarket::bars(const Symbol& symbol) const {
  const auto index = state_->indices.find(symbol);
  return index != state_->indices.end() ? index->second : path(symbol).bars();
}

std::vector<Dividend> SyntheticMarket::dividends(const Symbol& symbol) const {
  std::vector<Dividend> result = path(symbol).dividends();
  std::erase_if(result, [&](const Dividend& d) { return d.known_time > state_->end(); });
  return result;
}

std::vector<Split> SyntheticMarket::splits(const Symbol& symbol) const {
  const auto& split = path(symbol).split();
  return split ? std::vector{*split} : std::vector<Split>{};
}

std::vector<EarningsReport> SyntheticMarket::earnings(const Symbol& symbol) const {
  std::vector<EarningsReport> result;
  for (const EarningsEvent& event : path(symbol).earnings()) {
    const Timestamp known = calendar::earnings_known_time(state_->calendar, event.report_date);
    if (known > state_->end()) break;
    result.push_back({.symbol = symbol,
                      .report_date = event.report_date,
                      .time = event.time,
                      .known_time = known,
                      .origin = Origin::kSynthetic});
  }
  return result;
}

std::vector<RateObservation> SyntheticMarket::rates() const {
  std::vector<RateObservation> result;
  result.reserve(state_->market.size());
  for (const MarketDay& day : state_->market) {
    result.push_back(
        {.series = std::string(kRateSeries),
         .date = day.session,
         .known_time = state_->calendar.bars_known_time(state_->calendar.next_session(day.session)),
         .rate = day.rate,
         .origin = Origin::kSynthetic});
  }
  return result;
}

std::vector<FomcDecision> SyntheticMarket::fomc() const {
  std::vector<FomcDecision> result;
  const Date last = state_->sessions.back() + Days{calendar::kFomcNoticeDays};
  for (const Date date : fomc_decision_dates(state_->calendar, state_->sessions.front(), last)) {
    const Timestamp known = calendar::fomc_known_time(state_->calendar, date, true);
    if (known <= state_->end()) {
      result.push_back({.date = date, .scheduled = true, .known_time = known});
    }
  }
  return result;
}

std::unique_ptr<SyntheticChains> SyntheticMarket::chains(const Symbol& symbol) const {
  return std::make_unique<PathChains<State>>(*state_, path(symbol));
}

std::unique_ptr<SurfaceSource> SyntheticMarket::surface(const Symbol& symbol,
                                                        std::size_t session_index) const {
  AOTS_EXPECTS(session_index < state_->sessions.size());
  return std::make_unique<PathSurface>(path(symbol), session_index);
}

}  // namespace aots::data
