// How a command finds and opens the ledger: `--ledger`, else the configuration key `ledger`, with
// the password taken from where the address says that it is.
#pragma once

#include <string>

#include "ledger/ledger.hpp"

namespace aots::app {

// The address with its password; kConfig where there is none, or where the secret is not there.
Result<ledger::LedgerAddress> resolve_ledger(const std::string& text);

}  // namespace aots::app
