// Rng: seeded randomness that gives the same stream on every machine.
//
// Generator: xoshiro256++ seeded through splitmix64 (Blackman and Vigna, "Scrambled linear
// pseudorandom number generators", ACM TOMS 47, 2021). The standard library's distributions differ
// between implementations, so the few that are needed are here.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace aots {

class Rng {
 public:
  explicit Rng(std::uint64_t seed);
  // An independent stream for a named purpose, so that adding one consumer never shifts another.
  Rng(std::uint64_t seed, std::string_view purpose);

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  // Uniform on [0, 1) with 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform on [low, high).
  double uniform(double low, double high);
  // Uniform integer on [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // Standard normal (polar method).
  double normal();
  // Exponential with mean 1.
  double exponential();
  // Poisson counts, mean >= 0 (by products of uniforms; meant for means below 30).
  int poisson(double mean);

 private:
  std::array<std::uint64_t, 4> state_;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace aots
