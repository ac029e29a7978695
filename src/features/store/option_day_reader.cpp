#include "features/store/option_day_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "analytics/expiry_time.hpp"
#include "analytics/forward_curve.hpp"
#include "analytics/maturity.hpp"
#include "features/detail/option_day_kernel.hpp"

namespace aots::features {

namespace {

using data::TapeField;

// The sums of a column over the calls and over the puts; rows without a value hold 0.
struct Sums {
  std::optional<double> call, put;
};

Sums sums_of(const data::TapeColumn& column, TapeField field,
             std::span<const std::uint16_t> flags) {
  Sums sums;
  column.visit([&](auto values) {
    std::int64_t all = 0;
    std::int64_t puts = 0;
    unsigned seen_put = 0;
    unsigned seen_call = 0;
    for (std::size_t i = 0; i < flags.size(); ++i) {
      const unsigned flag = flags[i];
      const unsigned is_put = flag & data::kPutFlag;
      const auto value = static_cast<std::int64_t>(values[i]);
      all += value;
      puts += is_put != 0 ? value : 0;
      seen_put |= is_put != 0 ? flag : 0U;
      seen_call |= is_put != 0 ? 0U : flag;
    }
    const auto scale = static_cast<double>(column.scale);
    if ((seen_call & data::flag_of(field)) != 0) {
      sums.call = static_cast<double>(all - puts) * scale;
    }
    if ((seen_put & data::flag_of(field)) != 0) sums.put = static_cast<double>(puts) * scale;
  });
  return sums;
}

// `column_of(field)` gives the columns of the rows whose flags these are.
template <class ColumnOf>
OptionActivity activity_of(std::span<const std::uint16_t> flags, ColumnOf column_of) {
  const Sums volume = sums_of(column_of(TapeField::kVolume), TapeField::kVolume, flags);
  const Sums open = sums_of(column_of(TapeField::kOpenInterest), TapeField::kOpenInterest, flags);
  return {.call_volume = volume.call,
          .put_volume = volume.put,
          .call_open_interest = open.call,
          .put_open_interest = open.put};
}

}  // namespace

// One snapshot as the kernel asks for it.
class OptionDayReader::PackedChain {
 public:
  PackedChain(OptionDayReader& reader, const data::SnapshotView& snapshot,
              const analytics::CarryInputs& carry)
      : reader_(reader),
        snapshot_(snapshot),
        decoded_(snapshot.expiry_count(), Progress::kPacked),
        curve_({.known = carry, .spot = spot(), .expiries = times_of(reader, snapshot)},
               [this](std::size_t e, std::vector<pricing::ParityPair>& pairs) {
                 decoded(e).append_parity_pairs(pairs);
               }),
        ladder_(curve_.expiries()) {
    if (reader.quotes_.size() < decoded_.size()) reader.quotes_.resize(decoded_.size());
  }
  PackedChain(const PackedChain&) = delete;
  PackedChain& operator=(const PackedChain&) = delete;

  std::optional<double> spot() const {
    const auto spot = snapshot_.spot();
    return spot && spot->is_positive() ? std::optional(spot->to_double()) : std::nullopt;
  }
  const analytics::MaturityLadder& ladder() const { return ladder_; }
  const analytics::ExpiryTime& time(std::size_t e) const { return curve_.expiries()[e]; }
  const analytics::ExpiryCarry& carry(std::size_t e) { return curve_.carry(e); }

  PackedQuotes& quotes(std::size_t e) {
    PackedQuotes& quotes = decoded(e);
    if (decoded_[e] == Progress::kValued) return quotes;
    decoded_[e] = Progress::kValued;
    const analytics::ExpiryCarry& carry = curve_.carry(e);
    if (carry.forward && time(e).years) {
      quotes.value_with({.forward = carry.forward->forward,
                         .discount = *carry.discount,
                         .years = *time(e).years,
                         .rate = *curve_.known().rate,
                         .dividend_yield = carry.dividend_yield,
                         .implied_spot = curve_.implied_spot(e)});
    }
    return quotes;
  }

  ListedOption listed(std::size_t e, std::size_t i) { return quotes(e).listed(i); }

  OptionActivity activity(std::size_t e) const {
    const data::TapeExpiry expiry = snapshot_.expiry(e);
    return activity_of(expiry.flags, [&](TapeField field) { return expiry.column(field); });
  }
  OptionActivity activity() const {
    return activity_of(snapshot_.flags(), [&](TapeField field) { return snapshot_.column(field); });
  }

 private:
  enum class Progress : std::uint8_t { kPacked, kDecoded, kValued };

  static std::vector<analytics::ExpiryTime> times_of(OptionDayReader& reader,
                                                     const data::SnapshotView& snapshot) {
    std::vector<analytics::ExpiryTime> times;
    times.reserve(snapshot.expiry_count());
    for (std::size_t e = 0; e < snapshot.expiry_count(); ++e) {
      const data::TapeExpiry expiry = snapshot.expiry(e);
      times.push_back(analytics::expiry_time(reader.calendar_, reader.class_of(expiry.root),
                                             expiry.expiry, snapshot.session(),
                                             snapshot.event_time()));
    }
    return times;
  }

  PackedQuotes& decoded(std::size_t e) {
    if (decoded_[e] == Progress::kPacked) {
      reader_.quotes_[e].decode(snapshot_.expiry(e));
      decoded_[e] = Progress::kDecoded;
    }
    return reader_.quotes_[e];
  }

  OptionDayReader& reader_;
  const data::SnapshotView& snapshot_;
  std::vector<Progress> decoded_;
  analytics::ForwardCurve curve_;
  analytics::MaturityLadder ladder_;
};

OptionDayReader::OptionDayReader(const calendar::ExchangeCalendar& calendar, TargetExpiry target)
    : calendar_(calendar), target_(target) {}

const calendar::OptionClass& OptionDayReader::class_of(std::string_view root) {
  const auto known = std::find_if(classes_.begin(), classes_.end(),
                                  [root](const auto& one) { return one.root == root; });
  return known != classes_.end() ? *known : classes_.emplace_back(calendar::option_class(root));
}

OptionDay OptionDayReader::read(const data::SnapshotView& snapshot,
                                const analytics::CarryInputs& carry) {
  PackedChain chain(*this, snapshot, carry);
  return detail::OptionDayKernel(chain, snapshot.expiry_count()).day(target_);
}

}  // namespace aots::features
