#include "ledger/address.hpp"

#include <vector>

#include "base/text.hpp"

namespace aots::ledger {
namespace {

constexpr std::string_view kExpected =
    "expected sqlite:///path/to/ledger.db or postgresql://user@host:5432/database";

Result<LedgerAddress> sqlite_address(std::string_view rest, std::string_view text) {
  if (rest.starts_with("//")) rest.remove_prefix(2);
  while (rest.starts_with("//")) rest.remove_prefix(1);
  if (rest.empty() || rest.ends_with('/')) {
    return fail(ErrorCode::kConfig, "the ledger address {} names no file; {}", text, kExpected);
  }
  if (rest.find_first_of("\"?") != std::string_view::npos) {
    return fail(
        ErrorCode::kConfig,
        "the ledger address {} holds a quote or question mark, which a SQLite path here may "
        "not; rename the file",
        text);
  }
  LedgerAddress address;
  address.backend = Backend::kSqlite;
  address.path = Path(rest);
  return address;
}

// "user:secret@host" holds a password; "user@host:5432" does not.
bool holds_password(std::string_view uri) {
  const std::string_view authority = uri.substr(0, uri.find_first_of("/?"));
  const auto at = authority.rfind('@');
  return at != std::string_view::npos &&
         authority.substr(0, at).find(':') != std::string_view::npos;
}

Result<LedgerAddress> postgresql_address(std::string_view rest, std::string_view shown) {
  LedgerAddress address;
  address.backend = Backend::kPostgresql;
  const auto mark = rest.find('?');
  std::vector<std::string> kept;
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1);
  for (const std::string_view part : split(query, '&')) {
    if (part.starts_with("password_env=")) {
      address.password_env = part.substr(part.find('=') + 1);
    } else if (part.starts_with("password_file=")) {
      address.password_file = part.substr(part.find('=') + 1);
    } else if (part.starts_with("password=")) {
      return fail(ErrorCode::kConfig,
                  "the ledger address {} holds a password; leave it out and name its place with "
                  "?password_env=NAME or ?password_file=PATH",
                  shown);
    } else if (!part.empty()) {
      kept.emplace_back(part);
    }
  }
  if (!address.password_env.empty() && !address.password_file.empty()) {
    return fail(ErrorCode::kConfig,
                "the ledger address {} has both password_env and password_file; keep one", shown);
  }
  address.uri = fmt::format("postgresql://{}", rest.substr(0, mark));
  if (!kept.empty()) address.uri += '?' + join(kept, "&");
  return address;
}

// Everything up to the parameters, with what stands between ':' and '@' struck out.
std::string without_secrets(std::string_view scheme, std::string_view rest) {
  std::string_view place = rest.substr(0, rest.find('?'));
  const std::string_view authority = place.substr(0, place.find('/'));
  const auto at = authority.rfind('@');
  const auto colon = authority.find(':');
  if (at == std::string_view::npos || colon > at) return fmt::format("{}{}", scheme, place);
  return fmt::format("{}{}:***{}", scheme, place.substr(0, colon), place.substr(at));
}

}  // namespace

std::string LedgerAddress::display() const {
  if (backend == Backend::kPostgresql) return uri.substr(0, uri.find('?'));
  return fmt::format("{}{}", path.is_absolute() ? "sqlite://" : "sqlite:", path.string());
}

Result<LedgerAddress> parse_address(std::string_view text) {
  if (text.starts_with("sqlite:")) return sqlite_address(text.substr(7), text);
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string shown = without_secrets("postgresql://", rest);
    if (holds_password(rest)) {
      return fail(ErrorCode::kConfig,
                  "the ledger address {} holds a password; leave it out and name its place with "
                  "?password_env=NAME or ?password_file=PATH",
                  shown);
    }
    return postgresql_address(rest, shown);
  }
  return fail(ErrorCode::kConfig, "'{}' is no ledger address; {}", text, kExpected);
}

}  // namespace aots::ledger
