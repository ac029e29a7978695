#include "tests/backtest/fake_run.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/contract.hpp"
#include "trading/portfolio/expiry.hpp"
#include "trading/portfolio/portfolio.hpp"

namespace aots::backtest {
namespace {

const Date kFirst = make_date(2019, 4, 25);
const Price kWidth = Price::from_micros(5'000'000);

Price price(double value) { return Price::from_double(value); }

Timestamp at_close(Date date, int milliseconds = 0) {
  return Timestamp(date.time_since_epoch()) + std::chrono::hours(20) +
         std::chrono::milliseconds(milliseconds);
}

// Weekdays from the first on.
std::vector<Date> weekdays(int count) {
  std::vector<Date> dates;
  for (Date date = kFirst; dates.size() < static_cast<std::size_t>(count); date += Days(1)) {
    if (iso_weekday(date) <= 5) dates.push_back(date);
  }
  return dates;
}

struct Spread {
  bool sells = true;
  Price near_price, far_price;  // of the leg near the money and of the protecting one
  std::int64_t quantity = 1;
};

Signal signal_of(const Spread& spread, Date date) {
  Signal signal;
  signal.time = at_close(date);
  signal.session = date;
  signal.strategy = spread.sells ? "iv_rank_sell" : "iv_rank_buy";
  signal.action = spread.sells ? "sell_put_credit_spread" : "buy_call_debit_spread";
  signal.symbol = Symbol("SPX");
  signal.direction = Direction::kBullish;
  signal.expiry = date + Days(7);
  signal.dte = 7;
  const Right right = spread.sells ? Right::kPut : Right::kCall;
  const Price near = price(2900.0);
  const Price far = spread.sells ? near - kWidth : near + kWidth;
  const Side near_side = spread.sells ? Side::kSell : Side::kBuy;
  const auto leg = [&](Price strike, Side side) {
    SignalLeg result;
    result.contract = {Symbol("SPX"), "SPXW", signal.expiry, right, strike, 100};
    result.side = side;
    return result;
  };
  signal.legs = {leg(near, near_side), leg(far, opposite(near_side))};
  const Price net = spread.near_price - spread.far_price;
  signal.net_price = spread.sells ? net : -net;
  signal.max_profit = spread.sells ? net : kWidth - net;
  signal.max_risk = kWidth - signal.max_profit;
  signal.confidence = 0.8;
  signal.regime = spread.sells ? Regime::kIvContraction : Regime::kLowVol;
  signal.iv_rank = spread.sells ? 0.81 : 0.12;
  signal.iv_source = "VIX";
  signal.vix = 15.25;
  return signal;
}

// A fill of both legs at the given prices, quotes five cents wide around them.
Fill fill_of(const Signal& signal, PositionId id, std::int64_t quantity, bool opening,
             const std::vector<Price>& prices, Timestamp time) {
  Fill fill;
  fill.id = FillId{2 * id.value - (opening ? 1 : 0)};
  fill.order = OrderId{fill.id.value};
  fill.position = id;
  fill.time = time;
  fill.quantity = quantity;
  for (std::size_t i = 0; i < signal.legs.size(); ++i) {
    LegFill leg;
    leg.contract = signal.legs[i].contract;
    leg.side = opening ? signal.legs[i].side : opposite(signal.legs[i].side);
    leg.contracts = quantity;
    leg.price = prices[i];
    leg.bid = leg.side == Side::kSell ? prices[i] : prices[i] - price(0.05);
    leg.ask = leg.side == Side::kBuy ? prices[i] : prices[i] + price(0.05);
    fill.net_price += leg.price * -sign(leg.side);
    fill.legs.push_back(leg);
  }
  fill.fees = Money::from_double(0.65) * (2 * quantity);
  fill.slippage = Money::from_double(5.0) * quantity;
  return fill;
}

// How the trades of the run end, in turn; the last one stays open.
struct Ending {
  const char* reason;
  double near_price, far_price;  // at the exit; ignored at expiry
};
constexpr Ending kEndings[] = {{"profit_target", 0.85, 0.35},
                               {"stop_loss", 4.15, 1.05},
                               {"expiry", 0.0, 0.0},
                               {"time_exit", 1.333333, 0.7}};

class Book {
 public:
  explicit Book(Money equity) : portfolio_(equity) {}

