#include "base/rng.hpp"

#include <cmath>

#include "base/contract.hpp"

namespace aots {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

// FNV-1a, 64 bits: turns the name of a purpose into a number.
std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char character : text) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

// Mixing the seed before it meets the purpose keeps (seed, purpose) pairs from cancelling out.
std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t state = seed;
  return splitmix64(state) ^ fnv1a(purpose);
}

// Above this mean a Poisson count is drawn in parts, which keeps exp(-mean) far from underflow.
constexpr double kPoissonPart = 30.0;

}  // namespace

Rng::Rng(std::uint64_t seed) : state_{} {
  for (auto& word : state_) word = splitmix64(seed);
}

Rng::Rng(std::uint64_t seed, std::string_view purpose) : Rng(seed_for(seed, purpose)) {}

double Rng::uniform(double low, double high) {
  AOTS_EXPECTS(low < high);
  const double value = low + (high - low) * uniform();
  // Rounding can reach the open end; the largest value below it stands in.
  return value < high ? value : std::nextafter(high, low);
}

std::uint64_t Rng::below(std::uint64_t bound) {
  AOTS_EXPECTS(bound > 0);
  std::uint64_t drawn = next();
  // Values below 2^64 mod bound would make the small remainders more likely; they are redrawn. That
  // is less than the bound, so a division is saved nearly always.
  if (drawn < bound) {
    const std::uint64_t biased = (0 - bound) % bound;
    while (drawn < biased) drawn = next();
  }
  return drawn % bound;
}

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double x = 0.0;
  double y = 0.0;
  double square = 0.0;
  do {
    x = 2.0 * uniform() - 1.0;
    y = 2.0 * uniform() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(square) / square);
  spare_ = y * factor;
  has_spare_ = true;
  return x * factor;
}

double Rng::exponential() { return -std::log1p(-uniform()); }

int Rng::poisson(double mean) {
  AOTS_EXPECTS(mean >= 0.0);
  AOTS_EXPECTS(mean < 1e6);
  int count = 0;
  // A sum of independent Poisson counts is a Poisson count of the summed mean.
  for (double left = mean; left > 0.0; left -= kPoissonPart) {
    const double floor = std::exp(-std::fmin(left, kPoissonPart));
    for (double product = uniform(); product > floor; product *= uniform()) ++count;
  }
  return count;
}

}  // namespace aots
