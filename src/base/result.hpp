// Result: a value, or the reason why there is none.
//
// Operating errors (I/O, parsing, vendors, brokers, configuration) are values of type Error and are
// handled by the caller; programmer errors stop the program (base/contract.hpp). An Error's code
// decides the exit code of the program; its message is one sentence that says what was found,
// where, what was expected and what to do next.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace aots {

enum class ErrorCode {
  kUsage,        // the command line is wrong: exit 2
  kConfig,       // a configuration file or key is wrong: exit 2
  kData,         // data is missing, corrupt, or names an unknown symbol or date: exit 3
  kIo,           // the file system refused (missing file, full disk, no permission): exit 3
  kService,      // an outside service failed: exit 4
  kInternal,     // a defect of this program: exit 5
  kInterrupted,  // the user stopped the work: exit 130
};

std::string_view to_string(ErrorCode code);
int exit_code(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  bool operator==(const Error&) const = default;
};

template <class T, class E = Error>
using Result = tl::expected<T, E>;
using Status = Result<void>;

// Failure of the given kind, its message formatted in the manner of fmt.
template <class... Args>
tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected<Error>(Error{code, fmt::format(text, std::forward<Args>(args)...)});
}

}  // namespace aots

#define AOTS_CONCAT_INNER(a, b) a##b
#define AOTS_CONCAT(a, b) AOTS_CONCAT_INNER(a, b)

// AOTS_TRY(name, expression): binds the value of a Result, or returns its error to the caller.
#define AOTS_TRY(name, ...)                                                          \
  auto AOTS_CONCAT(aots_try_, __LINE__) = (__VA_ARGS__);                             \
  if (!AOTS_CONCAT(aots_try_, __LINE__)) {                                           \
    return tl::make_unexpected(std::move(AOTS_CONCAT(aots_try_, __LINE__)).error()); \
  }                                                                                  \
  auto&& name = *std::move(AOTS_CONCAT(aots_try_, __LINE__))

// AOTS_CHECK_OK(expression): the same for a Status, whose value does not matter.
#define AOTS_CHECK_OK(...)                                                        \
  do {                                                                            \
    auto aots_status = (__VA_ARGS__);                                             \
    if (!aots_status) return tl::make_unexpected(std::move(aots_status).error()); \
  } while (false)