  void open(const Spread& spread, Date date) {
    const PositionId id{++count_};
    const Signal signal = signal_of(spread, date);
    portfolio_.open_pending(id, signal, spread.quantity, Money{});
    apply(fill_of(signal, id, spread.quantity, true, {spread.near_price, spread.far_price},
                  at_close(date, 250)),
          OrderPurpose::kOpen, "");
  }

  void end(PositionId id, const Ending& ending, Date date) {
    const Position& position = *portfolio_.find(id);
    if (std::string_view(ending.reason) == "expiry") {
      const Timestamp time = at_close(position.signal.expiry);
      portfolio_.change(id, time, "expiry", [&](Position& held) {
        return trading::settle(held, {.group = {"SPXW", held.signal.expiry},
                                      .price = {price(2898.75), false},
                                      .time = time});
      });
      return;
    }
    portfolio_.closing(id);
    apply(fill_of(position.signal, id, position.quantity, false,
                  {price(ending.near_price), price(ending.far_price)}, at_close(date, 250)),
          OrderPurpose::kClose, ending.reason);
  }

  trading::Portfolio& portfolio() { return portfolio_; }

 private:
  void apply(const Fill& fill, OrderPurpose purpose, const std::string& reason) {
    const auto done = portfolio_.apply(fill, purpose, reason);
    AOTS_EXPECTS(done.has_value());
  }

