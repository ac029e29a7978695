#include "ledger_access.hpp"

#include <cstdlib>

#include "base/text.hpp"

namespace aots::app {

Result<ledger::LedgerAddress> resolve_ledger(const std::string& text) {
  AOTS_TRY(address, ledger::parse_address(text));
  if (!address.password_env.empty()) {
    const char* secret = std::getenv(address.password_env.c_str());
    if (secret == nullptr) {
      return fail(ErrorCode::kConfig,
                  "the ledger {} takes its password from the environment variable {}, which is not "
                  "set; set it",
                  address.display(), address.password_env);
    }
    address.password = secret;
  }
  if (!address.password_file.empty()) {
    const auto secret = read_file(address.password_file);
    if (!secret) return tl::make_unexpected(Error{ErrorCode::kConfig, secret.error().message});
    const std::string_view line = std::string_view(*secret).substr(0, secret->find('\n'));
    address.password = line.substr(0, line.find('\r'));
  }
  return address;
}

}  // namespace aots::app
