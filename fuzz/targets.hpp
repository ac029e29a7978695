// The parsers of outside bytes, each as a function that any input may be given to.
//
// A target returns whatever the bytes are; it aborts where a promise of the parser is broken, and
// the sanitizers abort for the rest. `make fuzz` lets libFuzzer search for such inputs; the test
// suite replays the corpus, each seed also in some hundred damaged forms. A seed is a file in
// fuzz/corpus/<target>.
#pragma once

#include <span>
#include <string_view>

namespace aots::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

// Without the canary.
std::span<const Target> targets();

// Aborts on an input that holds a certain word: proof that the search finds what is wrong.
void run_canary(std::string_view bytes);

// Aborts with the promise that was broken.
void expect(bool holds, std::string_view promise);

}  // namespace aots::fuzz