  trading::Portfolio portfolio_;
  std::int64_t count_ = 0;
};

engine::EquityRecord day_of(Book& book, Date date, int index) {
  book.portfolio().end_session();
  const trading::PortfolioView view = book.portfolio().view();
  engine::EquityRecord day;
  day.date = date;
  day.equity = view.equity;
  day.cash = view.cash;
  day.unrealized = view.unrealized;
  day.drawdown = 1.0 - view.equity.to_double() / view.peak_equity.to_double();
  day.open_positions = static_cast<std::int64_t>(view.open.size());
  day.greeks.delta = 2.5 * static_cast<double>(view.open.size());
  day.regime = index % 9 < 5 ? Regime::kLowVol : Regime::kIvContraction;
  return day;
}

engine::SignalRecord record_of(const Signal& signal, bool refused) {
  engine::SignalRecord record;
  record.time = signal.time;
  record.symbol = signal.symbol;
  record.strategy = signal.strategy;
  record.action = signal.action;
  record.confidence = signal.confidence;
  record.regime = signal.regime;
  record.iv_rank = signal.iv_rank;
  record.vix = signal.vix;
  record.decision = refused ? "refused" : "approved";
  if (refused) {
    record.rule = "max_positions";
    record.observed = 5.0;
    record.limit = 5.0;
  }
  return record;
}

// Opens a spread every third session and ends it four sessions later, or at its expiry.
void trade(const FakeRunOptions& options, engine::DeskRecord& desk, Book& book) {
  const std::vector<Date> dates = weekdays(options.sessions);
  std::int64_t opened = 0;
  for (int i = 0; i < options.sessions; ++i) {
    const Date date = dates[static_cast<std::size_t>(i)];
    ++desk.funnel.decision_points;
    if (options.trades && i >= 5 && (i - 5) % 3 == 0) {
      const auto& ending = kEndings[static_cast<std::size_t>((i - 5) / 3) % std::size(kEndings)];
      book.end(PositionId{(i - 5) / 3 + 1}, ending, date);
    }
    if (options.trades && i % 3 == 0) {
      const Spread spread{opened % 2 == 0, price(2.45), price(1.2), 1 + opened % 3};
      book.open(spread, date);
      const bool refused = opened % 4 == 3;
      desk.signals.push_back(record_of(signal_of(spread, date), false));
      if (refused) desk.signals.push_back(record_of(signal_of(spread, date), true));
      ++opened;
      desk.funnel.signals += refused ? 2 : 1;
      if (refused) ++desk.funnel.refusals["max_positions"];
    } else {
      ++desk.funnel.no_signal["neutral_regime"];
    }
    desk.equity.push_back(day_of(book, date, i));
  }
  desk.funnel.orders = opened;
  desk.funnel.fills = opened;
}

// Lines that rise and fall a little, and a test of entry days where there were trades.
Benchmarks benchmarks_of(const FakeRunOptions& options, double initial_equity) {
  Benchmarks benchmarks;
  benchmarks.dates = weekdays(options.sessions);
  benchmarks.lines = {{"buy_hold_market", Symbol("SPY"), "dividends reinvested", {}},
                      {"buy_hold_symbol", Symbol("SPX"), "price only", {}},
                      {"put_write", Symbol("SPX"), "2 puts written", {}}};
  RandomEntry random{.draws = kPathDraws, .risk_per_trade = 500.0};
  for (int i = 0; i < options.sessions; ++i) {
    double rate = 0.0;
    for (BenchmarkLine& line : benchmarks.lines) {
      rate += 0.0004;
      line.equity.push_back(initial_equity * (1.0 + rate * i + 0.004 * (i % 5)));
    }
    random.low.push_back(initial_equity - 20.0 * i);
    random.median.push_back(initial_equity + 5.0 * i);
    random.high.push_back(initial_equity + 40.0 * i);
  }
  random.figures = line_statistics(benchmarks.dates, random.median, initial_equity);
  if (!options.trades) return benchmarks;
  benchmarks.entries.random = random;
  benchmarks.entries.permutation = research::PermutationReport{.chosen = 10,
                                                               .candidates = 60,
                                                               .draws = kPermutationDraws,
                                                               .observed = 0.02,
                                                               .expected = 0.01,
                                                               .p_value = 0.37,
                                                               .shifted_p_value = 0.41};
  return benchmarks;
}

}  // namespace

RunResult fake_run(const FakeRunOptions& options) {
  RunResult run;
  run.config.seed = options.seed;
  run.config.note = options.note;
  run.config.lake = "/somewhere/on/this/machine";
  run.symbols = {Symbol("SPX")};
  run.datasets = {{"chains", "cboe_spx_2019", "SPX", std::string(64, 'a')},
                  {"bars", "index", "VIX", std::string(64, 'b')}};
  run.iv_sources = {
      {Symbol("SPX"), {.kind = features::IvSourceKind::kIndex, .index = Symbol("VIX")}}};
  for (const char* name : {"cross", "half", "mid", "next_snapshot"}) {
    engine::DeskRecord desk;
    desk.name = name;
    Book book(Money::from_double(run.config.initial_equity));
    trade(options, desk, book);
    std::vector<Position> positions;
    for (const auto& [id, position] : book.portfolio().positions()) positions.push_back(position);
    run.engine.desks.push_back(std::move(desk));
    run.engine.positions.push_back(std::move(positions));
  }
  if (options.benchmarks) run.benchmarks = benchmarks_of(options, run.config.initial_equity);
  run.engine.quotes = {.real = 900, .reconstructed = 0, .synthetic = 100};
  run.engine.desks.front().warnings = {"2019-05-03: trade 7 should close, but a leg has no quote"};
  if (options.sessions > 0) {
    run.engine.simulated_start = at_close(kFirst);
    run.engine.simulated_end = at_close(weekdays(options.sessions).back());
  }
  run.journal = {R"({"event":"no_signal","symbol":"SPX","rule":"neutral_regime"})",
                 fmt::format(R"({{"event":"order","order":1,"seed":{}}})", options.seed)};
  return run;
}

ScratchFolder::ScratchFolder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  path_ = Path(testing::TempDir()) / fmt::format("aots_{}_{}", test->name(), ::getpid());
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

ScratchFolder::~ScratchFolder() { std::filesystem::remove_all(path_); }

std::vector<std::string> ScratchFolder::names() const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    found.push_back(entry.path().filename().string());
  }
  std::ranges::sort(found);
  return found;
}

std::string content(const Path& file) {
  const auto text = read_file(file);
  AOTS_EXPECTS(text.has_value());
  return *text;
}

void write(const Path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace aots::backtest
