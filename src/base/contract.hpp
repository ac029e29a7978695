// Contracts: programmer errors stop the program, in every build type.
//
// AOTS_EXPECTS guards what a caller must provide, AOTS_ENSURES what a function promises. Neither is
// reachable from user input; for that there is Result.
#pragma once

namespace aots {

[[noreturn]] void contract_violation(const char* kind, const char* condition, const char* file,
                                     int line);

}  // namespace aots

#define AOTS_CONTRACT(kind, condition) \
  ((condition) ? static_cast<void>(0)  \
               : ::aots::contract_violation(kind, #condition, __FILE__, __LINE__))
#define AOTS_EXPECTS(condition) AOTS_CONTRACT("precondition", condition)
#define AOTS_ENSURES(condition) AOTS_CONTRACT("postcondition", condition)
