// What a family of features is: its definitions, and the kernel that computes them.
//
// A family is a class with `kDefinitions` and one `step`, which writes a value for each definition
// in their order. Adding a feature is a definition and its value in a family's file; adding a
// family is a file and its name in the list of its group (features/calculators.cpp).
//
// A price kernel has `step(const PriceInputs&, Out)`: it sees the sessions that have a bar, one
// after the other, and is made anew where a history begins. Any other has
// `step(const SessionInputs&, RowValues, Out)`, sees every session, and may read the columns of the
// groups before its own.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "base/contract.hpp"
#include "features/calculator.hpp"
#include "features/catalogue.hpp"
#include "features/session_inputs.hpp"

namespace aots::features {

// When a value is absent, in the words of docs/features.md.
inline constexpr std::string_view kNever = "never";
inline constexpr std::string_view kWithoutBar = "without a bar";
inline constexpr std::string_view kWithoutVolume = "without a volume";
inline constexpr std::string_view kWithoutVix = "without a VIX close for more than three sessions";
inline constexpr std::string_view kWithoutIv = "without a bar, or without iv above 0";
inline constexpr std::string_view kWithoutRegime = "where the regime is unknown";
inline constexpr std::string_view kWithoutTarget = "without a chain or a target expiry";
inline constexpr std::string_view kWithoutPoint = "without a chain or options around 25 delta";
inline constexpr std::string_view kWithoutQuote = "without a chain or a usable quote at the money";
inline constexpr std::string_view kWithoutMaturity =
    "without a chain or expiries on both sides of the maturity";
inline constexpr std::string_view kWithoutActivity =
    "without a chain that tells it, or where the divisor is 0";
inline constexpr std::string_view kWithoutInputs = "where an input is absent";
inline constexpr std::string_view kWithoutLag = "where the value of either session is absent";

inline double value_or_absent(std::optional<double> value) { return value ? *value : kAbsent; }

// The weights of a recursive value are those of its inputs' averages; what divides two of them, or
// averages a second time, needs longer until the whole is below 1e-12.
inline constexpr int kQuotientCare = 40;
inline constexpr int kMacdCare = 40;
inline constexpr int kSecondAverageCare = 120;

// The values of one family in one session.
template <std::size_t N>
class FamilyOut {
 public:
  FamilyOut(double* first, std::size_t stride) : first_(first), stride_(stride) {}

  template <class... Values>
  void write(Values... values) const {
    static_assert(sizeof...(Values) == N, "one value for each definition");
    double* slot = first_;
    ((*slot = values, slot += stride_), ...);
  }
  void write_absent() const {
    for (std::size_t i = 0; i < N; ++i) first_[i * stride_] = kAbsent;
  }

 private:
  double* first_;
  std::size_t stride_;
};

// The values of one session in the columns that are written already.
class RowValues {
 public:
  RowValues(const double* row, std::size_t stride) : row_(row), stride_(stride) {}
  double operator[](std::size_t column) const { return row_[column * stride_]; }

 private:
  const double* row_;
  std::size_t stride_;
};

// The column of a feature that must exist.
inline std::size_t column_of(std::string_view name) {
  const auto column = find_feature(name);
  AOTS_EXPECTS(column.has_value());
  return *column;
}

// Whether a series that misses some sessions goes on: after more than kGapSessionsMax in a row it
// does not, and its windows begin anew.
class GapRule {
 public:
  // Takes a session; whether the windows begin anew with it.
  bool begins(bool present) {
    if (!present) {
      ++missing_;
      return false;
    }
    const bool begins = missing_ > kGapSessionsMax;
    missing_ = 0;
    return begins;
  }

 private:
  int missing_ = 0;
};

template <class Kernel>
concept PriceKernel = requires(Kernel kernel, const PriceInputs& inputs) {
  kernel.step(inputs, FamilyOut<Kernel::kDefinitions.size()>(nullptr, 0));
};

template <class Kernel>
Kernel make_kernel(const calendar::ExchangeCalendar& calendar) {
  if constexpr (std::is_constructible_v<Kernel, const calendar::ExchangeCalendar&>) {
    return Kernel(calendar);
  } else {
    return Kernel();
  }
}

// The calculator of a group whose families are `Kernels`.
template <FeatureGroup Group, class... Kernels>
class FamilyCalculator final : public FeatureCalculator {
 public:
  explicit FamilyCalculator(const calendar::ExchangeCalendar& calendar)
      : calendar_(calendar), kernels_(make_kernel<Kernels>(calendar)...) {}

  static std::span<const FeatureDefinition> definitions() { return kDefinitions; }

  FeatureGroup group() const override { return Group; }
  void advance(std::span<const SessionInputs> sessions, ValueSlots slots) override {
    std::size_t column = first_column(Group);
    std::apply(
        [&](Kernels&... kernels) {
          ((run(kernels, sessions, slots, column), column += Kernels::kDefinitions.size()), ...);
        },
        kernels_);
  }

 private:
  template <class Kernel>
  void run(Kernel& kernel, std::span<const SessionInputs> sessions, ValueSlots slots,
           std::size_t column) const {
    using Out = FamilyOut<Kernel::kDefinitions.size()>;
    for (std::size_t row = 0; row < sessions.size(); ++row) {
      const Out out(&slots.at(column, row), slots.stride);
      if constexpr (PriceKernel<Kernel>) {
        const PriceInputs& price = sessions[row].price;
        if (price.begins) kernel = make_kernel<Kernel>(calendar_);
        if (price.present) {
          kernel.step(price, out);
        } else {
          out.write_absent();
        }
      } else {
        kernel.step(sessions[row], RowValues(slots.base + row, slots.stride), out);
      }
    }
  }

  static constexpr auto kDefinitions = [] {
    std::array<FeatureDefinition, (Kernels::kDefinitions.size() + ...)> all{};
    std::size_t count = 0;
    const auto add = [&](const auto& definitions) {
      for (const FeatureDefinition& definition : definitions) {
        all[count] = definition;
        all[count++].group = Group;
      }
    };
    (add(Kernels::kDefinitions), ...);
    return all;
  }();

  const calendar::ExchangeCalendar& calendar_;
  std::tuple<Kernels...> kernels_;
};

}  // namespace aots::features
